import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { parseRate, type Schedules, startSchedules } from '../../../../infra/local/stack/schedules.ts';

const HOUR_MS = 3_600_000;
const done: Invocation = { ok: true, payload: 'null' };
let schedules: Schedules | undefined;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  schedules?.close();
  vi.useRealTimers();
});

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(15 minutes)', 900_000],
    ['rate(12 hours)', 12 * HOUR_MS],
    ['rate(2 days)', 48 * HOUR_MS],
  ])('the schedule %s is %i ms', (expression, ms) => {
    expect(parseRate(expression)).toBe(ms);
  });

  it.each(['rate(0 minutes)', 'rate(5 seconds)', 'cron(0 * * * ? *)', 'rate(1.5 hours)', ''])(
    'the schedule "%s" is refused',
    (expression) => {
      expect(() => parseRate(expression)).toThrow(/expected rate/);
    },
  );

  it('each job runs once per period, for the first time after a period', async () => {
    const runs: string[] = [];
    schedules = startSchedules({ a: 'rate(1 hour)', b: 'rate(2 hours)' }, async (name) => {
      runs.push(name);
      return done;
    });
    await vi.advanceTimersByTimeAsync(HOUR_MS - 1);
    expect(runs).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
    expect(runs.toSorted()).toEqual(['a', 'a', 'a', 'a', 'b', 'b']);
  });

  it('a job that is still running skips a period and runs again later', async () => {
    const { promise, resolve } = Promise.withResolvers<Invocation>();
    const run = vi.fn(() => promise);
    schedules = startSchedules({ a: 'rate(1 hour)' }, run);
    await vi.advanceTimersByTimeAsync(3 * HOUR_MS);
    expect(run).toHaveBeenCalledTimes(1);
    resolve(done);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('a period above the longest timer does not run early', async () => {
    const run = vi.fn(async () => done);
    schedules = startSchedules({ a: 'rate(30 days)' }, run);
    await vi.advanceTimersByTimeAsync(30 * 24 * HOUR_MS - 1);
    expect(run).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('a job runs on request, and no job runs on a timer after close', async () => {
    const run = vi.fn(async () => done);
    schedules = startSchedules({ a: 'rate(1 hour)' }, run);
    expect(await schedules.runNow('a')).toEqual(done);
    await expect(schedules.runNow('b')).rejects.toThrow('no job "b"; there are: a');
    schedules.close();
    await vi.advanceTimersByTimeAsync(5 * HOUR_MS);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
