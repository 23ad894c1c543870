import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderDeadline, OrderTraits } from '../../../lib/exchanges/definition.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { FindOutcome } from '../../../lib/exchanges/model/outcome.ts';
import {
  arrivalOf,
  canArrive,
  exchangeDeadline,
  longestArrivalMs,
  longestShiftMs,
  provesAbsence,
} from '../../../lib/orders/arrival.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { afterLook, nextLookAt } from '../../../lib/orders/reconcile-order.ts';
import { recordOf, sentAt } from './fixture-records.ts';

const deadline: OrderDeadline = { judged: 'engine', afterMs: 8000, marginMs: 15_000 };
const absent: FindOutcome = { kind: 'absent' };
const minute = 60_000;

function traitsWith(changes: Partial<OrderTraits>): OrderTraits {
  return { ...marketOf({ exchange: 'kraken', marketType: 'spot' }).regular, deadline, ...changes };
}
function recordWith(changes: Partial<OrderTraits>): OrderRecord {
  return recordOf({ state: 'UNKNOWN', ...arrivalOf(traitsWith(changes), sentAt) });
}
/** Looks that begin and end at these moments after the order was sent, and find nothing. */
function afterLooks(record: OrderRecord, ...atMs: readonly number[]): OrderRecord {
  return atMs.reduce((line, ms) => afterLook(line, absent, sentAt + ms, sentAt + ms), record);
}

describe('an order with a deadline', () => {
  it('an order can arrive until the deadline and the exchange’s margin have passed', () => {
    const arrival = arrivalOf(traitsWith({}), sentAt);
    expect(arrival).toEqual({ notAfter: sentAt + 8000, arrivesUntil: sentAt + 23_000, shownUntil: null });
    expect([canArrive(arrival, sentAt + 23_000, 0), canArrive(arrival, sentAt + 23_001, 0)]).toEqual([true, false]);
  });

  it('the second look after the exchange’s margin proves absence', () => {
    expect(afterLooks(recordWith({}), 22_000, 23_000).absentSince).toBeNull();
    expect(afterLooks(recordWith({}), 23_001, 26_001).state).toBe('NEVER_ARRIVED');
  });

  it('an order may wait a minute longer behind a gateway that judges the deadline on arrival', () => {
    const gateway = { deadline: { ...deadline, judged: 'gateway' } } as const;
    expect(longestArrivalMs(traitsWith(gateway))).toBe(23_000 + minute);
    expect(afterLooks(recordWith(gateway), 23_001, 26_001)).toMatchObject({ state: 'UNKNOWN', absentSince: null });
    expect(afterLooks(recordWith(gateway), 83_001, 86_001).state).toBe('NEVER_ARRIVED');
  });
});

describe('an order without a deadline', () => {
  const lost = recordWith({ deadline: null });

  it('an order without a deadline is never proven absent, however many looks find nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 * minute }), { maxLength: 20 }), (times) => {
        expect(afterLooks(lost, ...times.toSorted((a, b) => a - b)).state).not.toBe('NEVER_ARRIVED');
      }),
    );
  });

  it('an order without a deadline needs review after twenty minutes of looks', () => {
    expect(afterLooks(lost, minute, 20 * minute)).toMatchObject({ state: 'UNKNOWN', absentSince: null });
    expect(afterLooks(lost, 20 * minute + 1).state).toBe('NEEDS_REVIEW');
    expect(nextLookAt(lost, sentAt + minute, 9)).toBe(sentAt + minute + 6000);
  });
});

describe('an unfilled order that the exchange forgets after a minute', () => {
  const forgotten = recordWith({ unfilledKeptMs: minute });

  it('a look proves absence while the exchange still shows unfilled orders', () => {
    expect(afterLooks(forgotten, 23_001, minute).state).toBe('NEVER_ARRIVED');
  });

  it('a look that ends later proves no absence', () => {
    expect(afterLooks(forgotten, 23_001, minute + 1)).toMatchObject({ state: 'UNKNOWN' });
    expect(provesAbsence(forgotten, 0, sentAt + minute, sentAt + minute)).toBe(true);
    expect(provesAbsence(forgotten, 0, sentAt + minute, sentAt + minute + 1)).toBe(false);
  });
});

describe('an order at an exchange whose clock differs', () => {
  const { regular } = marketOf({ exchange: 'kraken', marketType: 'spot' });
  const usual = arrivalOf(regular, sentAt);

  it('the exchange is told a deadline by its own clock, and nothing is sent later than before', () => {
    for (const offsetMs of [-20_000, 0, 20_000]) {
      const arrival = arrivalOf(regular, sentAt, offsetMs);
      expect(exchangeDeadline(arrival)).toBe(usual.notAfter + offsetMs);
      expect(arrival.notAfter).toBe(usual.notAfter);
    }
  });

  it('a deadline that was moved on may be wrong, so the order may arrive as much later; never earlier', () => {
    expect(arrivalOf(regular, sentAt, 20_000).arrivesUntil).toBe((usual.arrivesUntil ?? 0) + 20_000);
    expect(arrivalOf(regular, sentAt, -20_000).arrivesUntil).toBe(usual.arrivesUntil);
  });

  it('an order may arrive longer while the exchange’s clock is behind by more than the deadline was shifted', () => {
    const until = usual.arrivesUntil ?? 0;
    for (const [offsetMs, behindMs, longerMs] of [
      [0, 0, 0],
      [0, 20_000, 20_000],
      [-20_000, 20_000, 0],
      [-20_000, 21_000, 1000],
      [-20_000, 0, 0],
      [20_000, 0, 20_000],
      [20_000, 10_000, 30_000],
      [-longestShiftMs - 1, 40_000, 40_000],
    ] as const) {
      const arrival = arrivalOf(regular, sentAt, offsetMs);
      const ends = [0, 1].map((ms) => canArrive(arrival, until + longerMs + ms, behindMs));
      expect([offsetMs, behindMs, ...ends]).toEqual([offsetMs, behindMs, true, false]);
    }
  });

  it('a difference of more than half a minute is a fault of measuring', () => {
    expect(arrivalOf(regular, sentAt, longestShiftMs + 1)).toEqual(usual);
    expect(arrivalOf({ ...regular, deadline: null }, sentAt, 20_000).shiftMs).toBeUndefined();
  });
});
