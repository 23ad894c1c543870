import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { beginEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { describeOrder } from '../../../lib/orders/describe-order.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { describedOf, recordOf, sentAt } from '../orders/fixture-records.ts';

useEmbeddedTable();
beforeEach(() => void vi.stubEnv('OEMS_JOURNAL_RETENTION_DAYS', '90'));
afterEach(() => void vi.unstubAllEnvs());

const daySeconds = 86_400;

/** Days from now after which the table may forget the entry; null: never. */
async function forgottenIn(record: OrderRecord): Promise<number | null> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: 'oems', Key: orderJournal.keyOf(record) as never, ConsistentRead: true }),
  );
  const seconds = Item?.expiresAt?.N;
  return seconds === undefined ? null : Math.round((Number(seconds) - Date.now() / 1000) / daySeconds);
}

async function settled(state: EntryState, status: 'open' | 'filled' | null = null): Promise<OrderRecord> {
  const record = recordOf({ state: 'IN_FLIGHT' });
  await beginEntry(orderJournal, record);
  const described = status === null ? null : describedOf(record, { status });
  const end = { ...record, state, exchangeOrderId: status === null ? null : 'exchange-1', described };
  return settleEntry(orderJournal, end, { lookAt: sentAt });
}

describe('an entry of the journal', () => {
  it('is forgotten after the time of the stage, counted from its end', async () => {
    expect(await forgottenIn(await settled('REJECTED'))).toBe(90);
    expect(await forgottenIn(await settled('NEVER_ARRIVED'))).toBe(90);
  });

  it('that is open, or waits for a person, is never forgotten', async () => {
    const record = recordOf({ state: 'IN_FLIGHT' });
    await beginEntry(orderJournal, record);
    expect(await forgottenIn(record)).toBeNull();
    expect(await forgottenIn(await settled('UNKNOWN'))).toBeNull();
    expect(await forgottenIn(await settled('NEEDS_REVIEW'))).toBeNull();
  });

  it('of a resting order is not forgotten before the order has ended', async () => {
    const resting = await settled('ACCEPTED', 'open');
    expect(await forgottenIn(resting)).toBeNull();
    const end = describedOf(resting, { status: 'canceled' });
    await describeOrder(resting, end, sentAt + 60_000);
    expect(await forgottenIn(resting)).toBe(90);
  });

  it('is kept for ever without the option', async () => {
    vi.stubEnv('OEMS_JOURNAL_RETENTION_DAYS', '');
    expect(await forgottenIn(await settled('REJECTED'))).toBeNull();
  });
});
