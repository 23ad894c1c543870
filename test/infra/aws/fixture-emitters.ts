import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Account } from '../../../lib/accounts/account.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import type { AuditRecord } from '../../../lib/audit/audit-record.ts';
import { keepEnd } from '../../../lib/audit/audit-store.ts';
import { newCall } from '../../../lib/aws/call-context.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { forgetTableClock, observeTableDate } from '../../../lib/aws/clock.ts';
import { env } from '../../../lib/aws/env.ts';
import type { MetricName } from '../../../lib/aws/metrics.ts';
import { readableItems } from '../../../lib/aws/readable-items.ts';
import { shape } from '../../../lib/aws/stored-shape.ts';
import { OemsError } from '../../../lib/errors.ts';
import { krakenSpotRules } from '../../../lib/exchanges/kraken/spot/errors.ts';
import { signedCall } from '../../../lib/exchanges/wire/endpoint.ts';
import { tellTrouble } from '../../../lib/exchanges/wire/exchange-trouble.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';
import { withNonceRetry } from '../../../lib/exchanges/wire/nonce-retry.ts';
import { ExchangeRejection, MalformedResponse } from '../../../lib/exchanges/wire/refusals.ts';
import { errorAnswer } from '../../../lib/http/answer.ts';
import { job } from '../../../lib/http/endpoint.ts';
import { queueJob } from '../../../lib/jobs/queue-job.ts';
import { reportUndecided } from '../../../lib/journal/report-undecided.ts';
import { type Reconciliation, reportEntry } from '../../../lib/journal/resolve.ts';
import { concludeEntry } from '../../../lib/journal/run-once.ts';
import { logFailedPull } from '../../../lib/ledger/ingest/log-failed-pull.ts';
import { storeEntries } from '../../../lib/ledger/ingest/store-entries.ts';
import { reportMismatches } from '../../../lib/ledger/proof/add-up.ts';
import type { LedgerName } from '../../../lib/ledger/store/ledger-name.ts';
import { carryOnHalts } from '../../../lib/orders/halt/carry-on.ts';
import { haltHalted } from '../../../lib/orders/halt/halt.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { checkStoredKey, storedKeyOf } from '../../../lib/session/check-stored-key.ts';
import { forgetMarkets, wholeMarkets } from '../../../lib/session/markets.ts';
import { writeCatalogue } from '../../../lib/session/markets-store.ts';
import type { Session } from '../../../lib/session/open-session.ts';
import { sharedBudget } from '../../../lib/session/shared-limits.ts';
import { entryOf } from '../../lib/ledger/fixture-ledger.ts';
import { recordOf } from '../../lib/orders/fixture-records.ts';

const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 } as Context;
const ledger: LedgerName = { ref: { tenant: 'alpha', accountId: 'desk' }, exchange: 'kraken', stream: 'spot' };
const unreachable = { ...orderJournal, keyOf: () => fail('the table is away') };
const reconciliation = { journal: unreachable } as unknown as Reconciliation<OrderRecord, { keyVersion: string }>;

function fail(message: string, name = 'Error'): never {
  throw Object.assign(new Error(message), { name });
}

function pulled(run: () => Promise<void>) {
  const attributes = { ApproximateReceiveCount: '1' };
  const event = { Records: [{ messageId: 'm', body: '{}', attributes }] } as unknown as SQSEvent;
  return queueJob('pull-history', z.object({}), run)(event, context);
}

function refusedOnce() {
  const refusal = new Error('nonce');
  let sent = 0;
  const inquiry = signedCall('POST', 'Inquiry');
  const protocol = { isRefusal: (error: unknown) => error === refusal, inquiry, lastNonce: () => null };
  const nonces = { next: async () => '1', leap: async () => '2', raiseAbove: async () => undefined };
  return withNonceRetry(
    signedCall('POST', 'Balance'),
    nonces,
    protocol,
    () => 0,
    async () => {
      sent += 1;
      if (sent === 1) throw refusal;
    },
  );
}

function answered(error: Error) {
  tellTrouble({ exchange: 'kraken', title: 'Kraken' }, krakenSpotRules, error);
}

async function toldTwoWays() {
  const nothingKnown = { recentDigests: {}, mayBeStored: true };
  const entry = entryOf({ id: '1' });
  await storeEntries(ledger, [entry], nothingKnown);
  await storeEntries(ledger, [{ ...entry, digest: 'another' }], nothingKnown);
}

/** An account that disappears during the halt. */
function haltOfGoneAccount() {
  const account = { ...ledger.ref, exchange: 'kraken', tradingState: 'HALTED', credentials: {}, createdAt: 1 };
  const asked = { id: 'halt-1', at: 0, closesPositions: false };
  return haltHalted({ account: account as unknown as Account, at: 0, asked });
}

/** A halt that has been pending for hours, and is due. */
async function haltLeftOpen() {
  const account = { ...ledger.ref, exchange: 'kraken', tradingState: 'HALTED', credentials: {}, createdAt: 1 };
  const halt = { haltId: 'halt-1', haltAskedAt: 1, haltRounds: 9, pendingShard: 'HALTS#0', pendingAfter: 1 };
  const Item = { ...accountKey(ledger.ref), ...marshall({ shape, ...account, ...halt }) };
  await dynamodb().send(new PutItemCommand({ TableName: env.table, Item }));
  await carryOnHalts();
}

