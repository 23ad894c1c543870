import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../infra/local/aws/aws-faults.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import { eventId } from '../../../lib/events/event-id.ts';
import { listAllChanges } from '../../../lib/events/list-all-changes.ts';
import { listChanges } from '../../../lib/events/list-changes.ts';
import { purgeEvents } from '../../../lib/events/purge-events.ts';
import { type ListedEvent, latestEvents, readEvents } from '../../../lib/events/read-events.ts';
import { slotKey } from '../../../lib/events/slot-store.ts';
import { eventTable } from '../../../lib/events/waiting-changes.ts';
import { orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { acceptedOrder, fillPart } from './fixture-orders.ts';

const table = useEmbeddedTable();
afterEach(() => table.server().faults.clear());

const whole = { slots: 100, until: Number.POSITIVE_INFINITY };
const all = { cursor: undefined, limit: 500, accountId: undefined };
let serial = 0;
function newTenant(): string {
  serial += 1;
  return `tenant ${serial}/ü`;
}

function told(events: readonly ListedEvent[]): string[] {
  return events.map(
    ({ event, change }) => `${(change.subject.record as { clientOrderId: string }).clientOrderId} ${event.type}`,
  );
}

describe('the list of events', () => {
  it('tells the changes of an order in their order, each with the order as it was then', async () => {
    const tenant = newTenant();
    const order = await acceptedOrder(tenant);
    await fillPart(order, '0.004', 1000);
    await fillPart(order, '0.01', 2000);
    const { events, next, hasMore } = await readEvents(tenant, all);
    expect(events.map(({ event }) => event)).toEqual([
      { type: 'order_accepted' },
      { type: 'order_partly_filled', fill: { quantity: '0.004', price: '70000' } },
      { type: 'order_filled', fill: { quantity: '0.006', price: null } },
    ]);
    const filled = events.map(
      ({ change }) => (change.subject.record as { described: { filledQuantity: string } }).described,
    );
    expect(filled.map(({ filledQuantity }) => filledQuantity)).toEqual(['0', '0.004', '0.01']);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
    expect([next, hasMore]).toEqual([events.at(-1)?.id, false]);
    expect(await readEvents(tenant, { ...all, cursor: next })).toEqual({ events: [], next, hasMore: false });
  });

  it('is read in pages of any size without a gap and without a repetition', async () => {
    const tenant = newTenant();
    for (let order = 0; order < 7; order += 1) await acceptedOrder(tenant);
    await listChanges(eventTable(tenant), whole);
    for (let order = 0; order < 4; order += 1) await fillPart(await acceptedOrder(tenant), '0.01', 1000);
    const { events } = await readEvents(tenant, all);
    expect(events).toHaveLength(15);
    for (const limit of [1, 2, 4, 14]) {
      const read: ListedEvent[] = [];
      for (let cursor: string | undefined, more = true; more; ) {
        const page = await readEvents(tenant, { ...all, limit, cursor });
        read.push(...page.events);
        [cursor, more] = [page.next, page.hasMore];
      }
      expect(read).toEqual(events);
    }
  });

  it('tells of one account alone on request, and the cursor passes the events of the others', async () => {
    const tenant = newTenant();
    const order = await acceptedOrder(tenant, 'one');
    await acceptedOrder(tenant, 'other');
    const page = await readEvents(tenant, { ...all, accountId: 'one' });
    expect(told(page.events)).toEqual([`${order.clientOrderId} order_accepted`]);
    expect(page.next).toBe((await readEvents(tenant, all)).next);
  });

  it('a tenant sees the events of no other tenant, whatever the names are', async () => {
    const names = ['a', 'a#b', 'a%23b', 'A', 'a/', 'aa', '~', 'a~'];
    const orders = await Promise.all(names.map((name) => acceptedOrder(`own-${name}`)));
    for (const [index, name] of names.entries()) {
      const { events } = await readEvents(`own-${name}`, all);
      expect(told(events)).toEqual([`${orders[index]?.clientOrderId} order_accepted`]);
    }
  });

  it('begins with the next event for a reader of the latest', async () => {
    const tenant = newTenant();
    const empty = await latestEvents(tenant);
    const first = await acceptedOrder(tenant);
    expect(told((await readEvents(tenant, { ...all, cursor: empty.next })).events)).toEqual([
      `${first.clientOrderId} order_accepted`,
    ]);
    const { events, next } = await latestEvents(tenant);
    const second = await acceptedOrder(tenant);
    expect(events).toEqual([]);
    expect(told((await readEvents(tenant, { ...all, cursor: next })).events)).toEqual([
      `${second.clientOrderId} order_accepted`,
    ]);
  });

  it.each(['nonsense', '5', eventId({ slot: 1, number: 99 }), eventId({ slot: 7, number: 1 })])(
    'refuses the cursor %s',
    async (cursor) => {
      const tenant = newTenant();
      await acceptedOrder(tenant);
      await expect(readEvents(tenant, { ...all, cursor })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    },
  );

  it('says that events after a cursor are gone, and begins with the oldest that is kept', async () => {
    const tenant = newTenant();
    const orders = [];
    for (let order = 0; order < 4; order += 1) {
      orders.push(await acceptedOrder(tenant));
      await listChanges(eventTable(tenant), whole);
    }
    const { events } = await readEvents(tenant, all);
    for (const slot of [1, 2])
      await dynamodb().send(
        new UpdateItemCommand({
          TableName: env.table,
          Key: slotKey(tenant, slot) as never,
          UpdateExpression: 'SET expiresAt = :past',
          ExpressionAttributeValues: { ':past': { N: '1000' } },
        }),
      );
    const old = readEvents(tenant, { ...all, cursor: events[0]?.id });
    await expect(old).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('90 days') });
    expect((await readEvents(tenant, all)).events).toEqual(events.slice(2));
    expect((await readEvents(tenant, { ...all, cursor: events[2]?.id })).events).toEqual(events.slice(3));
  });

  it('ends every slot but the last, whose number is the place of the next', async () => {
    const tenant = newTenant();
    for (let order = 0; order < 3; order += 1) {
      await acceptedOrder(tenant);
      await listChanges(eventTable(tenant), whole);
    }
    const ends = await Promise.all(
      [1, 2, 3].map(async (slot) => {
        const { Attributes } = await dynamodb().send(
          new UpdateItemCommand({ TableName: env.table, Key: slotKey(tenant, slot) as never, ReturnValues: 'ALL_NEW' }),
        );
        return Attributes?.expiresAt !== undefined;
      }),
    );
    // The second slot is ended before the slot after the next is filled.
    expect(ends).toEqual([true, false, false]);
  });

  it('a purge takes the events of an account out, and leaves the ids of the others', async () => {
    const tenant = newTenant();
    await acceptedOrder(tenant, 'gone');
    await fillPart(await acceptedOrder(tenant, 'stays'), '0.004', 1000);
    const { events, next } = await readEvents(tenant, all);
    await purgeEvents({ tenant, accountId: 'gone' }, async () => undefined);
    const after = await readEvents(tenant, all);
    expect(after.events).toEqual(events.filter(({ change }) => change.accountId === 'stays'));
    expect(after.next).toBe(next);
  });
});

