import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import { queryPages } from '../../../lib/aws/query-pages.ts';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { beginEntry, entryFrom, resubmitEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { describeOrder } from '../../../lib/orders/describe-order.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import {
  findOrderRecords,
  listOrderRecords,
  orderJournal,
  readOrderRecord,
  restingShards,
} from '../../../lib/orders/order-store.ts';
import { nameOrder, nameWithSymbol } from '../../../lib/orders/read/name-order.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { describedOf, recordOf, sentAt } from './fixture-records.ts';

const table = useEmbeddedTable();
const states: readonly EntryState[] = [
  'IN_FLIGHT',
  'UNKNOWN',
  'ACCEPTED',
  'REJECTED',
  'NOT_SENT',
  'NEVER_ARRIVED',
  'NEEDS_REVIEW',
];
const ends = states.filter((state) => state !== 'IN_FLIGHT' && state !== 'UNKNOWN');
function stored({ ref, clientOrderId }: ReturnType<typeof recordOf>) {
  return readOrderRecord(ref, clientOrderId);
}

async function removeAttributes(record: OrderRecord, names: readonly string[]): Promise<void> {
  const Key = orderJournal.keyOf(record) as never;
  await dynamodb().send(
    new UpdateItemCommand({ TableName: env.table, Key, UpdateExpression: `REMOVE ${names.join(', ')}` }),
  );
}

describe('beginning an order', () => {
  it('the first call begins the order, and later calls see the first entry', async () => {
    const record = recordOf();
    expect(await beginEntry(orderJournal, record)).toBeNull();
    expect(await beginEntry(orderJournal, { ...record, attempt: 'other' })).toEqual(record);
    expect(await stored(record)).toEqual(record);
  });

  it('a repetition by the same attempt is the attempt’s own write', async () => {
    const record = recordOf();
    expect([await beginEntry(orderJournal, record), await beginEntry(orderJournal, record)]).toEqual([null, null]);
  });

  it('a write with a lost answer begins the order', async () => {
    const record = recordOf();
    table.server().faults.arm({ operation: 'PutItem', kind: 'timeout-applied' });
    expect(await beginEntry(orderJournal, record)).toBeNull();
    expect(await stored(record)).toEqual(record);
  });

  it('one of fifty calls at once begins the order', async () => {
    const record = recordOf();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => beginEntry(orderJournal, { ...record, attempt: `a${index}` })),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  });
});

describe('settling an order', () => {
  it.each(['IN_FLIGHT', 'UNKNOWN'] as const)('every verdict can be written over %s', async (open) => {
    for (const state of ends) {
      const record = recordOf();
      await beginEntry(orderJournal, record);
      if (open === 'UNKNOWN') await settleEntry(orderJournal, { ...record, state: open }, { lookAt: sentAt });
      expect(await settleEntry(orderJournal, { ...record, state }, { lookAt: sentAt })).toEqual({ ...record, state });
      expect((await stored(record))?.state).toBe(state);
    }
  });

  it.each(ends)('settling after %s changes nothing and returns the stored verdict', async (end) => {
    for (const state of states) {
      const record = recordOf();
      await beginEntry(orderJournal, record);
      await settleEntry(orderJournal, { ...record, state: end }, { lookAt: sentAt });
      expect(
        (await settleEntry(orderJournal, { ...record, state, exchangeOrderId: 'late' }, { lookAt: sentAt })).state,
      ).toBe(end);
      expect(await stored(record)).toEqual({ ...record, state: end });
    }
  });

  it('an earlier attempt cannot settle a later attempt', async () => {
    const record = recordOf();
    await beginEntry(orderJournal, record);
    await settleEntry(orderJournal, { ...record, state: 'NOT_SENT' }, { lookAt: sentAt });
    const second = { ...record, attempt: 'second' };
    await resubmitEntry(orderJournal, second, record.attempt);
    expect(await settleEntry(orderJournal, { ...record, state: 'NEVER_ARRIVED' }, { lookAt: sentAt })).toEqual(second);
    expect(await stored(record)).toEqual(second);
  });
});

