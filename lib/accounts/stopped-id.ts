import { DeleteItemCommand, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { requireKnownShape, shape } from '../aws/stored-shape.ts';
import type { Account, AccountRef, TradingState } from './account.ts';
import { stoppedKey } from './partitions.ts';

/**
 * A stop outlives its account: the state of a deleted account stays with the id, and the next registration under the id begins with that state. Only
 * a call that sets another state ends the stop.
 */

/** The state that somebody has set: the deletion of an account stops the account as well, and that is no state to keep. */
export function stateToKeep({
  stoppedFrom,
  tradingState,
}: Pick<Account, 'stoppedFrom' | 'tradingState'>): TradingState {
  return stoppedFrom ?? tradingState;
}

/** Before the account goes: a registration that comes at once must find the state. */
export async function keepState(ref: AccountRef, state: TradingState): Promise<void> {
  const item = { TableName: env.table, Key: stoppedKey(ref) };
  if (state === 'ACTIVE') {
    await dynamodb().send(new DeleteItemCommand(item));
    return;
  }
  await dynamodb().send(
    new UpdateItemCommand({
      ...item,
      UpdateExpression: 'SET shape = :shape, tradingState = :state',
      ExpressionAttributeValues: { ':shape': { N: String(shape) }, ':state': { S: state } },
    }),
  );
}

/** The state with which an account of this id begins. */
export async function keptState(ref: AccountRef): Promise<TradingState> {
  const request = new GetItemCommand({ TableName: env.table, Key: stoppedKey(ref), ConsistentRead: true });
  const { Item } = await dynamodb().send(request);
  if (Item === undefined) return 'ACTIVE';
  requireKnownShape(Item);
  return Item.tradingState?.S === 'REDUCE_ONLY' ? 'REDUCE_ONLY' : 'HALTED';
}
