import * as z from 'zod';
import type { AccountRef } from '../accounts/account.ts';
import { type AccountRefs, accountPage } from '../accounts/account-pages.ts';
import { accountNotFound } from '../accounts/account-store.ts';
import type { AuditRecord } from '../audit/audit-record.ts';
import { keepBegin, keepEnd } from '../audit/audit-store.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { type Author, currentCall, runAs } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { exchangeIds } from '../exchanges/exchanges.ts';
import { isComplete } from '../orders/halt/halt.ts';
import { type HaltOf, haltAccounts } from '../orders/halt/halt-all.ts';

/** One page of a halt: one account, the accounts of a tenant, or the accounts of an exchange. */
export const operatorHaltRequest = z
  .strictObject({
    /** ARN of the operator, as the operator's own credentials tell. CloudTrail has the invocation under the same request id. */
    operator: z.string().min(1).max(500),
    reason: z.string().min(3).max(500),
    tenant: z.string().min(1).max(500).optional(),
    account: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of an account')
      .optional(),
    exchange: z.enum(exchangeIds).optional(),
    close_positions: z.boolean().default(false),
    /** `next` of the page before. */
    after: z.string().max(1000).nullable().default(null),
    limit: z.number().int().min(1).max(300).default(100),
  })
  .refine(({ tenant, exchange }) => (tenant === undefined) !== (exchange === undefined), {
    error: 'give either tenant or exchange',
  })
  .refine(({ tenant, account }) => account === undefined || tenant !== undefined, { error: 'account needs tenant' });

export type OperatorHalt = z.output<typeof operatorHaltRequest>;

export interface HaltedLine {
  readonly tenant: string;
  readonly account: string;
  readonly halt_id: string | null;
  readonly complete: boolean;
  readonly carried_on: boolean;
  readonly reasons: readonly string[];
}

export interface OperatorHalts {
  readonly halts: readonly HaltedLine[];
  readonly next: string | null;
}

/** Halts the accounts of one page as a caller with a token would, and leaves a record of the operator in the trail of each tenant. Safe to repeat. */
export async function operatorHalt(request: OperatorHalt): Promise<OperatorHalts> {
  const { refs, next } = await pageOf(request);
  const author = authorOf(request);
  const record = recordOf(author, request);
  await settleAll(refs.map((ref) => keepBegin(ref.tenant, record(ref, 'begun'))));
  const halted = await runAs(author, () => haltAccounts(refs, request.close_positions));
  await settleAll(halted.map((one) => keepEnd(one.ref.tenant, record(one.ref, outcomeOf(one)))));
  const missing = refs.filter((ref) => !halted.some((one) => isSame(one.ref, ref)));
  await settleAll(missing.map((ref) => keepEnd(ref.tenant, { ...record(ref, 'refused'), code: 'NOT_FOUND' })));
  if (request.account !== undefined && halted.length === 0) throw accountNotFound();
  return { halts: halted.map(lineOf), next };
}

/** Of an account that is not there nothing was halted: a record that stays "begun" would tell of a call that died. */
function isSame(one: AccountRef, other: AccountRef): boolean {
  return one.tenant === other.tenant && one.accountId === other.accountId;
}

async function pageOf({ tenant, account, exchange, after, limit }: OperatorHalt): Promise<AccountRefs> {
  if (tenant !== undefined && account !== undefined) return { refs: [{ tenant, accountId: account }], next: null };
  if (tenant !== undefined) return accountPage({ tenant }, after, limit);
  return exchange === undefined ? { refs: [], next: null } : accountPage({ exchange }, after, limit);
}

function authorOf({ operator }: OperatorHalt): Author {
  const requestId = currentCall()?.requestId ?? '';
  return { at: sharedNow(), requestId, operation: 'operatorHalt', subject: operator, client: null, sourceIp: null };
}

/** A record for each account: the name of the account keeps the records of one invocation apart. */
function recordOf(author: Author, { reason, close_positions: closes }: OperatorHalt) {
  const terms = { reason, close_positions: String(closes) };
  return ({ accountId }: AccountRef, outcome: AuditRecord['outcome']): AuditRecord => ({
    ...author,
    entry: `:${accountId}`,
    accountId,
    thing: {},
    terms,
    outcome,
    statusCode: null,
    code: null,
  });
}

function outcomeOf({ halt }: HaltOf): AuditRecord['outcome'] {
  if (isComplete(halt)) return 'succeeded';
  return halt.carriedOn ? 'pending' : 'failed';
}

function lineOf({ ref, halt }: HaltOf): HaltedLine {
  const wallets = halt.wallets.flatMap(({ marketType, reasons }) =>
    reasons.map((reason) => `${marketType}: ${reason}`),
  );
  return {
    tenant: ref.tenant,
    account: ref.accountId,
    halt_id: halt.haltId,
    complete: isComplete(halt),
    carried_on: halt.carriedOn,
    reasons: [...halt.reasons, ...wallets],
  };
}
