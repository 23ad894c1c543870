import { describe, expect, it } from 'vitest';
import { type Asked, callsOf, type Reply, refusal, scripted } from './fixture-binance.ts';

const symbol = 'BTC/USDT:USDT';

/** As the documentation shows a position (USD-M: Position Information V3): the size is signed, leverage and mode are told elsewhere. */
const held = {
  ...{ symbol: 'BTCUSDT', positionSide: 'BOTH', positionAmt: '-0.500', entryPrice: '70000.0', markPrice: '69000.0' },
  ...{ unRealizedProfit: '500.00', liquidationPrice: '0', notional: '-34500', marginAsset: 'USDT', updateTime: 1 },
};
const configs = [
  { symbol: 'ETHUSDT', marginType: 'CROSSED', leverage: 50 },
  { symbol: 'BTCUSDT', marginType: 'ISOLATED', leverage: 5 },
];

function exchange(positions: readonly object[]) {
  return ({ call }: Asked): Reply => ({ json: call === 'GET /fapi/v3/positionRisk' ? positions : configs });
}

describe('positions of Binance USD-M', () => {
  const positionsOf = (...rows: readonly object[]) => scripted('swap', exchange(rows)).adapter.wallets.positions();

  it('a size below zero is a short position, with the leverage and the mode of its own symbol', async () => {
    expect(await positionsOf(held)).toMatchObject([
      { symbol, side: 'short', contracts: '0.5', leverage: '5', marginMode: 'isolated', liquidationPrice: null },
    ]);
    expect(await positionsOf({ ...held, positionAmt: '0.25' })).toMatchObject([{ side: 'long', contracts: '0.25' }]);
  });

  it.each(['LONG', 'SHORT'])('a position of the side %s is of hedge mode', async (positionSide) => {
    expect(await positionsOf({ ...held, positionSide })).toMatchObject([{ side: 'short', isHedged: true }]);
    expect((await positionsOf(held))[0]).not.toHaveProperty('isHedged');
  });

  it.each(['LONG', 'SHORT'])('a fill of the side %s is of hedge mode', async (positionSide) => {
    const row = {
      symbol: 'BTCUSDT',
      id: 1,
      orderId: 2,
      side: 'BUY',
      price: '1',
      qty: '1',
      time: Date.now(),
      positionSide,
    };
    const fillOf = async (trade: object) => {
      const { data } = scripted('swap', () => ({ json: [trade] })).adapter;
      return (await data.fills({ symbol, from: Date.now() - 60_000, limit: 10 })).items[0];
    };
    expect(await fillOf(row)).toMatchObject({ id: '1', isHedged: true });
    expect(await fillOf({ ...row, positionSide: 'BOTH' })).not.toHaveProperty('isHedged');
  });

  it('a symbol with open orders alone is no position', async () => {
    expect(await positionsOf({ ...held, positionAmt: '0.000' }, { ...held, positionAmt: '-0.000' })).toEqual([]);
  });

  it('a size that cannot be read is a position of unknown size', async () => {
    expect(await positionsOf({ ...held, positionAmt: 'much' })).toMatchObject([
      { symbol, side: null, contracts: null },
    ]);
  });

  it('positions are told where the settings of their symbols are not', async () => {
    const { adapter } = scripted('swap', ({ call }) =>
      call === 'GET /fapi/v3/positionRisk' ? [held] : refusal(-1000, 'UNKNOWN', 500),
    );
    expect(await adapter.wallets.positions()).toMatchObject([{ side: 'short', leverage: null, marginMode: null }]);
  });
});

