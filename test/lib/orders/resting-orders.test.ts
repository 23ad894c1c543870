import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { countResting } from '../../../lib/orders/resting-orders.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { describedOf, recordOf } from './fixture-records.ts';

useEmbeddedTable();

it('orders that rest and orders without a verdict are counted, ended ones are not', async () => {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  const put = async (clientOrderId: string, changes: object) => {
    await beginEntry(orderJournal, { ...recordOf({ ref, clientOrderId }), ...changes });
  };
  expect(await countResting(ref)).toBe(0);
  const usual = recordOf();
  await put('resting', { state: 'ACCEPTED', exchangeOrderId: '1', described: describedOf(usual, { status: 'open' }) });
  await put('not described', { state: 'ACCEPTED', exchangeOrderId: '2' });
  await put('unknown', { state: 'UNKNOWN' });
  await put('filled', { state: 'ACCEPTED', exchangeOrderId: '3', described: describedOf(usual, { status: 'filled' }) });
  await put('rejected', { state: 'REJECTED' });
  expect(await countResting(ref)).toBe(3);
});

it('a journal that cannot be read gives no number', async () => {
  const send = vi.spyOn(dynamodb(), 'send').mockRejectedValue(new Error('away') as never);
  expect(await countResting({ tenant: 'alpha', accountId: 'main' })).toBeNull();
  send.mockRestore();
});
