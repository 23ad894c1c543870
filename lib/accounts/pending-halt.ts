import { randomUUID } from 'node:crypto';
import { sharedNow } from '../aws/clock.ts';
import { pendingShardsOf, shardOf } from '../aws/pending-shards.ts';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';

import type { Change } from '../outbox/change.ts';
import { appending, newChange } from '../outbox/outbox.ts';
import type { Account, AccountRef, PendingHalt } from './account.ts';
import { updateAccount } from './account-store.ts';
import { accountKey } from './partitions.ts';

/** The partitions of the sparse index `pending` with the accounts whose halt is pending. */
export const haltShards = pendingShardsOf('HALTS');

/** The halt with cancellations that a call asks for. */
export interface AskedHalt {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly closesPositions: boolean;
}

export function newHalt(closesPositions: boolean): AskedHalt {
  return { id: randomUUID(), at: sharedNow(), closesPositions };
}

const minute = 60_000;
/** Longer than the call that asked: the resolver and the call do not work at the same time. */
const firstPauseMs = minute;
const laterPausesMs = [2 * minute, 4 * minute, 5 * minute] as const;
const longestPauseMs = 5 * minute;

/** The pause after the begin of a round of the resolver; the first round has the number 1. */
export function pauseAfterRound(round: number): number {
  return laterPausesMs[round - 1] ?? longestPauseMs;
}

/** A container corrects its clock by the whole seconds of the table. */
const clockStepMs = 5000;

/** Epoch ms. A halt of this many rounds that is due later was dated by a wrong clock, and is due. */
export function latestDue(rounds: number, now: number): number {
  return now + (rounds === 0 ? firstPauseMs : pauseAfterRound(rounds)) + clockStepMs;
}

/** Parts of the update that writes a trading state. */
export interface StateParts {
  /** Assignments for SET, each with a comma before it. */
  readonly set: string;
  /** Names for REMOVE, each with a comma before it. */
  readonly remove: string;
  readonly values: Item;
}

/** A state without a halt that cancels. A pending halt goes on. */
export const noHalt: StateParts = { set: '', remove: '', values: {} };

const attributes = 'haltId, haltAskedAt, haltCloses, haltRounds, pendingShard, pendingAfter';

/** Ends what is pending. */
export const forgetHalt: StateParts = { set: '', remove: `, ${attributes}`, values: {} };

/** Journals a halt, or joins the pending halt of the account. */
export function askHalt(ref: AccountRef, { id, at, closesPositions }: AskedHalt): StateParts {
  return {
    set:
      ', haltId = if_not_exists(haltId, :haltId), haltAskedAt = if_not_exists(haltAskedAt, :haltAt)' +
      ', haltRounds = if_not_exists(haltRounds, :noRounds), pendingShard = :haltShard, pendingAfter = :haltDue' +
      (closesPositions ? ', haltCloses = :closes' : ''),
    remove: '',
    values: {
      ':haltId': { S: id },
      ':haltAt': { N: String(at) },
      ':noRounds': { N: '0' },
      ':haltShard': { S: shardOf(accountKey(ref), haltShards) ?? '' },
      ':haltDue': { N: String(sharedNow() + firstPauseMs) },
      ...(closesPositions ? { ':closes': { BOOL: true } } : {}),
    },
  };
}

/**
 * Journals a halt that is not complete while the account is HALTED: a halt at the same time may have ended the shared record. Null once the account
 * is not halted.
 */
export function keepHalt(ref: AccountRef, asked: AskedHalt): Promise<Account | null> {
  const { set, values } = askHalt(ref, asked);
  return unlessMissing(
    updateAccount(ref, `SET ${set.slice(2)}`, {}, { ...values, ...halted }, 'tradingState = :halted'),
  );
}

/** Takes a due halt for one round; the pause of the round begins now. Null for a halt that has ended, is not due, or is taken. */
export function claimHalt(
  ref: AccountRef,
  { id, rounds }: Pick<PendingHalt, 'id' | 'rounds'>,
): Promise<Account | null> {
  const now = sharedNow();
  const values = {
    ':id': { S: id },
    ':round': { N: String(rounds + 1) },
    ':before': { N: String(rounds) },
    ':now': { N: String(now) },
    ':due': { N: String(now + pauseAfterRound(rounds + 1)) },
    ':latest': { N: String(latestDue(rounds, now)) },
  };
  const isDue = '(pendingAfter <= :now OR pendingAfter > :latest)';
  const condition = `haltId = :id AND haltRounds = :before AND ${isDue}`;
  return unlessMissing(updateAccount(ref, 'SET haltRounds = :round, pendingAfter = :due', {}, values, condition));
}

const halted = { ':halted': { S: 'HALTED' } } as const;

/** Changes that wait for the list make the item larger, and an item has a limit. A halt without an event is better than no halt. */
export const hasRoom = '(attribute_not_exists(changes) OR size(changes) < :most)';
export const room: Item = { ':most': { N: '200' } };

/**
 * Ends the halt after a complete look. A look of a halt that closes no positions ends no halt that was to close them. Null where another writer
 * has ended the halt, or goes on.
 */
export async function endHalt(account: AccountRef & { readonly halt: PendingHalt }): Promise<Account | null> {
  const { tenant, accountId, halt } = account;
  const ref = { tenant, accountId };
  const isWhole = halt.closesPositions ? '' : ' AND attribute_not_exists(haltCloses)';
  const condition = `haltId = :id AND tradingState = :halted${isWhole}`;
  const values = { ':id': { S: halt.id }, ...halted };
  const { set, add, values: event } = appending(tenant, completed(account));
  const told = updateAccount(
    ref,
    `SET ${set.slice(2)} REMOVE ${attributes}${add}`,
    {},
    { ...values, ...event, ...room },
    `${condition} AND ${hasRoom}`,
  );
  return (
    (await unlessMissing(told)) ??
    (await unlessMissing(updateAccount(ref, `REMOVE ${attributes}`, {}, values, condition)))
  );
}

function completed({ accountId, halt }: AccountRef & { readonly halt: PendingHalt }): Change {
  const event = halt.closesPositions
    ? ({ type: 'halt_completed', message: 'The halt is complete: no order and no position is open' } as const)
    : ({ type: 'halt_completed' } as const);
  const subject = { kind: 'account', record: { tradingState: 'HALTED', haltId: halt.id } } as const;
  return newChange({ at: sharedNow(), accountId, events: [event], subject });
}

/** Null where the condition did not hold. */
export async function unlessMissing(written: Promise<Account>): Promise<Account | null> {
  return written.catch((error: unknown) => {
    if (error instanceof OemsError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
}
