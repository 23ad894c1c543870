import { createHash } from 'node:crypto';
import { accountShards, refFromIndexKey } from '../accounts/partitions.ts';
import { env } from '../aws/env.ts';
import { queryPages } from '../aws/query-pages.ts';
import { readableItems } from '../aws/readable-items.ts';
import { requireKnownShape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { type ExchangeId, exchangeIds } from '../exchanges/exchanges.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { PullMessage } from './pull-message.ts';
import { type OutgoingMessage, sendMessages } from './send-messages.ts';

/**
 * Asks for one pull of every account with keys and of the funding rates of every symbol in use, spread over the next `spreadSeconds`.
 * Shards run concurrently. If a shard fails, the other shards finish before the job fails.
 */
export async function dispatchPulls(spreadSeconds: number): Promise<void> {
  const walks = [...exchangeIds.flatMap((id) => accountShards(id).map((shard) => accountsOf(id, shard))), ratesInUse()];
  const ends = await Promise.allSettled(walks.map((walk) => dispatch(walk, spreadSeconds)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

interface Wanted {
  readonly exchange: ExchangeId;
  readonly message: PullMessage;
}

/** Page by page: memory holds at most a page of each shard. */
async function dispatch(walk: AsyncIterable<readonly Wanted[]>, spreadSeconds: number): Promise<void> {
  for await (const page of walk) {
    for (const exchange of new Set(page.map((wanted) => wanted.exchange))) {
      const own = page.filter((wanted) => wanted.exchange === exchange);
      const messages = own.map(({ message }) => messageOf(message, spreadSeconds));
      await sendMessages(env.pullQueueUrl(exchange), messages);
    }
  }
}

/** The delay of an account is always the same, so its pulls come at equal intervals. */
function messageOf(message: PullMessage, spreadSeconds: number): OutgoingMessage {
  const body = JSON.stringify(message);
  const hash = createHash('sha256').update(body).digest().readUInt32BE();
  return { body, delaySeconds: spreadSeconds === 0 ? 0 : hash % spreadSeconds };
}

async function* accountsOf(exchange: ExchangeId, shard: string): AsyncGenerator<Wanted[]> {
  const query = {
    IndexName: 'accounts',
    KeyConditionExpression: 'accountShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: shard } },
  };
  for await (const items of queryPages(query))
    yield items.map((item) => ({
      exchange,
      message: { kind: 'account', ...refFromIndexKey(item.accountKey?.S ?? '') },
    }));
}

async function* ratesInUse(): AsyncGenerator<Wanted[]> {
  const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'RATES#SYMBOLS' } } };
  for await (const items of queryPages(query)) yield readableItems(items, symbolInUse);
}

function symbolInUse(item: Item): Wanted {
  requireKnownShape(item);
  const exchange = (item.exchange?.S ?? '') as ExchangeId;
  const marketType = (item.marketType?.S ?? '') as MarketType;
  return { exchange, message: { kind: 'rates', exchange, marketType, symbol: item.symbol?.S ?? '' } };
}
