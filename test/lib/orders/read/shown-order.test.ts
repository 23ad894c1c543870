import { expect, it } from 'vitest';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal, readOrderRecord } from '../../../../lib/orders/order-store.ts';
import { keptOrder } from '../../../../lib/orders/read/shown-order.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { describedOf, recordOf, sentAt } from '../fixture-records.ts';

useEmbeddedTable();

async function journaled(shown: Partial<ExchangeOrder>, changes: Partial<OrderRecord> = {}): Promise<OrderRecord> {
  const record = recordOf({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1', describedAt: sentAt, ...changes });
  const entry = { ...record, described: describedOf(record, shown) };
  await beginEntry(orderJournal, entry);
  return entry;
}

it('what the exchange shows is kept, and shown as of the look', async () => {
  const record = await journaled({});
  const part = { status: 'partially_filled', filledQuantity: '0.004', remainingQuantity: '0.006' } as const;
  const shown = await keptOrder(record, describedOf(record, part), sentAt + 9);
  expect(shown).toMatchObject({ ...part, asOf: sentAt + 9, updatedAt: sentAt + 9 });
  const kept = await readOrderRecord(record.ref, record.clientOrderId);
  expect(kept).toMatchObject({ described: part, describedAt: sentAt + 9 });
});

it.each([
  ['since the entry was read', sentAt],
  ['under the time of the entry that was read, as releases before the list of events could write', sentAt + 5],
])('an end that the journal learned %s stands against a list of the exchange that is behind', async (_when, readAt) => {
  const ended = await journaled({ status: 'canceled' }, { describedAt: sentAt + 5 });
  const before = { ...ended, described: describedOf(ended), describedAt: readAt };
  const shown = await keptOrder(before, describedOf(ended, { filledQuantity: '0.001' }), sentAt + 9);
  expect(shown).toMatchObject({ status: 'canceled', asOf: sentAt + 5 });
  const kept = await readOrderRecord(ended.ref, ended.clientOrderId);
  expect(kept).toMatchObject({ described: { status: 'canceled' }, describedAt: sentAt + 5 });
});
