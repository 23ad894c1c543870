import { beforeEach, describe, expect, it, vi } from 'vitest';
import { list, openScene, type Scene } from './fixture-bybit.ts';

const pauses = vi.hoisted(() => [] as number[]);
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: async (ms: number) => void pauses.push(ms),
}));

const day = 24 * 3_600_000;
const execution = {
  ...{ symbol: 'BTCUSDT', side: 'Buy', execId: 'e-1', orderId: 'o-1', orderLinkId: 'ours', execPrice: '80000' },
  ...{ execQty: '0.01', execFee: '0.44', feeCurrency: '', isMaker: false, execType: 'Trade' },
};
let swap: Scene;

beforeEach(async () => {
  swap = await openScene('swap');
  pauses.length = 0;
});

function tell(times: readonly number[]): void {
  const rows = times.map((time, index) => ({ ...execution, execId: `e-${index}`, execTime: String(time) }));
  swap.answers['execution/list'] = ({ fields }) =>
    list(rows.filter(({ execTime }) => execTime >= String(fields.startTime) && execTime <= String(fields.endTime)));
}

async function readAll(from?: number) {
  const ids: string[] = [];
  const requests: number[] = [];
  let cursor: string | undefined;
  for (let calls = 1; calls < 40; calls += 1) {
    const before = swap.sent.length;
    const page = await swap.adapter.data.fills({ limit: 30, from, cursor });
    requests.push(swap.sent.length - before);
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === null) return { ids, calls, requests };
    cursor = page.next;
  }
  throw new Error('the history does not end');
}

describe('weeks without a fill at Bybit', () => {
  it('are passed over within a call: two years without a row take two calls', async () => {
    tell([]);
    const { calls, requests } = await readAll();
    expect(calls).toBe(2);
    // A week is one request: 52 without a row and the five pages of a call.
    expect(Math.max(...requests)).toBeLessThanOrEqual(52 + 5);
    expect(pauses.length).toBeGreaterThan(2);
  });

  it('lead to the fill below them in the first call', async () => {
    const now = Date.now();
    tell([now - day, now - 200 * day, now - 201 * day, now - 202 * day - 1, now - 700 * day]);
    const { adapter } = swap;
    const first = await adapter.data.fills({ limit: 30 });
    expect(first.items.map(({ id }) => id)).toEqual(['e-0', 'e-1', 'e-2', 'e-3']);
    expect((await readAll()).ids).toEqual(['e-0', 'e-1', 'e-2', 'e-3', 'e-4']);
  });

  it('do not hide a fill at the very edge of a week', async () => {
    const now = Date.now();
    const week = 7 * day;
    const edges = [1, 2, 3, 10].flatMap((weeks) => [-2, -1, 0, 1, 2].map((off) => now - weeks * week + off));
    tell(edges.toSorted((one, other) => other - one));
    expect((await readAll(now - 100 * day)).ids).toHaveLength(edges.length);
  });

  it('end at the start of the range', async () => {
    tell([Date.now() - 30 * day]);
    const { ids, requests } = await readAll(Date.now() - 20 * day);
    expect([ids, requests]).toEqual([[], [3]]);
  });
});
