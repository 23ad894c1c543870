import type { AccountRef } from '../../accounts/account.ts';
import { accountIdsOf } from '../../accounts/account-list.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { inParallel } from '../../aws/all-to-the-end.ts';
import { currentCall, runInCall } from '../../aws/call-context.ts';
import { OemsError } from '../../errors.ts';
import { messageOf } from './cancel-everything.ts';
import { type Halt, type HaltedAccount, haltHalted, haltTrading, writeHalted } from './halt.ts';
import { reportAccountsLeft, reportFailedStep, reportIncomplete } from './report-halt.ts';

export interface Halts {
  /** By id. */
  readonly accounts: readonly Halt[];
  /** Why an account of the tenant may not be among them. */
  readonly reasons: readonly string[];
}

/**
 * Accounts that are halted side by side. Most of a halt is waiting, and an account at a silent exchange waits to the end of the call: with
 * fewer places, accounts at a silent exchange would keep the call from the remaining accounts. A connection pool has 64 places for each
 * host.
 */
const width = 60;
/** Of the call's time, for the answer and a table that is slow. */
const answerMs = 2000;
/** An account is not begun with less than this. */
const leastMs = 6000;

/**
 * Stops every account of the tenant. First HALTED is written for all accounts, within moments. Then the accounts are halted in parallel, in a
 * different order in each call: a repeated call reaches first the accounts that the call before had no time for. Throws where no account could be
 * listed.
 */
export async function haltAll(tenant: string, closesPositions: boolean): Promise<Halts> {
  const { ids, isWhole } = await listed(tenant);
  const halted = await haltAccounts(
    shuffled(ids).map((accountId) => ({ tenant, accountId })),
    closesPositions,
  );
  const accounts = halted.map(({ halt }) => halt);
  const later = await registeredMeanwhile(
    tenant,
    halted.map(({ ref }) => ref.accountId),
  );
  const reasons = [...(isWhole ? [] : [listCut]), ...later];
  if (reasons.length > 0) reportAccountsLeft(tenant, reasons.length);
  return {
    accounts: accounts.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1)),
    reasons,
  };
}

/** The halt of an account among several. */
export interface HaltOf {
  readonly ref: AccountRef;
  readonly halt: Halt;
}

/** First HALTED for all of them, then the accounts side by side. An account that is not there is left out. */
export async function haltAccounts(refs: readonly AccountRef[], closesPositions: boolean): Promise<HaltOf[]> {
  const begun = await inParallel(refs, width, (ref) => begin(ref, closesPositions));
  const here = begun.filter((account) => account !== null);
  return sooner(() =>
    inParallel(here, width, async (account) => ({ ref: account.ref, halt: await haltOne(account, closesPositions) })),
  );
}

const listCut = 'the list of accounts could not be read to its end, so other accounts are not halted: repeat the halt';

/** An unreadable page keeps no account of an earlier page from being halted. */
async function listed(tenant: string): Promise<{ readonly ids: readonly string[]; readonly isWhole: boolean }> {
  const ids: string[] = [];
  try {
    for await (const page of accountIdsOf(tenant)) ids.push(...page);
    return { ids, isWhole: true };
  } catch (error) {
    if (ids.length === 0) throw error;
    return { ids, isWhole: false };
  }
}

interface BegunAccount {
  readonly ref: AccountRef;
  /** Null: the state could not be written. */
  readonly halted: HaltedAccount | null;
}

/** Null for an entry of the list without an account. */
async function begin(ref: AccountRef, closesPositions: boolean): Promise<BegunAccount | null> {
  try {
    return { ref, halted: await writeHalted(ref, closesPositions) };
  } catch (error) {
    if (isMissing(error)) return null;
    reportFailedStep(ref, 'write HALTED', error);
    return { ref, halted: null };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof OemsError && error.code === 'NOT_FOUND';
}

/** The failure of an account is a reason in the account's own answer, and stops no further halt. */
async function haltOne({ ref, halted }: BegunAccount, closesPositions: boolean): Promise<Halt> {
  if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs)
    return notHalted(ref, halted, 'the call had no time left for this account');
  try {
    return await (halted === null ? haltTrading(ref, closesPositions) : haltHalted(halted));
  } catch (error) {
    reportFailedStep(ref, 'halt', error);
    return notHalted(ref, halted, messageOf(error));
  }
}

function notHalted(ref: AccountRef, halted: HaltedAccount | null, why: string): Halt {
  reportIncomplete(ref, 1);
  const state = halted === null ? 'new orders may still be placed' : 'no new order is sent';
  const remedy = halted === null ? 'repeat the halt' : 'the resolver goes on, or repeat the halt';
  return {
    accountId: ref.accountId,
    exchange: halted?.account.exchange ?? null,
    cancellations: [],
    ordersInFlight: null,
    tradingState: halted?.account.tradingState ?? null,
    closed: [],
    closingFailures: [],
    wallets: [],
    reasons: [`${why}: ${state}, and nothing was canceled or closed: ${remedy}`],
    haltId: halted?.account.halt?.id ?? null,
    // The write of HALTED has journaled the halt.
    carriedOn: halted !== null,
  };
}

/** The calls of the accounts end early enough for the answer. */
function sooner<T>(run: () => Promise<T>): Promise<T> {
  const call = currentCall();
  return call === undefined ? run() : runInCall({ ...call, deadline: call.deadline - answerMs }, run);
}

/** An account that was registered after the list was read may trade. */
async function registeredMeanwhile(tenant: string, before: readonly string[]): Promise<string[]> {
  try {
    const { ids } = await listed(tenant);
    const added = ids.filter((accountId) => !before.includes(accountId));
    const found = await inParallel(added, width, (accountId) => isThere({ tenant, accountId }));
    const there = added.filter((_id, index) => found[index]);
    return there.map((accountId) => `${accountId} was registered meanwhile and is not halted: repeat the halt`);
  } catch {
    return ['the list of accounts could not be read again: accounts that were registered meanwhile are not halted'];
  }
}

async function isThere(ref: AccountRef): Promise<boolean> {
  return readAccount(ref).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