function auditRecord(): AuditRecord {
  const author = { at: 0, requestId: 'r', operation: 'createOrder', subject: 's', client: null, sourceIp: null };
  return {
    ...author,
    entry: '',
    accountId: 'main',
    thing: {},
    terms: {},
    outcome: 'failed',
    statusCode: 500,
    code: null,
  };
}

/** One entry that waits for a person, and one whose call ended long ago. */
async function undecidedEntries() {
  const shard = 'EMITTED#0';
  for (const entryState of ['NEEDS_REVIEW', 'UNKNOWN']) {
    const index = { pendingShard: shard, pendingAfter: 1, entryState, record: { sentAt: 1 } };
    const Item = marshall({ pk: shard, sk: entryState, ...index });
    await dynamodb().send(new PutItemCommand({ TableName: env.table, Item }));
  }
  await reportUndecided([{ shards: [shard] }]);
}

/** A key that was checked before, and has got the right to withdraw since. */
async function keyChecked() {
  const told = { permissions: ['trade'], canWithdraw: false, nonceWindow: null, times: null };
  const before = { version: 'v1', verification: 'verified', ...told, checkedAt: 1 };
  const account = { ...ledger.ref, exchange: 'kraken', credentials: { spot: before } };
  await dynamodb().send(
    new PutItemCommand({ TableName: env.table, Item: { ...accountKey(ledger.ref), ...marshall(account) } }),
  );
  const report = { permissions: ['trade', 'withdraw-funds'], canWithdraw: true, times: null, nonceWindow: null };
  const session = { account, keyVersion: 'v1', checkKey: async () => report } as unknown as Session;
  const key = storedKeyOf(session);
  if (key !== null) await checkStoredKey(session, key);
}

function clockAhead() {
  forgetTableClock();
  const now = Date.now();
  observeTableDate(new Date(now - 60_000).toUTCString(), now, now);
  forgetTableClock();
}

async function oldMarkets() {
  const name = { exchange: 'kraken', marketType: 'spot' } as const;
  const old = { loadedAt: Date.now() - 48 * 3_600_000, markets: [], assets: [], codesByAlias: {}, refused: [] };
  await writeCatalogue(name, old);
  forgetMarkets();
  await wholeMarkets(name, { loadCatalogue: () => fail('away'), protocol: {}, rules: [] } as unknown as MarketModule);
  forgetMarkets();
}

const unexpected = new TypeError('Cannot read properties of undefined');
const caller = { tenant: 'alpha', decimals: 'number', errors: new Set() } as Parameters<typeof errorAnswer>[2];
const entry = (state: OrderRecord['state']) =>
  reportEntry({ journal: orderJournal } as typeof reconciliation, recordOf({ state, sentAt: Date.now() - 60_000 }));

const sharedLimit = { weight: 100, windowMs: 60_000, usualWeight: 1, usedHeader: null };

/** The code of the product that emits each metric, run as the product runs the code. */
export const emitters: Readonly<Record<MetricName, () => unknown>> = {
  UnknownOutcomes: () => entry('UNKNOWN'),
  ManualOutcomes: () => entry('NEEDS_REVIEW'),
  EntriesInReview: undecidedEntries,
  EntriesUnknown: undecidedEntries,
  UnjournaledVerdicts: () => concludeEntry(reconciliation, { keyVersion: 'v1' }, recordOf({ state: 'ACCEPTED' })),
  UnreadableEntries: () => readableItems([{}], () => fail('shape 9')),
  NonceRetries: refusedOnce,
  NonceRefusals: () => errorAnswer(new OemsError('NONCE_REJECTED', 'no'), newCall('r', 'get-balance', 0), caller),
  UnexpectedErrors: () => job('resolve-orders', () => Promise.reject(unexpected))({}, context),
  ThrottledCalls: () => pulled(async () => fail('slow down', 'ThrottlingException')),
  LedgerConflicts: toldTwoWays,
  LedgerMismatches: () => reportMismatches(ledger, [{} as Parameters<typeof reportMismatches>[1][number]]),
  PullFailures: () => logFailedPull({ code: 'EXCHANGE_UNAVAILABLE' }),
  Pulls: () => pulled(async () => undefined),
  ExchangeAway: () => answered(new MalformedResponse('Kraken', 503)),
  AddressBans: () => sharedBudget({ exchange: 'kraken', host: 'spot' }, sharedLimit).noteBan(Date.now()),
  KeyRefusals: () => answered(new ExchangeRejection('Kraken', 'EAPI:Invalid key')),
  UnstoredAudits: () => keepEnd('alpha', { ...auditRecord(), at: Number.NaN }),
  HaltsIncomplete: haltOfGoneAccount,
  HaltsOpen: haltLeftOpen,
  KeysAbleToWithdraw: keyChecked,
  KeysChanged: keyChecked,
  ClockOffset: clockAhead,
  MarketsAge: oldMarkets,
};
