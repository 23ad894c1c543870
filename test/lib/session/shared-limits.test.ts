import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, runInCall, type Urgency } from '../../../lib/aws/call-context.ts';
import { sharedNow } from '../../../lib/aws/clock.ts';
import { bannedMessage } from '../../../lib/exchanges/wire/shared-limit.ts';
import { beginWindow, type LimitKey, storeBan } from '../../../lib/session/shared-limit-store.ts';
import { forgetSharedLimits, sharedBudget } from '../../../lib/session/shared-limits.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const { server } = useEmbeddedTable();
/** A window of an hour: no test meets its end. */
const limit = { weight: 100, windowMs: 3_600_000, usualWeight: 1, usedHeader: null };
let hosts = 0;
let key: LimitKey;

beforeEach(() => {
  hosts += 1;
  key = { exchange: 'kraken', host: `host-${hosts}` };
  forgetSharedLimits();
});

afterEach(() => vi.useRealTimers());

function as<T>(urgency: Urgency, run: () => Promise<T>): Promise<T> {
  return runInCall(newCall('r', 'o', Date.now() + 10_000, urgency), run);
}

function take(urgency: Urgency, weight: number): Promise<string> {
  const run = () => sharedBudget(key, limit).take(weight);
  return as(urgency, run).then(
    () => 'taken',
    (error: { code?: string }) => String(error.code),
  );
}

/** The next call runs in a container that knows nothing. */
async function elsewhere<T>(run: () => Promise<T>): Promise<T> {
  forgetSharedLimits();
  return run();
}

