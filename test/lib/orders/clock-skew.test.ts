import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import type { SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';
import {
  exchangeClock,
  forgetExchangeClocks,
  observeExchangeDate,
} from '../../../lib/exchanges/wire/exchange-clock.ts';
import { departure, judgedByClock } from '../../../lib/orders/clock-skew.ts';
import { keyOf } from '../../../lib/session/open-session.ts';
import { sessionOver } from './fixture-changes.ts';
import { prepared, sentAt } from './fixture-records.ts';

const origin = 'https://api.exchange.test';
const session = { ...sessionOver({}), clock: exchangeClock(origin) };
const error = new OemsError('EXCHANGE_UNAVAILABLE', 'late');
const late: SubmitOutcome = { kind: 'unknown', error, isLate: true };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: sentAt });
  forgetExchangeClocks();
});
afterEach(() => void vi.useRealTimers());

/** What a refusal means that comes `afterMs` after sending, by an exchange `aheadMs` ahead, where our clock is set by `stepMs` meanwhile. */
function judged(afterMs: number, aheadMs: number, stepMs = 0, refusal = late, key = session.key): SubmitOutcome {
  const left = departure();
  vi.advanceTimersByTime(afterMs);
  vi.setSystemTime(Date.now() + stepMs);
  const shown = new Date(sentAt + afterMs + aheadMs).toUTCString();
  observeExchangeDate(`${origin}/x`, shown, Date.now() - 100, Date.now());
  return judgedByClock({ ...session, key }, prepared, left, refusal);
}

it('a refusal for the deadline is a verdict where the deadline had passed by the exchange’s clock before the order left', () => {
  expect(judged(100, 20_000)).toMatchObject({ kind: 'notExecuted', reason: 'clock', error: { code: 'CLOCK_SKEW' } });
});

it('a refusal for the deadline proves nothing of a first copy that came in time', () => {
  expect(judged(8500, 0)).toBe(late);
  expect(judged(2000, 7000)).toBe(late);
});

it('a refusal for the deadline proves nothing where our clock was set back after the order had left', () => {
  expect(judged(17_000, 0, -15_000)).toBe(late);
});

const refusedStamp: SubmitOutcome = { kind: 'notExecuted', reason: 'nonce', error };
const ofBybit = keyOf({ exchange: 'bybit', marketType: 'spot' });

it('a timestamp that is refused under the code of both directions is a verdict where the deadline had passed before the order left', () => {
  expect(judged(100, 60_000, 0, refusedStamp, ofBybit)).toMatchObject({
    reason: 'clock',
    error: { code: 'CLOCK_SKEW' },
  });
});

it('a refused timestamp proves nothing where the exchange’s clock is behind, or had not reached the deadline', () => {
  expect(judged(100, -60_000, 0, refusedStamp, ofBybit)).toBe(refusedStamp);
  expect(judged(2000, 7000, 0, refusedStamp, ofBybit)).toBe(refusedStamp);
});

it('a refused nonce that counts says nothing of clocks', () => {
  const ofSpot = keyOf({ exchange: 'kraken', marketType: 'spot' });
  expect(judged(100, 60_000, 0, refusedStamp, ofSpot)).toBe(refusedStamp);
});
