import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../../lib/events/event-table.ts';
import { readEvents } from '../../../lib/events/read-events.ts';
import { eventTable } from '../../../lib/events/waiting-changes.ts';
import { beginEntry, resubmitEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { mostWaiting } from '../../../lib/orders/describe-order.ts';
import { orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { describedOf, recordOf } from '../orders/fixture-records.ts';
import { changeOf } from './fixture-changes.ts';
import { acceptedOrder, fillPart } from './fixture-orders.ts';

useEmbeddedTable();
const all = { cursor: undefined, limit: 500, accountId: undefined };

async function marked(tenant: string, slot: number): Promise<Source> {
  const order = await acceptedOrder(tenant);
  const source = await eventTable(tenant).mark(orderJournal.keyOf(order), slot, null);
  if (source === null) throw new Error('no change waits');
  return source;
}

function idsOf({ changes }: Source): ReadonlySet<string> {
  return new Set(changes.map(({ id }) => id));
}

describe('the mark of an item', () => {
  it('is given once, and tells a rival the slot of the first', async () => {
    const tenant = randomUUID();
    const source = await marked(tenant, 1);
    expect(await eventTable(tenant).mark(source.key, 2, null)).toMatchObject({ slot: 1, changes: source.changes });
    expect(await eventTable(tenant).mark(source.key, 3, 2)).toMatchObject({ slot: 1 });
    expect(await eventTable(tenant).mark(source.key, 3, 1)).toMatchObject({ slot: 3 });
  });

  it('is given to no item without waiting changes, and to no item that is gone', async () => {
    const tenant = randomUUID();
    const source = await marked(tenant, 1);
    await eventTable(tenant).clear(source, idsOf(source));
    expect(await eventTable(tenant).mark(source.key, 2, null)).toBeNull();
    const nowhere = { pk: { S: 'ORDER#nobody#none' }, sk: { S: 'ORDER#none' } };
    expect(await eventTable(tenant).mark(nowhere, 2, null)).toBeNull();
  });
});

describe('a slot', () => {
  it('is filled once, and keeps what it was filled with', async () => {
    const tenant = randomUUID();
    const fill = (id: string) => eventTable(tenant).fill(1, [changeOf(id)]);
    expect([await fill('first'), await fill('second')]).toEqual([true, false]);
    expect(await eventTable(tenant).idsIn(1)).toEqual(new Set(['first']));
    expect([await eventTable(tenant).idsIn(2), await eventTable(tenant).lastSlot()]).toEqual([null, 1]);
  });
});

describe('listed changes', () => {
  it('leave the item, and a change that came meanwhile stays', async () => {
    const tenant = randomUUID();
    const order = await acceptedOrder(tenant);
    const source = await eventTable(tenant).mark(orderJournal.keyOf(order), 1, null);
    if (source === null) throw new Error('no change waits');
    await fillPart(order, '0.004', 1000);
    await eventTable(tenant).clear(source, idsOf(source));
    const left = await eventTable(tenant).mark(source.key, 2, null);
    expect(left?.changes.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['order_partly_filled']);
  });

  it('a late clearing takes nothing out of an item that waits again', async () => {
    const tenant = randomUUID();
    const order = await acceptedOrder(tenant);
    const source = await eventTable(tenant).mark(orderJournal.keyOf(order), 1, null);
    if (source === null) throw new Error('no change waits');
    await eventTable(tenant).clear(source, idsOf(source));
    await fillPart(order, '0.004', 1000);
    await eventTable(tenant).clear(source, idsOf(source));
    expect((await readEvents(tenant, all)).events.map(({ event }) => event.type)).toEqual(['order_partly_filled']);
  });
});

describe('a new attempt to send an order', () => {
  it('keeps the change of the attempt before, also while the list is taking that change', async () => {
    for (const isMarked of [false, true]) {
      const tenant = randomUUID();
      const record = recordOf({ ref: { tenant, accountId: 'desk' } });
      await beginEntry(orderJournal, record);
      await settleEntry(orderJournal, { ...record, state: 'NOT_SENT' }, { lookAt: 0 });
      if (isMarked) await eventTable(tenant).mark(orderJournal.keyOf(record), 1, null);
      const again = { ...record, attempt: 'second' };
      expect(await resubmitEntry(orderJournal, again, record.attempt)).toBeNull();
      await settleEntry(orderJournal, { ...again, state: 'ACCEPTED', described: describedOf(again) }, { lookAt: 0 });
      const { events } = await readEvents(tenant, all);
      expect(events.map(({ event }) => event.type)).toEqual(['order_not_placed', 'order_accepted']);
    }
  });
});

describe('an order with many waiting changes', () => {
  it('takes an end, and no further change, so that the item stays small', async () => {
    const order = await acceptedOrder(randomUUID());
    const { ref, clientOrderId } = order;
    for (let part = 1; part < mostWaiting + 5; part += 1) await fillPart(order, String(part / 1e6), part);
    const filled = async () => (await readOrderRecord(ref, clientOrderId))?.described?.filledQuantity;
    expect(await filled()).toBe(String((mostWaiting - 1) / 1e6));
    await fillPart(order, '0.01', 1_000_000);
    expect(await filled()).toBe('0.01');
    const { events } = await readEvents(ref.tenant, all);
    expect(events).toHaveLength(mostWaiting + 1);
    expect(events.at(-1)?.event.type).toBe('order_filled');
  });
});
