import { describe, expect, it } from 'vitest';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { clientOrderIdsOf, indexedNames } from '../../../lib/orders/client-order-ids.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { readOrderRecords } from '../../../lib/orders/order-batch.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { nameOrder, nameWithSymbol } from '../../../lib/orders/read/name-order.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { recordOf } from './fixture-records.ts';

const table = useEmbeddedTable();
const { ref } = recordOf();

async function journal(id: string, changes: Partial<OrderRecord> = {}): Promise<OrderRecord> {
  const record = recordOf({ ref, clientOrderId: id, state: 'ACCEPTED', exchangeOrderId: `at-${id}`, ...changes });
  await beginEntry(orderJournal, record);
  return record;
}

describe('the names of the orders of fills', () => {
  it('come in one query for all fills, and the exchange’s own word needs none', async () => {
    for (const id of ['f1', 'f2', 'f3']) await journal(id);
    const rows = ['at-f1', 'at-f3', 'at-f1', 'foreign', null].map((orderId) => ({ orderId, clientOrderId: null }));
    table.server().faults.resetCounts();
    const names = await clientOrderIdsOf(ref, [...rows, { orderId: 'at-f2', clientOrderId: 'told' }]);
    expect(table.server().faults.counts()).toEqual({ Query: 1 });
    expect([...names]).toEqual([
      ['at-f1', 'f1'],
      ['at-f3', 'f3'],
    ]);
    table.server().faults.resetCounts();
    await clientOrderIdsOf(ref, [{ orderId: 'at-f2', clientOrderId: 'told' }]);
    expect(table.server().faults.counts()).toEqual({});
  });

  it('are those of the account alone', async () => {
    const other = { ...ref, tenant: 'beta' };
    expect([...(await clientOrderIdsOf(other, [{ orderId: 'at-f1', clientOrderId: null }]))]).toEqual([]);
    expect((await indexedNames(ref, new Set(['at-f1']))).isWhole).toBe(true);
  });

  it('are unknown where the table does not answer: the fills are told all the same', async () => {
    table.server().faults.arm({ operation: 'Query', kind: 'throttle', times: 20 });
    expect([...(await clientOrderIdsOf(ref, [{ orderId: 'at-f1', clientOrderId: null }]))]).toEqual([]);
    table.server().faults.clear();
  });
});

describe('many entries', () => {
  it('are read a hundred in a request, and an id without an entry has none', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `many-${index}`);
    for (const id of ids) await journal(id);
    table.server().faults.resetCounts();
    const found = await readOrderRecords(ref, [...ids, 'none', ids[0] ?? '']);
    expect(table.server().faults.counts()).toEqual({ BatchGetItem: 2 });
    expect([found.size, found.get('many-7')?.exchangeOrderId, found.has('none')]).toEqual([120, 'at-many-7', false]);
  });
});

describe('a market or symbol beside an id', () => {
  it.each([
    ['symbol', { symbol: 'ETH/USD:USD' }],
    ['market_type', { marketType: 'spot' }],
  ] as const)('that is not the order’s is refused by its name: %s', async (field, wrong) => {
    await journal('placed');
    const refused = { code: 'INVALID_REQUEST', details: [{ field }] };
    for (const id of [{ clientOrderId: 'placed' }, { exchangeOrderId: 'at-placed' }])
      await expect(nameOrder({ ref, ...id, ...wrong })).rejects.toMatchObject(refused);
    await expect(nameWithSymbol({ ref, exchangeOrderId: 'at-placed', ...wrong })).rejects.toMatchObject(refused);
  });

  it('that is the order’s names the order', async () => {
    const right = { symbol: 'BTC/USD:USD', marketType: 'swap' } as const;
    const named = await nameOrder({ ref, exchangeOrderId: 'at-placed', ...right });
    expect(named).toMatchObject({ ...right, clientOrderId: 'placed', record: { exchangeOrderId: 'at-placed' } });
    expect(named).not.toHaveProperty('exchangeOrderId');
  });
});
