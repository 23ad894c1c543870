import { describe, expect, it, vi } from 'vitest';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { acknowledgedRecord } from '../../../../lib/orders/amend/acknowledged.ts';
import type { AmendmentRecord } from '../../../../lib/orders/amend/amendment.ts';
import { amendmentOf, restingOrder, sessionOver } from '../fixture-changes.ts';

const old = restingOrder();
const changed = restingOrder({ price: '69000.0' });
const away = new Error('away');
type Answer = ExchangeOrder | null | Error;

/** The entry after an acknowledgement, and how often the order was read. */
async function settled(answers: readonly Answer[], changes: Partial<AmendmentRecord> = {}) {
  const queue = [...answers];
  const read = vi.fn(async () => {
    const next = queue.length > 1 ? queue.shift() : queue[0];
    if (next instanceof Error) throw next;
    return next ?? null;
  });
  return {
    record: await acknowledgedRecord(sessionOver({ read }), amendmentOf(changes)),
    reads: read.mock.calls.length,
  };
}

describe('an acknowledged amendment', () => {
  it.each<[string, readonly Answer[], number]>([
    ['with the new price', [changed], 1],
    ['with the old price first and the new price then', [old, changed], 2],
    ['with the new price, ended since', [{ ...changed, status: 'filled' }], 1],
    ['without a price', [{ ...old, price: null }], 1],
    ['ended nobody knows how', [{ ...old, status: 'unknown' }], 1],
  ])('of an order that is shown %s is accepted', async (_case, answers, times) => {
    const { record, reads } = await settled(answers);
    expect([record.state, record.isAcknowledged, reads]).toEqual(['ACCEPTED', true, times]);
    expect(record.described).toEqual(answers.at(-1));
    expect(record.describedAt).toBeTypeOf('number');
  });

  it.each<[string, readonly Answer[]]>([
    ['cannot be read', [away]],
    ['is shown nowhere', [null]],
  ])('of an order that %s is accepted without a description', async (_case, answers) => {
    const { record } = await settled(answers);
    expect(record).toMatchObject({ state: 'ACCEPTED', isAcknowledged: true, described: null });
    expect(record).not.toHaveProperty('describedAt');
  });

  it.each<[string, readonly Answer[], ExchangeOrder]>([
    ['keeps its old price', [old], old],
    ['keeps its old price and cannot be read then', [old, away], old],
    ['shows its old price and is shown nowhere then', [old, null], old],
    ['has ended at its old price', [{ ...old, status: 'canceled' }], { ...old, status: 'canceled' }],
  ])('of an order that %s stays open, and tells why', async (_case, answers, described) => {
    const { record, reads } = await settled(answers);
    expect(record).toMatchObject({ state: 'UNKNOWN', isAcknowledged: true, described, error: null });
    expect(record.lastError?.message).toMatch(/acknowledged the amendment, and shows the order with its earlier terms/);
    expect(reads).toBe(2);
    // The deadline was kept before the acknowledgement: the deadline does not end the time in which the change may show.
    expect((record.arrivesUntil ?? 0) - sharedNow()).toBeGreaterThan(50_000);
  });

  it('to no more than the filled quantity is accepted where the order has ended with what was filled', async () => {
    const ended = { ...old, quantity: '0.004', filledQuantity: '0.004', status: 'canceled' } as const;
    const { record } = await settled([ended], { change: { quantity: '0.003' } });
    expect(record).toMatchObject({ state: 'ACCEPTED', described: ended });
    const more = await settled([ended], { change: { quantity: '0.005' } });
    expect(more.record.state).toBe('UNKNOWN');
  });
});
