import { describe, expect, it } from 'vitest';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { beginEntry, resubmitEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { describeOrder, listOrderRecords, orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
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
      if (open === 'UNKNOWN') await settleEntry(orderJournal, { ...record, state: open }, sentAt);
      expect(await settleEntry(orderJournal, { ...record, state }, sentAt)).toEqual({ ...record, state });
      expect((await stored(record))?.state).toBe(state);
    }
  });

  it.each(ends)('settling after %s changes nothing and returns the stored verdict', async (end) => {
    for (const state of states) {
      const record = recordOf();
      await beginEntry(orderJournal, record);
      await settleEntry(orderJournal, { ...record, state: end }, sentAt);
      expect((await settleEntry(orderJournal, { ...record, state, exchangeOrderId: 'late' }, sentAt)).state).toBe(end);
      expect(await stored(record)).toEqual({ ...record, state: end });
    }
  });

  it('an earlier attempt cannot settle a later attempt', async () => {
    const record = recordOf();
    await beginEntry(orderJournal, record);
    await settleEntry(orderJournal, { ...record, state: 'NOT_SENT' }, sentAt);
    const second = { ...record, attempt: 'second' };
    await resubmitEntry(orderJournal, second, record.attempt);
    expect(await settleEntry(orderJournal, { ...record, state: 'NEVER_ARRIVED' }, sentAt)).toEqual(second);
    expect(await stored(record)).toEqual(second);
  });
});

describe('a new attempt', () => {
  it.each(states)('a new attempt after %s is free only where nothing was sent', async (state) => {
    const record = recordOf();
    await beginEntry(orderJournal, record);
    if (state !== 'IN_FLIGHT') await settleEntry(orderJournal, { ...record, state }, sentAt);
    const taken = await resubmitEntry(orderJournal, { ...record, attempt: 'second' }, record.attempt);
    expect(taken).toEqual(state === 'NOT_SENT' ? null : { ...record, state });
  });

  it('one of two new attempts at once is free', async () => {
    const record = recordOf();
    await beginEntry(orderJournal, record);
    await settleEntry(orderJournal, { ...record, state: 'NOT_SENT' }, sentAt);
    const resubmit = (attempt: string) => resubmitEntry(orderJournal, { ...record, attempt }, record.attempt);
    const answers = await Promise.all([resubmit('b'), resubmit('c')]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  });
});

describe('a description', () => {
  it('a description is kept for an accepted order only', async () => {
    const [acked, open] = [recordOf(), recordOf()];
    await beginEntry(orderJournal, acked);
    await settleEntry(orderJournal, { ...acked, state: 'ACCEPTED' }, sentAt);
    await beginEntry(orderJournal, open);
    await describeOrder({ ...acked, described: describedOf(acked, { status: 'filled' }) });
    await expect(describeOrder({ ...open, described: describedOf(open) })).rejects.toThrow();
    expect([(await stored(acked))?.described?.status, (await stored(open))?.described]).toEqual(['filled', null]);
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
    const forged = [
      next ?? '',
      `${sentAt + 9}:beta-3`,
      'ORDER#beta#cursor',
      '::',
      '9e999:x',
      '0',
      `${sentAt}:../../beta`,
    ];
    for (const cursor of forged) {
      const { records } = await listOrderRecords(own, 10, cursor);
      expect(records.every(({ ref }) => ref.tenant === 'alpha')).toBe(true);
    }
  });
});
