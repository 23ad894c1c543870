import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OrderEntry } from '../../../lib/exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { journaledRecords, keepEnds } from '../../../lib/orders/keep-ends.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
import { restingOrdersOf } from '../../../lib/orders/resting-orders.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { sessionOver } from './fixture-changes.ts';
import { describedOf, recordOf } from './fixture-records.ts';

useEmbeddedTable();
afterEach(() => vi.restoreAllMocks());

/** An order of the journal that is open, as far as the journal knows. */
async function resting(ref = recordOf().ref): Promise<OrderRecord> {
  const usual = recordOf({ ref, state: 'ACCEPTED' });
  const record = { ...usual, exchangeOrderId: `exchange-${usual.clientOrderId}` };
  const entry = { ...record, described: shown(record, { status: 'open' }) };
  await beginEntry(orderJournal, entry);
  return entry;
}

function shown(record: OrderRecord, changes: Partial<ExchangeOrder>): ExchangeOrder {
  const { exchangeOrderId, clientOrderId } = record;
  return { ...describedOf(record, { exchangeOrderId: exchangeOrderId ?? '', ...changes }), clientOrderId };
}

/** Asks an exchange that shows the order so. */
async function keep(record: OrderRecord, readSome: OrderEntry['readSome']): Promise<OrderRecord | null> {
  const { ref, request, store, exchangeOrderId } = record;
  const session = {
    ...sessionOver({ readSome }),
    account: { ...ref, exchange: 'kraken' },
    marketType: 'swap',
  } as never;
  const named = { symbol: request.symbol, store, exchangeOrderId: exchangeOrderId ?? '' };
  await keepEnds(session, [named], 0, journaledRecords(session));
  return readOrderRecord(ref, record.clientOrderId);
}

describe('the ends of orders that a call has canceled', () => {
  it.each(['canceled', 'filled', 'expired'] as const)(
    'an order that the exchange shows as %s is journaled so',
    async (status) => {
      const record = await resting();
      const asked: unknown[] = [];
      const after = await keep(record, async (...terms) => {
        asked.push(terms[2]);
        return [shown(record, { status })];
      });
      expect([after?.described?.status, asked]).toEqual([status, [true]]);
    },
  );

  it.each([
    ['still open', 'open'],
    ['not shown', null],
    ['in a status that nobody knows', 'unknown'],
  ] as const)('an order that is %s keeps its description: no end was seen', async (_title, status) => {
    const record = await resting();
    const told = status === null ? null : shown(record, { status, filledQuantity: '0.0001' });
    expect(await keep(record, async () => [told])).toEqual(record);
  });

  it('an order of another program under the client order id of ours ends nothing of ours', async () => {
    const record = await resting();
    const other = shown(record, { status: 'canceled', exchangeOrderId: 'another' });
    expect(await keep(record, async () => [other])).toEqual(record);
  });

  it('an exchange that does not answer fails nothing: the job follows the order', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const record = await resting();
    expect(await keep(record, () => Promise.reject(new Error('away')))).toEqual(record);
  });
});

it('the resting orders of an account are found in the index, and no order of another account', async () => {
  const record = await resting();
  await resting();
  const second = await resting(record.ref);
  const found = await restingOrdersOf(record.ref);
  expect(found.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(
    [record, second].map(({ clientOrderId }) => clientOrderId).toSorted(),
  );
});
