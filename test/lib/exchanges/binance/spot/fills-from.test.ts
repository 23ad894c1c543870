import { describe, expect, it } from 'vitest';
import { scripted } from '../fixture-binance.ts';

const at = 1_790_000_000_000;
const trade = {
  ...{ symbol: 'BTCUSDT', orderId: 900, price: '70000', qty: '0.010', commission: '0.7', commissionAsset: 'USDT' },
  ...{ time: at, isBuyer: true, isMaker: false },
};

async function read(rows: readonly object[], fromId: string | null = null) {
  const { adapter, asked } = scripted('spot', () => rows);
  const told = await adapter.data.fillsFrom('BTC/USDT', fromId);
  return {
    told,
    asked: asked.map(({ call, parameters: { symbol, fromId: from, limit } }) => [call, symbol, from, limit]),
  };
}

describe('fills of Binance Spot by rising ids', () => {
  it('begin with the id that is asked for, and go on behind the highest', async () => {
    const { told, asked } = await read(
      [
        { ...trade, id: 8 },
        { ...trade, id: 11 },
      ],
      '8',
    );
    expect(asked).toEqual([['GET /api/v3/myTrades', 'BTCUSDT', '8', '1000']]);
    expect(told).toMatchObject({ next: '12', isLast: true, leftOut: [] });
    expect(told.fills.map(({ id, symbol, quantity }) => [id, symbol, quantity])).toEqual([
      ['8', 'BTC/USDT', '0.01'],
      ['11', 'BTC/USDT', '0.01'],
    ]);
  });

  it('begin with the first fill without an id, and leave the place where there is none', async () => {
    const first = await read([]);
    expect([first.asked[0]?.[2], first.told.next]).toEqual(['0', null]);
    expect((await read([], '12')).told.next).toBe('12');
  });

  it('are not at their end after a full answer', async () => {
    const { told } = await read(Array.from({ length: 1000 }, (_, index) => ({ ...trade, id: index + 1 })));
    expect(told).toMatchObject({ isLast: false, next: '1000' });
  });

  it('that two own orders made with each other share an id, and a full answer may end between them', async () => {
    const pair = [
      { ...trade, id: 1000, orderId: 901, isBuyer: false },
      { ...trade, id: 1000, orderId: 902 },
    ];
    const rows = [...Array.from({ length: 999 }, (_, index) => ({ ...trade, id: index + 1 })), ...pair];
    const { told } = await read(rows.slice(0, 1000));
    const rest = await read(rows.slice(-2), told.next);
    expect(rest.told.fills.map(({ orderId, side }) => [orderId, side])).toEqual([
      ['901', 'sell'],
      ['902', 'buy'],
    ]);
    expect(rest.told.next).toBe('1001');
  });

  it('name the time of the fill before a row without a time, else of the fill behind', async () => {
    const untimed = { ...trade, time: 'yesterday' };
    const timed = { ...trade, time: at + 5 };
    const rows = [1, 2, 3].map((id) => ({ ...(id === 2 ? untimed : timed), id }));
    expect((await read(rows)).told).toMatchObject({ next: '4', leftOut: [at + 5], isLast: true });
    expect(
      (
        await read([
          { ...untimed, id: 1 },
          { ...timed, id: 2 },
        ])
      ).told,
    ).toMatchObject({ leftOut: [at + 5] });
  });

  it('lie before the answer where no row tells a time, and no error stops the pulls', async () => {
    const before = Date.now();
    const { told } = await read([{ ...trade, time: 'yesterday', id: 1 }]);
    expect(told).toMatchObject({ fills: [], next: '2', isLast: true });
    expect(told.leftOut[0]).toBeGreaterThanOrEqual(before);
  });

  it('name the time of a row that cannot be read', async () => {
    const { told } = await read([
      { ...trade, id: 1 },
      { ...trade, id: 2, qty: 'much' },
    ]);
    expect([told.fills.length, told.leftOut, told.next]).toEqual([1, [at], '3']);
  });

  it.each([
    ['a row without an id', { ...trade }],
    ['a row of another symbol', { ...trade, id: 9, symbol: 'ETHUSDT' }],
    ['a row from before the id', { ...trade, id: 3 }],
  ])('are garbled with %s', async (_what, row) => {
    await expect(read([row], '8')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});