describe('a new attempt', () => {
  it.each(states)('a new attempt after %s is free only where nothing was sent', async (state) => {
    const record = recordOf();
    await beginEntry(orderJournal, record);
    if (state !== 'IN_FLIGHT') await settleEntry(orderJournal, { ...record, state }, { lookAt: sentAt });
    const taken = await resubmitEntry(orderJournal, { ...record, attempt: 'second' }, record.attempt);
    expect(taken).toEqual(state === 'NOT_SENT' ? null : { ...record, state });
  });

  it('one of two new attempts at once is free', async () => {
    const record = recordOf();
    await beginEntry(orderJournal, record);
    await settleEntry(orderJournal, { ...record, state: 'NOT_SENT' }, { lookAt: sentAt });
    const resubmit = (attempt: string) => resubmitEntry(orderJournal, { ...record, attempt }, record.attempt);
    const answers = await Promise.all([resubmit('b'), resubmit('c')]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  });
});

describe('a description', () => {
  const accepted = async (changes: Partial<ExchangeOrder> | null = { status: 'open' }) => {
    const record = recordOf({ state: 'IN_FLIGHT' });
    await beginEntry(orderJournal, record);
    const described = changes === null ? null : describedOf(record, changes);
    const settled = { ...record, state: 'ACCEPTED' as const, exchangeOrderId: 'exchange-1', described };
    return settleEntry(orderJournal, settled, { lookAt: sentAt });
  };
  const statusOf = async (record: OrderRecord) => (await stored(record))?.described?.status;
  const resting = async () => {
    const found: string[] = [];
    for (const shard of restingShards)
      for await (const items of queryPages({
        IndexName: 'resting',
        KeyConditionExpression: 'restingShard = :shard',
        ExpressionAttributeValues: { ':shard': { S: shard } },
      }))
        found.push(...items.map((item) => entryFrom<OrderRecord>(item).clientOrderId));
    return found;
  };

  it('a description is kept for an accepted order only', async () => {
    const [acked, open] = [await accepted(null), recordOf()];
    await beginEntry(orderJournal, open);
    expect(await describeOrder(acked, describedOf(acked, { status: 'filled' }), sentAt)).toBe(true);
    expect(await describeOrder(open, describedOf(open), sentAt)).toBe(false);
    expect([await statusOf(acked), (await stored(open))?.described]).toEqual(['filled', null]);
  });

  it('the description of an earlier look does not replace the description of a later look', async () => {
    const record = await accepted();
    const part = (filledQuantity: string) =>
      describedOf(record, { status: 'partially_filled', filledQuantity, averagePrice: '70000' });
    await describeOrder(record, part('0.004'), sentAt + 9);
    for (const earlier of [describedOf(record), part('0.002')])
      expect(await describeOrder(record, earlier, sentAt + 8)).toBe(false);
    expect((await stored(record))?.described?.filledQuantity).toBe('0.004');
    expect(await describeOrder(record, describedOf(record, { status: 'filled' }), sentAt + 9)).toBe(true);
  });

  it.each([
    { order: 'an earlier', ats: [9, 8] },
    { order: 'a later', ats: [8, 9] },
  ])(
    'the price of an end stays known, whether $order look was refused the fills',
    async ({ ats: [untold = 0, told = 0] }) => {
      for (const isUntoldFirst of [true, false]) {
        const record = await accepted();
        const end = { status: 'filled', filledQuantity: '0.01' } as const;
        const looks = [
          { order: describedOf(record, end), at: sentAt + untold },
          { order: describedOf(record, { ...end, averagePrice: '70000', fees: [] }), at: sentAt + told },
        ];
        for (const { order, at } of isUntoldFirst ? looks : looks.toReversed()) await describeOrder(record, order, at);
        expect((await stored(record))?.described).toMatchObject({ ...end, averagePrice: '70000', fees: [] });
      }
    },
  );

  it.each(['filled', 'canceled', 'expired', 'rejected'] as const)(
    'no later description reopens an order that was %s',
    async (status) => {
      const record = await accepted();
      await describeOrder(record, describedOf(record, { status }), sentAt);
      for (const late of ['open', 'partially_filled', 'unknown', 'pending'] as const)
        expect(await describeOrder(record, describedOf(record, { status: late }), sentAt + 60_000)).toBe(false);
      expect(await statusOf(record)).toBe(status);
    },
  );

  it('an order rests from its acceptance to its end, and every other order never rests', async () => {
    const [untold, open, filled] = [await accepted(null), await accepted(), await accepted({ status: 'filled' })];
    const refused = recordOf();
    await beginEntry(orderJournal, refused);
    const own = async () => (await resting()).filter((id) => all.includes(id));
    const all = [untold, open, filled, refused].map(({ clientOrderId }) => clientOrderId);
    expect((await own()).toSorted()).toEqual([untold.clientOrderId, open.clientOrderId].toSorted());
    await settleEntry(orderJournal, { ...refused, state: 'REJECTED' }, { lookAt: sentAt });
    await describeOrder(untold, describedOf(untold), sentAt);
    await describeOrder(open, describedOf(open, { status: 'canceled' }), sentAt);
    expect(await own()).toEqual([untold.clientOrderId]);
  });

  it('an open order that an earlier release journaled rests from the next description on', async () => {
    const record = await accepted();
    await removeAttributes(record, ['restingShard', 'restingSince']);
    expect(await resting()).not.toContain(record.clientOrderId);
    await describeOrder(record, describedOf(record, { status: 'partially_filled' }), sentAt);
    expect(await resting()).toContain(record.clientOrderId);
  });
});

describe('the journal of an account', () => {
  const begin = async (accountId: string, tenant: string, count: number) => {
    const ref = { tenant, accountId };
    for (let index = 0; index < count; index += 1)
      await beginEntry(orderJournal, recordOf({ ref, clientOrderId: `${tenant}-${index}`, sentAt: sentAt + index }));
    return ref;
  };

  it('the journal is read page by page, newest first, to the end', async () => {
    const ref = await begin('pages', 'alpha', 7);
    const first = await listOrderRecords(ref, 3, undefined);
    const second = await listOrderRecords(ref, 3, first.next ?? '');
    const third = await listOrderRecords(ref, 3, second.next ?? '');
    const ids = [first, second, third].flatMap(({ records }) => records.map(({ clientOrderId }) => clientOrderId));
    expect(ids).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `alpha-${index}`));
    expect(third.next).toBeNull();
  });

  it('a cursor of another account, or a forged cursor, stays within the account', async () => {
    const [own, foreign] = [await begin('cursor', 'alpha', 4), await begin('cursor', 'beta', 4)];
    const { next } = await listOrderRecords(foreign, 2, undefined);
    for (const cursor of [next ?? '', `${sentAt + 9}:beta-3`]) {
      const { records } = await listOrderRecords(own, 10, cursor);
      expect(records.every(({ ref }) => ref.tenant === 'alpha')).toBe(true);
    }
  });

  it.each(['garbage', 'ORDER#beta#cursor', '::', '9e999:x', '0', `${sentAt}:`, `${sentAt}:../../beta`])(
    'the cursor %s, which no answer gave, is an error and no empty list',
    async (cursor) => {
      const own = await begin('no-cursor', 'alpha', 1);
      await expect(listOrderRecords(own, 10, cursor)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        details: [{ field: 'cursor' }],
      });
    },
  );

  it('a range holds its beginning and not its end, page by page, and a cursor of another range is an error', async () => {
    const ref = await begin('range', 'alpha', 7);
    const range = { from: sentAt + 1, to: sentAt + 5 };
    const first = await listOrderRecords(ref, 3, undefined, range);
    const second = await listOrderRecords(ref, 3, first.next ?? '', range);
    const times = [first, second].flatMap(({ records }) => records.map((record) => record.sentAt - sentAt));
    expect([times, second.next]).toEqual([[4, 3, 2, 1], null]);
    for (const other of [{ from: sentAt + 3 }, { to: sentAt + 2 }])
      await expect(listOrderRecords(ref, 3, first.next ?? '', other)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      });
  });
});

