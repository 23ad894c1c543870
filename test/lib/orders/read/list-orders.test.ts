import { beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal } from '../../../../lib/orders/order-store.ts';
import { listOrders, type OrderFilter } from '../../../../lib/orders/read/list-orders.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { describedOf, recordOf, sentAt } from '../fixture-records.ts';

useEmbeddedTable();
const { ref, request } = recordOf();

async function journal(id: string, changes: Partial<OrderRecord>, shown?: Partial<ExchangeOrder>): Promise<void> {
  const record = recordOf({ ref, clientOrderId: id, ...changes });
  await beginEntry(orderJournal, { ...record, described: shown === undefined ? null : describedOf(record, shown) });
}

/** Four hundred orders; every fortieth was rejected. */
const all = Array.from({ length: 400 }, (_, index) => `order-${String(index).padStart(3, '0')}`);
beforeAll(async () => {
  for (const [index, id] of all.entries()) {
    const isSpot = index % 2 === 0;
    const terms = {
      ...request,
      symbol: isSpot ? 'BTC/USD' : 'ETH/USD:USD',
      side: index % 4 < 2 ? 'buy' : 'sell',
    } as const;
    const where = { request: terms, marketType: isSpot ? 'spot' : 'swap', sentAt: sentAt + index } as const;
    if (index % 40 === 0) await journal(id, { ...where, state: 'REJECTED' });
    else await journal(id, { ...where, state: 'ACCEPTED' }, { status: index < 200 ? 'filled' : 'open' });
  }
}, 60_000);

async function ids(filter: OrderFilter, limit = 50): Promise<string[]> {
  const found: (string | null)[] = [];
  let cursor: string | undefined;
  do {
    const { orders, next } = await listOrders(ref, limit, cursor, filter);
    expect(orders.length).toBeLessThanOrEqual(limit);
    found.push(...orders.map(({ clientOrderId }) => clientOrderId));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return found as string[];
}

function expected(isWanted: (index: number) => boolean): string[] {
  return all.filter((_, index) => isWanted(index)).toReversed();
}

describe('the list of orders', () => {
  it.each<[string, OrderFilter, (index: number) => boolean]>([
    ['nothing', {}, () => true],
    ['a symbol', { symbol: 'ETH/USD:USD' }, (index) => index % 2 === 1],
    ['a market type', { marketType: 'spot' }, (index) => index % 2 === 0],
    ['a side', { side: 'sell' }, (index) => index % 4 >= 2],
    ['a status of the exchange', { status: 'open' }, (index) => index >= 200 && index % 40 > 0],
    ['a status of ours', { status: 'rejected' }, (index) => index % 40 === 0],
    ['a time', { from: sentAt + 10, to: sentAt + 13 }, (index) => index >= 10 && index < 13],
    [
      'all at once',
      { symbol: 'BTC/USD', side: 'buy', status: 'filled', from: sentAt + 100, marketType: 'spot' },
      (index) => index % 4 === 0 && index % 40 > 0 && index >= 100 && index < 200,
    ],
  ])('by %s has every such order once, newest first, whatever the size of a page', async (_name, filter, isWanted) => {
    for (const limit of [3, 50, 200]) expect(await ids(filter, limit)).toEqual(expected(isWanted));
  });

  it('of a rare kind is read in few calls', async () => {
    const { orders, next } = await listOrders(ref, 50, undefined, { status: 'rejected' });
    expect([orders.length, next]).toEqual([10, null]);
  });
});
