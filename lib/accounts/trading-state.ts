import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import { raiseLagging } from '../nonce/nonce-counter.ts';
import type { Change } from '../outbox/change.ts';
import { appending, newChange } from '../outbox/outbox.ts';
import type { Account, AccountRef, Lifted, TradingState } from './account.ts';
import { isOf, readAccount, updateAccount } from './account-store.ts';
import { learnTime } from './learn-time.ts';
import { accountKey } from './partitions.ts';
import {
  type AskedHalt,
  askHalt,
  forgetHalt,
  hasRoom,
  noHalt,
  room,
  type StateParts,
  unlessMissing,
} from './pending-halt.ts';
import { isHeldByRestore } from './restored.ts';

/**
 * The SDK retries a write whose answer was lost, and the retry may come after another caller's write. A retried ACTIVE must not undo a
 * halt, so ACTIVE replaces only the state that was read just before. HALTED is always written: a halt can only stop too much. The write of HALTED
 * journals a halt that cancels (`asked`), and the write of another state ends such a halt.
 */
export async function setTradingState(ref: AccountRef, state: TradingState, asked?: AskedHalt): Promise<Account> {
  const write = randomUUID();
  if (state === 'HALTED') return writeHalted(ref, write, asked);
  const seen = await readAccount(ref);
  const { condition, values: registration } = isOf(seen);
  const { tradingStateWrite: before } = seen;
  const unchanged = before === undefined ? 'attribute_not_exists(tradingStateWrite)' : 'tradingStateWrite = :before';
  const known = { ...registration, ...(before === undefined ? {} : { ':before': { S: before } }) };
  const change = seen.tradingState === state ? null : stateChange(ref, state);
  const parts = await liftParts(seen);
  try {
    return await writeState(ref, { state, write, change, parts }, `${condition} AND ${unchanged}`, known);
  } catch (error) {
    const account = await readAccount(ref);
    if (account.tradingStateWrite === write) return account;
    throw isMissing(error) ? changedMeanwhile(account.tradingState) : error;
  }
}

async function writeHalted(ref: AccountRef, write: string, asked: AskedHalt | undefined): Promise<Account> {
  await learnTime(ref);
  return writeAlways(ref, { state: 'HALTED', write, ...haltParts(ref, asked) });
}

function haltParts(ref: AccountRef, asked: AskedHalt | undefined): Pick<StateWrite, 'change' | 'parts'> {
  const change = stateChange(ref, 'HALTED', asked?.id);
  return asked === undefined ? { change, parts: noHalt } : { change, parts: askHalt(ref, asked) };
}

interface StateWrite {
  readonly state: TradingState;
  readonly write: string;
  readonly change: Change | null;
  readonly parts: StateParts;
}

/** Ends a pending halt, and lifts what holds the accounts of a restored table. */
async function liftParts(seen: Account): Promise<StateParts> {
  const lifted = await liftedBy(seen);
  if (lifted === null) return forgetHalt;
  return { ...forgetHalt, set: ', lifted = :lifted', values: { ':lifted': { M: marshall(lifted) } } };
}

/** Null but for the first time that a person lets an account of a restored table trade. */
async function liftedBy(seen: Account): Promise<Lifted | null> {
  const { restoredTo } = env;
  if (restoredTo === null || !isHeldByRestore(seen)) return null;
  const at = sharedNow();
  await raiseLagging(accountKey(seen), at - restoredTo);
  return { to: restoredTo, at };
}

function writeState(
  ref: AccountRef,
  { state, write, change, parts }: StateWrite,
  condition: string,
  known: Item = {},
): Promise<Account> {
  const { set, add, values } = appending(ref.tenant, change);
  return updateAccount(
    ref,
    `SET tradingState = :state, tradingStateWrite = :write${parts.set}${set} REMOVE stoppedFrom${parts.remove}${add}`,
    {},
    { ':state': { S: state }, ':write': { S: write }, ...known, ...values, ...parts.values },
    `attribute_exists(pk) AND ${condition}`,
  );
}

/**
 * The list of events tells of a state that is another than before: the condition finds out, because nothing is read first. Two rounds lose only
 * against callers that change the state to and fro at this moment.
 */
async function writeAlways(ref: AccountRef, stop: StateWrite): Promise<Account> {
  const quiet = { ...stop, change: null };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const account =
      (await unlessMissing(writeState(ref, stop, `tradingState <> :state AND ${hasRoom}`, room))) ??
      (await unlessMissing(writeState(ref, quiet, 'tradingState = :state')));
    if (account !== null) return account;
  }
  return writeState(ref, quiet, 'attribute_exists(pk)');
}

function isMissing(error: unknown): boolean {
  return error instanceof OemsError && error.code === 'NOT_FOUND';
}

function stateChange({ accountId }: AccountRef, tradingState: TradingState, haltId?: string): Change {
  const event =
    tradingState === 'HALTED'
      ? ({ type: 'trading_halted' } as const)
      : ({ type: 'trading_state_changed', message: `The trading state is ${tradingState} now` } as const);
  const subject = { kind: 'account', record: { tradingState, haltId } } as const;
  return newChange({ at: sharedNow(), accountId, events: [event], subject });
}

function changedMeanwhile(state: TradingState): OemsError {
  return new OemsError(
    'IN_PROGRESS',
    `another call has changed the trading state to ${state} meanwhile; repeat this call if the state should still change`,
  );
}