describe('the wallet of Binance USD-M', () => {
  const asset = { asset: 'USDT', walletBalance: '100.00', availableBalance: '40', marginBalance: '90' };
  const balancesOf = (...assets: readonly object[]) =>
    scripted('swap', () => ({ json: { assets } })).adapter.wallets.balances();

  it('what positions and orders hold is used', async () => {
    expect(await balancesOf(asset)).toEqual([{ asset: 'USDT', total: '100', free: '40', used: '60' }]);
  });

  it('in multi-assets mode no more of a coin is free than there is, although the figure is that of the wallet', async () => {
    const shared = { ...asset, walletBalance: '10', availableBalance: '5000' };
    expect(await balancesOf(shared)).toEqual([{ asset: 'USDT', total: '10', free: '10', used: '0' }]);
  });

  it('of a balance below zero nothing is free', async () => {
    const debt = { ...asset, walletBalance: '-3', availableBalance: '5000' };
    expect(await balancesOf(debt)).toEqual([{ asset: 'USDT', total: '-3', free: '-3', used: '0' }]);
  });

  it('a balance that cannot be read is an error, and no balance of zero', async () => {
    await expect(balancesOf({ ...asset, walletBalance: 'many' })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });
});

describe('leverage and margin mode at Binance USD-M', () => {
  it('are those of the symbol, whatever else is told', async () => {
    const { adapter } = scripted('swap', exchange([]));
    expect(await adapter.margin?.leverage(symbol)).toBe('5');
    expect(await adapter.marginModes?.mode(symbol)).toBe('isolated');
    const foreign = scripted('swap', () => configs.slice(0, 1));
    await expect(foreign.adapter.margin?.leverage(symbol)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('a mode is set by its word, and a mode that is so already is a success', async () => {
    for (const [mode, marginType] of [
      ['cross', 'CROSSED'],
      ['isolated', 'ISOLATED'],
    ] as const) {
      const { adapter, asked } = scripted('swap', () => refusal(-4046, 'No need to change margin type.'));
      await adapter.marginModes?.setMode(symbol, mode);
      expect(asked).toMatchObject([
        { call: 'POST /fapi/v1/marginType', parameters: { symbol: 'BTCUSDT', marginType } },
      ]);
    }
  });

  it.each([
    [
      -4047,
      'Margin type cannot be changed if there exists open orders.',
      /Cancel the orders with DELETE \S+open-orders/,
    ],
    [
      -4048,
      'Margin type cannot be changed if there exists position.',
      /close the position with POST \S+close-position/,
    ],
    [-4168, 'Unable to adjust to isolated-margin mode under the Multi-Assets mode.', /leave the mode at Binance first/],
  ])('refusal %i for the state of the account names the remedy', async (code, words, remedy) => {
    const { adapter } = scripted('swap', () => refusal(code, words));
    await expect(adapter.marginModes?.setMode(symbol, 'isolated')).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(remedy),
    });
  });

  it('a leverage is a whole number, and a fraction leaves nothing', async () => {
    const { adapter, asked } = scripted('swap', () => ({ json: { symbol: 'BTCUSDT', leverage: 7 } }));
    await adapter.margin?.setLeverage(symbol, '7');
    await expect(adapter.margin?.setLeverage(symbol, '7.5')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(asked).toMatchObject([{ call: 'POST /fapi/v1/leverage', parameters: { symbol: 'BTCUSDT', leverage: '7' } }]);
  });
});

it.each([
  ['another leverage', { symbol: 'BTCUSDT', leverage: 5, maxNotionalValue: '1000000' }],
  ['another symbol', { symbol: 'ETHUSDT', leverage: 7 }],
  ['no leverage', { symbol: 'BTCUSDT' }],
  ['nothing', {}],
])('a change of leverage whose answer tells %s is no success', async (_what, json) => {
  const { adapter } = scripted('swap', () => ({ json }));
  await expect(adapter.margin?.setLeverage(symbol, '7')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
});

it('a leverage that the symbol does not have is refused for the field', async () => {
  const { adapter } = scripted('swap', () => refusal(-4028, 'Leverage 200 is not valid'));
  await expect(adapter.margin?.setLeverage(symbol, '200')).rejects.toMatchObject({
    ...{ code: 'INVALID_ORDER', details: [{ field: 'leverage' }] },
  });
});

describe.each([
  ['spot', 'BTC/USDT', 'GET /api/v3/myTrades', { isBuyer: false, isMaker: true }],
  ['swap', symbol, 'GET /fapi/v1/userTrades', { side: 'SELL', maker: true }],
] as const)('fills of Binance on %s', (marketType, name, call, terms) => {
  const at = Date.now() - 3_600_000;
  const trade = {
    ...{ symbol: 'BTCUSDT', id: 1, orderId: 29, price: '70000', qty: '0.01', time: at, ...terms },
    ...{ commission: '0.00001', commissionAsset: 'BNB' },
  };
  const trades = [1, 2, 3].map((id) => ({ ...trade, id }));
  const over = (rows: readonly object[]) =>
    scripted(marketType, ({ parameters }) =>
      rows.filter((row) => {
        const { time } = row as typeof trade;
        return time >= Number(parameters.startTime ?? 0) && time <= Number(parameters.endTime ?? at);
      }),
    );

  it('are told with side, commission and the coin of the commission', async () => {
    const { adapter, asked } = over([trade]);
    const { items } = await adapter.data.fills({ symbol: name, limit: 10 });
    const fill = { id: '1', orderId: '29', side: 'sell', quantity: '0.01', price: '70000', liquidity: 'maker' };
    expect(items).toMatchObject([{ ...fill, symbol: name, fee: '0.00001', feeAsset: 'BNB', timestamp: at }]);
    expect(new Set(callsOf(asked))).toEqual(new Set([call]));
  });

  it('of one millisecond come each once, page by page, because the cursor names the id too', async () => {
    const { adapter } = over(trades);
    const found: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await adapter.data.fills({ symbol: name, limit: 1, cursor, from: at - 1000 });
      found.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(found).toEqual(['3', '2', '1']);
  });

  it('that cannot be read are left out with their time', async () => {
    const { adapter } = over([trade, { ...trade, id: 2, qty: 'few' }]);
    const { items, leftOut } = await adapter.data.fills({ symbol: name, limit: 10, from: at - 1000 });
    expect([items.map(({ id }) => id), leftOut]).toEqual([['1'], [at]]);
  });

  it('of one millisecond that fill an answer are an error, and no page with a hole', async () => {
    const { adapter } = over(Array.from({ length: 1000 }, (_none, id) => ({ ...trade, id })));
    await expect(adapter.data.fills({ symbol: name, limit: 10, from: at, to: at + 1 })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('at both ends of a range are told', async () => {
    const { adapter } = over([{ ...trade, id: 2, time: at - 5 }, trade]);
    const { items } = await adapter.data.fills({ symbol: name, limit: 10, from: at - 5, to: at + 1 });
    expect(items.map(({ id }) => id)).toEqual(['1', '2']);
  });
});
