import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { PendingHalt } from '../../../lib/accounts/account.ts';
import { fromItem } from '../../../lib/accounts/account-store.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import { readSlots } from '../../../lib/events/slot-store.ts';
import type { Change } from '../../../lib/outbox/change.ts';
import { desk } from './accounts.ts';

export interface StoredHalt {
  readonly state: string | undefined;
  readonly halt: PendingHalt | undefined;
  /** Of the account: those that are listed, and those that wait for the list. */
  readonly events: readonly string[];
}

/** The desk's trading state and pending halt as the table has them, with the events after the slot `after`. */
export async function storedHalt(after: number): Promise<StoredHalt> {
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key: accountKey(desk) }));
  if (Item === undefined) return { state: undefined, halt: undefined, events: [] };
  const { tradingState: state, halt } = fromItem(desk, Item);
  const { changes = [] } = unmarshall(Item) as { changes?: readonly Change[] };
  const listed = (await readSlots(desk.tenant, after + 1, 500)).flatMap((slot) => slot.changes as readonly Change[]);
  const own = [...listed, ...changes].filter(({ subject }) => subject?.kind === 'account');
  // A sequencer that has died leaves a listed change in the item.
  const once = [...new Map(own.map((change) => [change.id, change])).values()];
  return { state, halt, events: once.flatMap(({ events }) => events.map(({ type }) => type)) };
}

/** A halt that has ended, and has been told as ended once. */
export const endedHalt: StoredHalt = {
  state: 'HALTED',
  halt: undefined,
  events: ['trading_halted', 'halt_completed'],
};