describe('the limit that all keys at an address share', () => {
  it('reads stop at 80 % of the weight, jobs at 50 %, and commands have the rest', async () => {
    expect(await take('job', 50)).toBe('taken');
    expect(await take('job', 1)).toBe('RATE_LIMITED');
    expect(await take('read', 30)).toBe('taken');
    expect(await take('read', 1)).toBe('RATE_LIMITED');
    expect(await take('command', 1000)).toBe('taken');
  });

  it('a refused read counts nothing: a lighter read still fits', async () => {
    expect(await take('read', 70)).toBe('taken');
    expect(await take('read', 11)).toBe('RATE_LIMITED');
    expect(await elsewhere(() => take('read', 10))).toBe('taken');
  });

  it('all containers count in one budget', async () => {
    for (let container = 0; container < 8; container += 1)
      expect(await elsewhere(() => take('read', 10)), `container ${container}`).toBe('taken');
    expect(await elsewhere(() => take('read', 1))).toBe('RATE_LIMITED');
  });

  it('reads count on in a window that a command has met alone, with what the exchange has counted', async () => {
    await as('command', () => sharedBudget(key, limit).noteUsed(40, sharedNow()));
    expect(await take('read', 30)).toBe('taken');
    expect(await elsewhere(() => take('read', 11))).toBe('RATE_LIMITED');
    expect(await elsewhere(() => take('read', 10))).toBe('taken');
  });

  it('of many reads at once no more than the share passes', async () => {
    const ends = await Promise.all(Array.from({ length: 30 }, () => take('read', 10)));
    expect(ends.filter((end) => end === 'taken').length).toBeLessThanOrEqual(8);
    expect(ends.filter((end) => end === 'taken').length).toBeGreaterThan(0);
    // Whoever lost a race was refused without a count.
    const [more] = [await elsewhere(() => take('read', 81))];
    expect(more).toBe('RATE_LIMITED');
  });

  it('a refusal names the seconds until the window ends', async () => {
    await take('read', 80);
    const refused = as('read', () => sharedBudget(key, limit).take(1));
    const leftMs = limit.windowMs - (sharedNow() % limit.windowMs);
    await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const error = (await refused.catch((each: unknown) => each)) as { retryAfterSeconds: number };
    expect(Math.abs(error.retryAfterSeconds - leftMs / 1000)).toBeLessThan(3);
  });

  it('a new window begins with nothing used', async () => {
    const short = { ...limit, windowMs: 400 };
    const attempt = () => as('read', () => sharedBudget(key, short).take(80));
    const begin = Math.ceil(Date.now() / 400) * 400;
    vi.useFakeTimers({ toFake: ['Date'], now: begin });
    await attempt();
    await expect(attempt()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 });
    vi.setSystemTime(begin + 399);
    await expect(attempt()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    vi.setSystemTime(begin + 400);
    await attempt();
    await expect(elsewhere(attempt)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('a job waits for the next window where windows are short, and ends in time', async () => {
    const short = { ...limit, windowMs: 300 };
    const job = (leftMs: number, weight: number) =>
      runInCall(newCall('r', 'o', Date.now() + leftMs, 'job'), () => sharedBudget(key, short).take(weight));
    const windowNow = () => Math.floor(sharedNow() / 300);
    const began = windowNow();
    for (let turn = 0; turn < 3; turn += 1) await job(60_000, 50);
    expect(windowNow()).toBeGreaterThanOrEqual(began + 2);
    // Ends before the time of the job does.
    const hurried = async () => {
      for (let turn = 0; turn < 9; turn += 1) await job(10_000, 50);
    };
    await expect(hurried()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    // A read answers at once.
    const reads = async () => {
      for (let turn = 0; turn < 9; turn += 1) await as('read', () => sharedBudget(key, short).take(80));
    };
    await expect(reads()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('the count of the exchange is taken over where it is higher, and told to all containers', async () => {
    await take('read', 10);
    await as('read', () => sharedBudget(key, limit).noteUsed(75, sharedNow()));
    expect(await elsewhere(() => take('read', 6))).toBe('RATE_LIMITED');
    expect(await elsewhere(() => take('read', 5))).toBe('taken');
  });

  it('a lower count of the exchange gives nothing back', async () => {
    await take('read', 70);
    await as('read', () => sharedBudget(key, limit).noteUsed(5, sharedNow()));
    expect(await take('read', 11)).toBe('RATE_LIMITED');
  });

  it('a window that a wrong clock has written far ahead holds nobody up', async () => {
    const window = Math.floor(sharedNow() / limit.windowMs);
    await beginWindow(key, { window: window + 50, weight: 100, most: 100, now: sharedNow() });
    expect(await elsewhere(() => take('read', 1))).toBe('taken');
    expect(await take('read', 80)).toBe('RATE_LIMITED');
  });

  it('a ban beyond a quarter of an hour was written by a wrong clock: it stops no read, and hides no ban', async () => {
    const hourLater = sharedNow() + 3_600_000;
    await storeBan(key, hourLater, hourLater);
    expect(await take('read', 1)).toBe('taken');
    expect(await elsewhere(() => take('read', 1))).toBe('taken');
    const until = sharedNow() + 60_000;
    await as('command', () => sharedBudget(key, limit).noteBan(until));
    expect(await elsewhere(() => take('read', 1))).toBe('RATE_LIMITED');
    expect(sharedBudget(key, limit).bannedUntil()).toBe(until);
  });

  it('a ban stops commands of the container that met it, and reads of every container', async () => {
    await take('read', 1);
    const until = sharedNow() + 60_000;
    await as('read', () => sharedBudget(key, limit).noteBan(until));
    expect(sharedBudget(key, limit).bannedUntil()).toBe(until);
    const refused = elsewhere(() => as('read', () => sharedBudget(key, limit).take(1)));
    await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED', message: bannedMessage });
    // The refused read has told this container of the ban.
    expect(sharedBudget(key, limit).bannedUntil()).toBe(until);
  });

  it('a table that fails stops no read', async () => {
    server().faults.arm({ operation: 'UpdateItem', kind: 'error', times: 9 });
    expect(await take('read', 1000)).toBe('RATE_LIMITED');
    expect(await take('read', 1)).toBe('taken');
    server().faults.clear();
  });
});
