import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindOutcome } from '../../../lib/exchanges/model/outcome.ts';
import { isUndecided } from '../../../lib/journal/entry.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { afterLook, nextLookAt } from '../../../lib/orders/reconcile-order.ts';
import { isSameOrder } from '../../../lib/orders/same-order.ts';
import { describedOf, notAfter, recordOf, sentAt } from './fixture-records.ts';

const record = recordOf();
const absent: FindOutcome = { kind: 'absent' };
function found(changes = {}): FindOutcome {
  return { kind: 'found', order: describedOf(record, changes) };
}

const outcome = fc.constantFrom<FindOutcome | null>(
  null,
  absent,
  found(),
  found({ side: 'sell' }),
  found({ status: 'rejected' }),
  found({ status: 'filled' }),
);
/** Look-ups one after another, each with how long it took and how long nobody looked before it. */
const lookUps = fc.array(
  fc.record({ outcome, pauseMs: fc.integer({ min: 0, max: 40_000 }), tookMs: fc.integer({ min: 0, max: 9_000 }) }),
  { maxLength: 40 },
);

interface Step {
  readonly before: OrderRecord;
  readonly after: OrderRecord;
  readonly outcome: FindOutcome | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

function walk(looks: readonly { outcome: FindOutcome | null; pauseMs: number; tookMs: number }[]): Step[] {
  let [before, now] = [record, sentAt];
  return looks.map(({ outcome: told, pauseMs, tookMs }) => {
    const startedAt = now + pauseMs;
    now = startedAt + tookMs;
    const after = afterLook(before, told, startedAt, now);
    const step = { before, after, outcome: told, startedAt, endedAt: now };
    before = after;
    return step;
  });
}

function isOpen({ state }: OrderRecord): boolean {
  return state === 'IN_FLIGHT' || state === 'UNKNOWN';
}

describe('reconciling an order', () => {
  it('a verdict stays, whatever later looks find', () => {
    fc.assert(
      fc.property(lookUps, (looks) =>
        walk(looks).every(({ before, after }) => isUndecided(before) || after === before),
      ),
    );
  });

  it('an order that is left to a person is never unknown again', () => {
    fc.assert(
      fc.property(lookUps, (looks) => walk(looks).every(({ before, after }) => isOpen(before) || !isOpen(after))),
    );
  });

  it('NEVER_ARRIVED needs two complete looks 3 s apart, both begun after the deadline and its margin', () => {
    fc.assert(
      fc.property(lookUps, (looks) => {
        const steps = walk(looks);
        const end = steps.findIndex(({ after }) => after.state === 'NEVER_ARRIVED');
        if (end === -1) return;
        const last = steps[end];
        const proofs = steps
          .slice(0, end + 1)
          .filter(({ outcome: told, startedAt }) => told?.kind === 'absent' && startedAt > notAfter + 5_000);
        expect(proofs.length).toBeGreaterThanOrEqual(2);
        expect((last?.startedAt ?? 0) - (proofs[0]?.endedAt ?? 0)).toBeGreaterThanOrEqual(3_000);
        expect(last?.outcome).toEqual(absent);
      }),
    );
  });

  it('ACCEPTED needs a found order with the terms that were sent', () => {
    fc.assert(
      fc.property(lookUps, (looks) => {
        const acked = walk(looks).find(({ before, after }) => isOpen(before) && after.state === 'ACCEPTED');
        if (acked === undefined) return;
        expect(acked.outcome).toMatchObject({ kind: 'found', order: { side: 'buy' } });
        expect(acked.after.exchangeOrderId).toBe('exchange-1');
      }),
    );
  });

  it('NEEDS_REVIEW needs an order with different terms, or a complete look twenty minutes after the order left', () => {
    fc.assert(
      fc.property(lookUps, (looks) => {
        const manual = walk(looks).find(({ before, after }) => isOpen(before) && after.state === 'NEEDS_REVIEW');
        if (manual === undefined) return;
        const other = manual.outcome?.kind === 'found' && manual.outcome.order.side === 'sell';
        const isLate = manual.endedAt - sentAt > 1_200_000;
        expect(other || (isLate && manual.outcome !== null)).toBe(true);
      }),
    );
  });

  it('two complete looks after the deadline bring the verdict', () => {
    fc.assert(
      fc.property(lookUps, (looks) => {
        const last = walk(looks).at(-1)?.after ?? record;
        let [current, now] = [last, Math.max(notAfter + 5_001, sentAt + 2_000_000)];
        for (let round = 0; round < 2; round += 1, now += 3_000) current = afterLook(current, absent, now, now);
        expect(isOpen(current)).toBe(false);
      }),
    );
  });
});

it('an order never arrived after two looks that prove absence, three seconds apart, and not before', () => {
  const provable = notAfter + 5_001;
  expect(afterLook(record, absent, provable - 1, provable)).toMatchObject({ state: 'UNKNOWN', absentSince: null });
  const once = afterLook(record, absent, provable, provable + 10);
  expect(once).toMatchObject({ state: 'UNKNOWN', absentSince: provable + 10 });
  expect(afterLook(once, absent, provable + 3_009, provable + 3_020).state).toBe('UNKNOWN');
  expect(afterLook(once, absent, provable + 3_010, provable + 3_020).state).toBe('NEVER_ARRIVED');
});

describe('an order that is left to a person', () => {
  const day = 24 * 3_600_000;
  const review = recordOf({ state: 'NEEDS_REVIEW', openBecause: 'OTHER_KEY' });

  it('failed looks are no looks: after days of them the order is unknown, and two complete looks are the proof', () => {
    const days = Array.from({ length: 200 }, (_, index) => sentAt + (index + 1) * 3_600_000);
    const waiting = days.reduce((line, now) => afterLook(line, null, now, now), record);
    expect(waiting).toMatchObject({ state: 'UNKNOWN', openBecause: 'LOOK_FAILED' });
    const once = afterLook(waiting, absent, sentAt + 10 * day, sentAt + 10 * day);
    expect(afterLook(once, absent, sentAt + 10 * day + 3_000, sentAt + 10 * day + 3_000).state).toBe('NEVER_ARRIVED');
    expect(afterLook(waiting, found(), sentAt + 10 * day, sentAt + 10 * day).state).toBe('ACCEPTED');
  });

  it('failed looks leave the order to a person once the exchange may have forgotten the order', () => {
    const forgotten = recordOf({ shownUntil: sentAt + 2 * 3_600_000 });
    const seen = (ms: number) => afterLook(forgotten, null, sentAt + ms, sentAt + ms);
    expect(seen(2 * 3_600_000)).toMatchObject({ state: 'UNKNOWN' });
    expect(seen(2 * 3_600_000 + 1)).toMatchObject({ state: 'NEEDS_REVIEW', openBecause: 'HISTORY_ENDED' });
  });

  it('a later proof settles the order, and a failed look changes nothing', () => {
    expect(afterLook(review, null, sentAt + day, sentAt + day).state).toBe('NEEDS_REVIEW');
    expect(afterLook(review, found({ status: 'filled' }), sentAt + day, sentAt + day).state).toBe('ACCEPTED');
    const once = afterLook(review, absent, sentAt + day, sentAt + day);
    expect(once).toMatchObject({ state: 'NEEDS_REVIEW', absentSince: sentAt + day });
    expect(afterLook(once, absent, sentAt + day + 3_000, sentAt + day + 3_000).state).toBe('NEVER_ARRIVED');
  });

  it('an order that the exchange has shown is never proven absent', () => {
    const shown = afterLook(record, found({ side: 'sell' }), sentAt, sentAt);
    expect(shown).toMatchObject({ state: 'NEEDS_REVIEW', openBecause: 'OTHER_TERMS' });
    const looks = [1, 2, 3].map((days) => sentAt + days * day);
    const after = looks.reduce((line, now) => afterLook(line, absent, now, now), shown);
    expect(after).toMatchObject({ state: 'NEEDS_REVIEW', openBecause: 'OTHER_TERMS' });
  });
});

describe('an order that was found', () => {
  it.each([
    ['the other side', { side: 'sell' as const }],
    ['another symbol', { symbol: 'ETH/USD:USD' }],
    ['more than was asked for', { quantity: '0.02' }],
    ['another price', { price: '70001' }],
  ])('a found order with %s is not the order that was sent', (_title, changes) => {
    expect(isSameOrder(record.request, describedOf(record, changes))).toBe(false);
  });

  it.each([
    ['written differently', { quantity: '0.0100', price: '70000.0' }],
    ['not reported', { side: null, quantity: null, price: null, reduceOnly: null }],
    ['cut to the position it reduces', { quantity: '0.005' }],
  ])('a found order with terms %s is the order that was sent', (_title, changes) => {
    expect(isSameOrder(record.request, describedOf(record, changes))).toBe(true);
  });

  it('a found order that the exchange rejected makes the entry REJECTED', () => {
    expect(afterLook(record, found({ status: 'rejected' }), sentAt, sentAt)).toMatchObject({
      state: 'REJECTED',
      error: { code: 'ORDER_REJECTED' },
    });
  });
});

describe('the next look', () => {
  const round = fc.integer({ min: 0, max: 30 });
  const elapsed = fc.integer({ min: 0, max: 120_000 });

  it('the next look leaves a pause and never misses the first moment at which absence counts', () => {
    fc.assert(
      fc.property(elapsed, round, (ms, after) => {
        const now = sentAt + ms;
        const next = nextLookAt(record, now, after);
        if (now < notAfter + 5_001) expect(next).toBeLessThanOrEqual(notAfter + 5_001);
        else expect(next - now).toBeGreaterThanOrEqual(Math.min(500 * 3 ** after, 6_000));
      }),
    );
  });

  it('after a first absence the next look comes when a second absence is proof, and later after a pause', () => {
    fc.assert(
      fc.property(elapsed, round, (ms, after) => {
        const once = recordOf({ absentSince: notAfter + 6_000 });
        const now = notAfter + 6_000 + ms;
        const next = nextLookAt(once, now, after);
        if (now < notAfter + 9_000) expect(next).toBe(notAfter + 9_000);
        else expect(next - now).toBeGreaterThanOrEqual(500);
      }),
    );
  });
});