describe('orders by the id of the exchange', () => {
  const settled = async (changes: Parameters<typeof recordOf>[0]) => {
    const record = recordOf(changes);
    await beginEntry(orderJournal, { ...record, state: 'IN_FLIGHT', exchangeOrderId: null });
    return settleEntry(orderJournal, record, { lookAt: sentAt });
  };

  it.each(['ACCEPTED', 'REJECTED'] as const)(
    'an order that is %s is found, in its own account alone',
    async (state) => {
      const record = await settled({ state, exchangeOrderId: `id-${state}` });
      expect(await findOrderRecords(record.ref, `id-${state}`)).toEqual([record]);
      expect(await findOrderRecords({ ...record.ref, tenant: 'beta' }, `id-${state}`)).toEqual([]);
      expect(await findOrderRecords(record.ref, 'another')).toEqual([]);
    },
  );

  it('the order found under the id of an order that needs a person may be another order, and does not count', async () => {
    const record = await settled({ state: 'NEEDS_REVIEW', exchangeOrderId: 'doubtful' });
    expect(await findOrderRecords(record.ref, 'doubtful')).toEqual([]);
  });

  it('both orders of an id that two markets gave are found', async () => {
    const first = await settled({ state: 'ACCEPTED', exchangeOrderId: 'twice', marketType: 'spot' });
    const second = await settled({ ref: first.ref, state: 'ACCEPTED', exchangeOrderId: 'twice', marketType: 'swap' });
    const found = await findOrderRecords(first.ref, 'twice');
    expect(found.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(
      [first, second].map(({ clientOrderId }) => clientOrderId).toSorted(),
    );
    await expect(nameOrder({ ref: first.ref, exchangeOrderId: 'twice' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      details: [{ field: 'order_id' }],
    });
    const spot = await nameWithSymbol({ ref: first.ref, exchangeOrderId: 'twice', marketType: 'spot' });
    expect(spot).toMatchObject({ clientOrderId: first.clientOrderId, marketType: 'spot', symbol: 'BTC/USD:USD' });
  });
});
