import { randomUUID } from 'node:crypto';
import { sharedNow } from '../aws/clock.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import type { Change } from '../outbox/change.ts';
import { appending, newChange } from '../outbox/outbox.ts';
import type { Account, AccountRef, TradingState } from './account.ts';
import { isOf, readAccount, updateAccount } from './account-store.ts';

/**
 * The SDK retries a write whose answer was lost, and the retry may come after another caller's write. A retried ACTIVE must not undo a
 * halt, so ACTIVE replaces only the state that was read just before. HALTED is always written: a halt can only stop too much.
 */
export async function setTradingState(ref: AccountRef, state: TradingState): Promise<Account> {
  const write = randomUUID();
  if (state === 'HALTED') return writeAlways(ref, state, write);
  const seen = await readAccount(ref);
  const { condition, values: registration } = isOf(seen);
  const { tradingStateWrite: before } = seen;
  const unchanged = before === undefined ? 'attribute_not_exists(tradingStateWrite)' : 'tradingStateWrite = :before';
  const known = { ...registration, ...(before === undefined ? {} : { ':before': { S: before } }) };
  const change = seen.tradingState === state ? null : stateChange(ref, state);
  try {
    return await writeState(ref, { state, write, change }, `${condition} AND ${unchanged}`, known);
  } catch (error) {
    const account = await readAccount(ref);
    if (account.tradingStateWrite === write) return account;
    throw isMissing(error) ? changedMeanwhile(account.tradingState) : error;
  }
}

interface StateWrite {
  readonly state: TradingState;
  readonly write: string;
  readonly change: Change | null;
}

function writeState(
  ref: AccountRef,
  { state, write, change }: StateWrite,
  condition: string,
  known: Item = {},
): Promise<Account> {
  const { set, add, values } = appending(ref.tenant, change);
  return updateAccount(
    ref,
    `SET tradingState = :state, tradingStateWrite = :write${set}${add}`,
    {},
    { ':state': { S: state }, ':write': { S: write }, ...known, ...values },
    `attribute_exists(pk) AND ${condition}`,
  );
}

/** Changes that wait for the list make the item larger, and an item has a limit. A halt without an event is better than no halt. */
const hasRoom = '(attribute_not_exists(changes) OR size(changes) < :most)';
const mostWaiting = 200;

/**
 * The list of events tells of a state that is another than before: the condition finds out, because nothing is read first. Two rounds lose only
 * against callers that change the state to and fro at this moment.
 */
async function writeAlways(ref: AccountRef, state: TradingState, write: string): Promise<Account> {
  const change = stateChange(ref, state);
  const room = { ':most': { N: String(mostWaiting) } };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const account =
      (await unlessMissing(writeState(ref, { state, write, change }, `tradingState <> :state AND ${hasRoom}`, room))) ??
      (await unlessMissing(writeState(ref, { state, write, change: null }, 'tradingState = :state')));
    if (account !== null) return account;
  }
  return writeState(ref, { state, write, change: null }, 'attribute_exists(pk)');
}

/** Null where the condition did not hold. */
async function unlessMissing(written: Promise<Account>): Promise<Account | null> {
  return written.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof OemsError && error.code === 'NOT_FOUND';
}

function stateChange({ accountId }: AccountRef, tradingState: TradingState): Change {
  const event =
    tradingState === 'HALTED'
      ? ({ type: 'trading_halted' } as const)
      : ({ type: 'trading_state_changed', message: `The trading state is ${tradingState} now` } as const);
  const subject = { kind: 'account', record: { tradingState } } as const;
  return newChange({ at: sharedNow(), accountId, events: [event], subject });
}

function changedMeanwhile(state: TradingState): OemsError {
  return new OemsError(
    'IN_PROGRESS',
    `another call has changed the trading state to ${state} meanwhile; repeat this call if the state should still change`,
  );
}