describe('the job', () => {
  it('lists the changes of every tenant', async () => {
    const tenants = Array.from({ length: 9 }, newTenant);
    for (const tenant of tenants) await acceptedOrder(tenant);
    await listAllChanges();
    for (const tenant of tenants) expect(await eventTable(tenant).waiting(10, new Set())).toEqual([]);
    for (const tenant of tenants) expect((await readEvents(tenant, all)).events).toHaveLength(1);
  });

  it('an item that a newer release has written does not keep the others from being listed', async () => {
    const tenant = newTenant();
    const newer = await acceptedOrder(tenant);
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: orderJournal.keyOf(newer) as never,
        UpdateExpression: 'SET shape = :newer',
        ExpressionAttributeValues: { ':newer': { N: '99' } },
      }),
    );
    const order = await acceptedOrder(tenant);
    expect(told((await readEvents(tenant, all)).events)).toEqual([`${order.clientOrderId} order_accepted`]);
  });

  it('a call fills few slots, and the next call goes on', async () => {
    const tenant = newTenant();
    for (let order = 0; order < 60; order += 1) await acceptedOrder(tenant);
    expect(await listChanges(eventTable(tenant), { ...whole, slots: 1 })).toBe(false);
    expect(await eventTable(tenant).lastSlot()).toBe(1);
    expect(await listChanges(eventTable(tenant), { ...whole, slots: 2 })).toBe(false);
    expect((await readEvents(tenant, all)).events).toHaveLength(60);
  });
});

const kinds: readonly FaultKind[] = ['error', 'timeout-applied', 'timeout-not-applied'];
const writes = ['UpdateItem', 'PutItem', 'Query'].flatMap((operation) =>
  kinds.flatMap((kind) => [0, 1, 2, 5].map((after) => ({ operation, kind, after }))),
);

describe('under faults of the table', () => {
  it.each(writes)(
    'a sequencer that dies at $operation ($kind, after $after) and its rivals list each change once',
    async (fault) => {
      const tenant = newTenant();
      const orders = [];
      for (let order = 0; order < 3; order += 1) orders.push(await acceptedOrder(tenant));
      // For good: the SDK repeats a request three times, so the sequencers die with the fault.
      table.server().faults.arm({ ...fault, times: 7 });
      await Promise.allSettled([1, 2].map(() => listChanges(eventTable(tenant), { ...whole, slots: 3 })));
      table.server().faults.clear();
      for (const order of orders) await fillPart(order, '0.01', 1000);
      await Promise.allSettled([1, 2, 3].map(() => listChanges(eventTable(tenant), { ...whole, slots: 5 })));
      const { events } = await readEvents(tenant, all);
      expect(told(events).toSorted()).toEqual(
        orders.flatMap(({ clientOrderId: id }) => [`${id} order_accepted`, `${id} order_filled`]).toSorted(),
      );
      for (const { clientOrderId: id } of orders)
        expect(told(events).filter((line) => line.startsWith(`${id} `))).toEqual([
          `${id} order_accepted`,
          `${id} order_filled`,
        ]);
    },
  );
});

describe('the writes of an order', () => {
  it('two looks that see the same fill tell one fill', async () => {
    const tenant = newTenant();
    const order = await acceptedOrder(tenant);
    await fillPart(order, '0.002', 500);
    await Promise.all([1000, 1000, 1001, 1002].map((at) => fillPart(order, '0.01', at)));
    expect((await readEvents(tenant, all)).events.map(({ event }) => event.type)).toEqual([
      'order_accepted',
      'order_partly_filled',
      'order_filled',
    ]);
  });

  it('a fill whose write got no answer is told once', async () => {
    const tenant = newTenant();
    const order = await acceptedOrder(tenant);
    table.server().faults.arm({ operation: 'UpdateItem', kind: 'timeout-applied' });
    await fillPart(order, '0.004', 1000);
    expect((await readEvents(tenant, all)).events.map(({ event }) => event.type)).toEqual([
      'order_accepted',
      'order_partly_filled',
    ]);
    expect((await readOrderRecord(order.ref, order.clientOrderId))?.described?.filledQuantity).toBe('0.004');
  });
});
