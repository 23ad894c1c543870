import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  exchangeClock,
  forgetExchangeClocks,
  observeExchangeDate,
} from '../../../../lib/exchanges/wire/exchange-clock.ts';

const now = Date.UTC(2026, 4, 20, 10, 30);
const origin = 'https://api.exchange.test';
const clock = exchangeClock(origin);

/** An answer that was under way for `tripMs` and bears the time `aheadMs` ahead of ours at its end. */
function answer(aheadMs: number, tripMs = 100): void {
  const shown = new Date(now + aheadMs).toUTCString();
  observeExchangeDate(`${origin}/0/private/AddOrder`, shown, now - tripMs, now);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  forgetExchangeClocks();
});
afterEach(() => void vi.useRealTimers());

describe('the clock of an exchange', () => {
  it('is ours while no answer has told, and while the two differ by no more than the network can explain', () => {
    expect([clock.offsetMs(), clock.atLeastAt(now)]).toEqual([0, null]);
    for (const aheadMs of [-3000, -2000, 0, 2000]) {
      answer(aheadMs);
      expect([aheadMs, clock.offsetMs()]).toEqual([aheadMs, 0]);
    }
  });

  it('is off by the least that the answer allows: the header tells whole seconds, and the way took time', () => {
    answer(20_000);
    expect(clock.offsetMs()).toBe(20_000);
    answer(-20_000, 300);
    expect(clock.offsetMs()).toBe(-18_700);
  });

  it('is not corrected by a slow answer, nor by an old one', () => {
    answer(20_000, 3500);
    expect(clock.offsetMs()).toBe(0);
    answer(20_000);
    vi.setSystemTime(now + 5 * 60_000 + 1);
    expect(clock.offsetMs()).toBe(0);
  });

  it('is behind by the most that an answer allows, also a slow one, where it is surely behind at all', () => {
    for (const [aheadMs, tripMs, behindMs] of [
      [0, 100, 0],
      [-3000, 100, 0],
      [20_000, 100, 0],
      [-20_000, 300, 20_000],
      [-20_000, 9000, 20_000],
    ] as const) {
      answer(aheadMs, tripMs);
      expect([aheadMs, tripMs, clock.behindMs()]).toEqual([aheadMs, tripMs, behindMs]);
    }
    vi.setSystemTime(now + 5 * 60_000 + 1);
    expect(clock.behindMs()).toBe(0);
  });

  it('tells of a moment what it showed at the least, by answers since then alone', () => {
    answer(20_000, 3000);
    expect(clock.atLeastAt(now - 3000)).toBe(now + 17_000);
    expect(clock.atLeastAt(now + 1)).toBeNull();
  });

  it('is each exchange\u2019s own, and a header that is no date tells nothing', () => {
    observeExchangeDate('https://other.test/x', new Date(now + 20_000).toUTCString(), now, now);
    observeExchangeDate(`${origin}/x`, 'yesterday', now, now);
    observeExchangeDate(`${origin}/x`, undefined, now, now);
    expect([clock.offsetMs(), clock.atLeastAt(now)]).toEqual([0, null]);
  });
});
