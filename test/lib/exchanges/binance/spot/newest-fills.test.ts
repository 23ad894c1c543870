import { describe, expect, it } from 'vitest';
import { type Asked, scripted } from '../fixture-binance.ts';

const day = 24 * 3_600_000;
const now = Date.now();

/** Answers as the documentation says: from an id the oldest, in a range the oldest, and the newest where neither is named. */
function trades(times: readonly number[]) {
  const rows = times
    .toSorted((one, other) => one - other)
    .map((time, index) => ({
      ...{ symbol: 'BTCUSDT', id: index + 1, orderId: 900, price: '70000', qty: '0.01', isBuyer: true, isMaker: false },
      ...{ commission: '0.7', commissionAsset: 'USDT', time },
    }));
  return ({ parameters: { fromId, startTime, endTime, limit } }: Asked) => {
    if (fromId !== undefined) return rows.filter(({ id }) => id >= Number(fromId)).slice(0, Number(limit));
    if (startTime === undefined) return rows.slice(-Number(limit));
    return rows.filter(({ time }) => time >= Number(startTime) && time <= Number(endTime)).slice(0, Number(limit));
  };
}

async function readAll(times: readonly number[], limit: number, range: { from?: number; to?: number } = {}) {
  const { adapter, asked } = scripted('spot', trades(times));
  const ids: number[] = [];
  let cursor: string | undefined;
  for (let calls = 1; calls < 100; calls += 1) {
    const page = await adapter.data.fills({ symbol: 'BTC/USDT', limit, cursor, ...range });
    ids.push(...page.items.map(({ id }) => Number(id)));
    if (page.next === null) return { ids, calls, requests: asked.length };
    cursor = page.next;
  }
  throw new Error('the history does not end');
}

function downFrom(most: number): number[] {
  return Array.from({ length: most }, (_none, index) => most - index);
}

describe('fills of Binance Spot behind months without a fill', () => {
  it('come in the first call, for two requests', async () => {
    const told = await readAll([now - 900 * day, now - 400 * day, now - 300 * day], 50);
    expect(told).toEqual({ ids: [3, 2, 1], calls: 1, requests: 2 });
  });

  it('keep the range, and come page by page each once', async () => {
    const times = Array.from({ length: 40 }, (_none, index) => now - 300 * day - Math.floor(index / 3));
    expect((await readAll(times, 7)).ids).toEqual(downFrom(40));
    const [from, to] = [now - 300 * day - 5, now - 300 * day - 1];
    const within = times.filter((time) => time >= from && time < to).length;
    expect((await readAll(times, 7, { from, to })).ids).toHaveLength(within);
  });

  it('of more than an answer are whole, also where the answer ends within a millisecond', async () => {
    const times = Array.from({ length: 1310 }, (_none, index) => now - 200 * day + Math.floor(index / 70));
    expect((await readAll(times, 500)).ids).toEqual(downFrom(1310));
  });

  it('are read day by day where the newest answer is not full and does not hold the first fill', async () => {
    const times = [now - 3 * day, now - 2 * day, now - day];
    const tell = trades(times);
    const { adapter } = scripted('spot', (asked) => {
      const rows = tell(asked);
      const isNewest = asked.parameters.fromId === undefined && asked.parameters.startTime === undefined;
      return isNewest ? rows.slice(-1) : rows;
    });
    const { items } = await adapter.data.fills({ symbol: 'BTC/USDT', limit: 10 });
    expect(items.map(({ id }) => id)).toEqual(['3', '2', '1']);
  });
});

describe.each(['spot', 'swap'] as const)('fills of one id at Binance on %s', (marketType) => {
  const symbol = { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' }[marketType];
  const fill = { symbol: 'BTCUSDT', price: '70000', qty: '0.01', commission: '0.7', commissionAsset: 'USDT' };
  const sides = [true, false].map((isBuyer) => ({ isBuyer, buyer: isBuyer, side: isBuyer ? 'BUY' : 'SELL' }));

  it.each([1, 2, 3, 50])(
    'are told both, in pages of %i: two orders of the account traded with each other',
    async (limit) => {
      const rows = [7, 8, 9, 10].flatMap((id) =>
        sides.map((side, index) => ({
          ...fill,
          ...side,
          id,
          orderId: 900 + index,
          time: now - day - (id < 9 ? 1 : 0),
        })),
      );
      let turn = 0;
      const { adapter } = scripted(
        marketType,
        ({ parameters: { fromId, startTime = '0', endTime = String(now), limit: most } }) => {
          turn += 1;
          if (fromId !== undefined) return rows.slice(0, Number(most));
          const within = rows.filter(({ time }) => time >= Number(startTime) && time <= Number(endTime));
          return (turn % 2 === 0 ? within : within.toReversed()).slice(0, Number(most));
        },
      );
      const told: string[] = [];
      let cursor: string | undefined;
      for (let pages = 0; pages < 20; pages += 1) {
        const page = await adapter.data.fills({ symbol, limit, cursor, from: now - 2 * day });
        told.push(...page.items.map(({ id, side, orderId }) => `${id} ${side} ${orderId}`));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(told.toSorted()).toEqual([7, 8, 9, 10].flatMap((id) => [`${id} buy 900`, `${id} sell 901`]).toSorted());
    },
  );
});

describe('fills of Binance Spot without a readable time', () => {
  const row = { symbol: 'BTCUSDT', id: 1, orderId: 900, price: '70000', qty: '0.01', isBuyer: true, isMaker: false };
  const garbled = { ...row, commission: '0.7', commissionAsset: 'USDT', time: 'soon' };

  it('hide nothing where there is none with a time: the page is a gap, and ends', async () => {
    const { adapter } = scripted('spot', ({ parameters: { startTime } }) => (startTime === undefined ? [garbled] : []));
    const page = await adapter.data.fills({ symbol: 'BTC/USDT', limit: 10 });
    expect(page).toMatchObject({ items: [], next: null, leftOut: [expect.any(Number)] });
  });

  it('are no history where a full answer has no time: a fill with a time may follow', async () => {
    const many = Array.from({ length: 100 }, (_none, index) => ({ ...garbled, id: index + 1 }));
    const { adapter } = scripted('spot', ({ parameters: { limit } }) => many.slice(0, Number(limit)));
    const read = adapter.data.fills({ symbol: 'BTC/USDT', limit: 10 });
    await expect(read).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});
