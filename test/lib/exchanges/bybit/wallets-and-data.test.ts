import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { list, openScene, type Scene, told } from './fixture-bybit.ts';

const day = 24 * 3_600_000;
let spot: Scene;
let swap: Scene;
beforeAll(async () => {
  [spot, swap] = [await openScene('spot'), await openScene('swap')];
});
beforeEach(() => {
  for (const { sent } of [spot, swap]) sent.length = 0;
});

const usdt = {
  coin: 'USDT',
  walletBalance: '1000',
  totalPositionIM: '100',
  totalOrderIM: '50',
  locked: '25',
  bonus: '5',
  unrealisedPnl: '-20',
  usdValue: '1000',
};

describe('the unified wallet', () => {
  const balancesOf = async (coin: readonly object[], account: object = {}) => {
    for (const { answers } of [spot, swap])
      answers['account/wallet-balance'] = () => list([{ accountType: 'UNIFIED', coin, ...account }]);
    const [first, second] = [await spot.adapter.wallets.balances(), await swap.adapter.wallets.balances()];
    expect(second).toEqual(first);
    return first;
  };

  it('is told the same by both markets; positions, orders, locks, a bonus and losses are not free', async () => {
    expect(await balancesOf([usdt])).toEqual([{ asset: 'USDT', free: '800', used: '200', total: '1000' }]);
    expect(spot.sent[0]?.fields).toEqual({ accountType: 'UNIFIED' });
  });

  it('has no more of a coin free than the margin left over is worth, while anything is held in margin', async () => {
    const btc = {
      coin: 'BTC',
      walletBalance: '1',
      totalPositionIM: '',
      totalOrderIM: '',
      locked: '0',
      bonus: '0',
      unrealisedPnl: '0',
      usdValue: '80000',
    };
    const held = { totalInitialMargin: '60000', totalAvailableBalance: '20000' };
    expect(await balancesOf([btc], held)).toEqual([{ asset: 'BTC', free: '0.25', used: '0.75', total: '1' }]);
    const none = { totalInitialMargin: '0', totalAvailableBalance: '20000' };
    expect(await balancesOf([btc], none)).toEqual([{ asset: 'BTC', free: '1', used: '0', total: '1' }]);
  });

  it.each(['totalPositionIM', 'totalOrderIM', 'locked', 'bonus', 'unrealisedPnl'])(
    'has nothing of a coin free beside %s that cannot be read, and hides no other coin',
    async (field) => {
      const other = { ...usdt, coin: 'USDC' };
      expect(await balancesOf([{ ...usdt, [field]: 'a lot' }, other])).toEqual([
        { asset: 'USDT', free: '0', used: '1000', total: '1000' },
        { asset: 'USDC', free: '800', used: '200', total: '1000' },
      ]);
    },
  );

  it.each([
    [{ totalInitialMargin: 'x', totalAvailableBalance: '300' }, '300'],
    [{ totalInitialMargin: '10', totalAvailableBalance: 'x' }, '0'],
    [{ totalInitialMargin: '10', totalAvailableBalance: '' }, '800'],
  ])('has no more free than is known to be left over: %j', async (account, free) => {
    expect((await balancesOf([usdt], account))[0]?.free).toBe(free);
  });

  it('in debt has nothing free', async () => {
    expect(await balancesOf([{ ...usdt, walletBalance: '-30' }])).toEqual([
      { asset: 'USDT', free: '-30', used: '0', total: '-30' },
    ]);
  });

  it('that cannot be read is an error', async () => {
    for (const answer of [
      told({ list: [] }),
      list([{ coin: [{ coin: 'USDT' }] }]),
      list([{ coin: [] }, { coin: [] }]),
    ]) {
      spot.answers['account/wallet-balance'] = () => answer;
      await expect(spot.adapter.wallets.balances()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    }
  });

  it('tells its margin in USD, and no figures in isolated margin, which leaves them empty', async () => {
    const figures = {
      totalEquity: '1000',
      totalMarginBalance: '990',
      totalAvailableBalance: '800',
      totalInitialMargin: '190',
      totalMaintenanceMargin: '20',
      totalPerpUPL: '-20',
    };
    swap.answers['account/wallet-balance'] = () => list([{ coin: [], ...figures }]);
    expect(await swap.adapter.wallets.margin()).toEqual([
      {
        otherWallet: null,
        asset: 'USD',
        portfolioValue: '1000',
        equity: '990',
        available: '800',
        initialMargin: '190',
        maintenanceMargin: '20',
        unrealizedPnl: '-20',
        unrealizedFunding: null,
      },
    ]);
    swap.answers['account/wallet-balance'] = () => list([{ coin: [], totalEquity: '1000', totalAvailableBalance: '' }]);
    expect(await swap.adapter.wallets.margin()).toMatchObject([
      { portfolioValue: '1000', available: null, equity: null },
    ]);
  });
});

const position = {
  symbol: 'BTCUSDT',
  side: 'Buy',
  size: '0.02',
  avgPrice: '80000',
  leverage: '10',
  markPrice: '81000',
  liqPrice: '',
  unrealisedPnl: '20',
  positionIdx: 0,
};

describe('positions', () => {
  it('are read in every coin that settles, with the margin mode of the account', async () => {
    const rows = {
      USDT: [position, { ...position, symbol: 'ETHUSDT', side: '', size: '0' }],
      USDC: [{ ...position, symbol: 'BTCPERP', side: 'Sell' }],
    };
    swap.answers['position/list'] = ({ fields }) => list(rows[fields.settleCoin as 'USDT' | 'USDC']);
    for (const [marginMode, mode] of [
      ['ISOLATED_MARGIN', 'isolated'],
      ['REGULAR_MARGIN', 'cross'],
      ['PORTFOLIO_MARGIN', 'cross'],
      ['NEW', null],
    ]) {
      swap.answers['account/info'] = () => told({ marginMode });
      expect(await swap.adapter.wallets.positions()).toMatchObject([
        {
          symbol: 'BTC/USDT:USDT',
          side: 'long',
          contracts: '0.02',
          leverage: '10',
          marginMode: mode,
          liquidationPrice: null,
        },
        { symbol: 'BTC/USDC:USDC', side: 'short', contracts: '0.02' },
      ]);
    }
  });

  it.each([1, 2])('of side %s of a symbol that is in hedge mode on its own are told as such', async (positionIdx) => {
    swap.answers['position/list'] = ({ fields }) =>
      list(
        fields.settleCoin === 'USDT'
          ? [
              { ...position, positionIdx },
              { ...position, symbol: 'ETHUSDT' },
            ]
          : [],
      );
    swap.answers['account/info'] = () => told({ marginMode: 'REGULAR_MARGIN' });
    const [hedged, oneWay] = await swap.adapter.wallets.positions();
    expect(hedged).toMatchObject({ side: 'long', contracts: '0.02', isHedged: true });
    expect(oneWay).not.toHaveProperty('isHedged');
  });

  it('that cannot be read are shown without a size', async () => {
    swap.answers['position/list'] = ({ fields }) =>
      list(fields.settleCoin === 'USDT' ? [{ ...position, size: 'much', side: '?' }] : []);
    swap.answers['account/info'] = () => told({ marginMode: 'REGULAR_MARGIN' });
    expect(await swap.adapter.wallets.positions()).toMatchObject([
      { symbol: 'BTC/USDT:USDT', side: null, contracts: null },
    ]);
  });

  it('in inverse contracts are told under the contracts alone, so that each counts once', async () => {
    swap.answers['position/list'] = ({ fields }) =>
      list(fields.category === 'inverse' ? [{ ...position, symbol: 'BTCUSD', size: '500' }] : []);
    const coin = { symbol: 'BTC/USD:BTC', side: 'long', quantity: null };
    expect(await swap.adapter.wallets.untraded()).toEqual([coin]);
    const option = { ...position, symbol: 'BTC-27MAR26-70000-C', side: 'Sell' };
    const rows: Record<string, unknown> = { inverse: position, option };
    swap.answers['position/list'] = ({ fields }) => list([rows[String(fields.category)]].filter(Boolean));
    expect(await swap.adapter.wallets.untraded()).toMatchObject([{}, { symbol: option.symbol, side: 'short' }]);
    swap.answers['position/list'] = ({ fields }) => (fields.category === 'option' ? told({}, 10005) : list([]));
    expect(await swap.adapter.wallets.untraded()).toEqual([]);
    swap.answers['position/list'] = ({ fields }) => (fields.category === 'option' ? told({}, 10016) : list([]));
    await expect(swap.adapter.wallets.untraded()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    expect(await spot.adapter.wallets.untraded()).toEqual([]);
    expect(spot.sent).toEqual([]);
  });
});

describe('margin', () => {
  const symbol = 'BTC/USDT:USDT';

  it('has a leverage for each symbol, also without a position; portfolio margin has none', async () => {
    swap.answers['position/list'] = () => list([{ ...position, size: '0', side: '' }]);
    expect(await swap.adapter.margin.leverage(symbol)).toBe('10');
    const foreign = { ...position, symbol: 'ETHUSDT', leverage: '50' };
    swap.answers['position/list'] = () => list([foreign, position]);
    expect(await swap.adapter.margin.leverage(symbol)).toBe('10');
    swap.answers['position/list'] = () => list([{ ...position, leverage: '' }]);
    expect(await swap.adapter.margin.leverage(symbol)).toBeNull();
    for (const rows of [[], [foreign], [{ ...position, leverage: 'high' }]]) {
      swap.answers['position/list'] = () => list(rows);
      await expect(swap.adapter.margin.leverage(symbol)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    }
  });

  it('sets one leverage for both sides, as text, and a leverage that stands already is set', async () => {
    for (const code of [0, 110043]) {
      swap.answers['position/set-leverage'] = () => told({}, code);
      await swap.adapter.margin.setLeverage(symbol, '5');
    }
    expect(swap.sent[0]?.fields).toEqual({
      category: 'linear',
      symbol: 'BTCUSDT',
      buyLeverage: '5',
      sellLeverage: '5',
    });
    swap.answers['position/set-leverage'] = () => told({}, 110013);
    await expect(swap.adapter.margin.setLeverage(symbol, '500')).rejects.toMatchObject({
      ...{ code: 'INVALID_ORDER', message: expect.stringMatching(/\(110013, ".+"\)/) },
      details: [{ field: 'leverage' }],
    });
  });

  it('mode is of the account: a call about one symbol sends nothing', async () => {
    const denied = { code: 'NOT_SUPPORTED', message: expect.stringContaining('whole account') };
    await expect(swap.adapter.margin.setCrossMargin(symbol)).rejects.toMatchObject(denied);
    await expect(swap.adapter.marginModes?.setMode(symbol, 'isolated')).rejects.toMatchObject(denied);
    expect(swap.sent).toEqual([]);
    swap.answers['account/info'] = () => told({ marginMode: 'ISOLATED_MARGIN' });
    expect(await swap.adapter.marginModes?.mode(symbol)).toBe('isolated');
  });
});

const execution = {
  symbol: 'BTCUSDT',
  side: 'Buy',
  execId: 'e-1',
  orderId: 'o-1',
  orderLinkId: 'ours',
  execPrice: '80000',
  execQty: '0.01',
  execFee: '0.44',
  feeCurrency: '',
  isMaker: false,
  execType: 'Trade',
};

describe('fills', () => {
  it('keep liquidations and deliveries, and no funding; a charge without a coin is in the coin that settles', async () => {
    const now = Date.now();
    const kinds = ['Trade', 'AdlTrade', 'BustTrade', 'Delivery', 'Settle', 'Funding'];
    const rows = kinds.map((execType, index) => ({
      ...execution,
      execType,
      execId: `e-${index}`,
      execTime: String(now - index),
    }));
    swap.answers['execution/list'] = () => list(rows);
    const { items, leftOut } = await swap.adapter.data.fills({ limit: 50, from: now - day });
    expect(items.map(({ id }) => id)).toEqual(['e-0', 'e-1', 'e-2', 'e-3', 'e-4']);
    expect(items[0]).toMatchObject({
      symbol: 'BTC/USDT:USDT',
      fee: '0.44',
      feeAsset: 'USDT',
      liquidity: 'taker',
      clientOrderId: 'ours',
    });
    expect(leftOut).toEqual([]);
    expect(swap.sent[0]?.fields).toMatchObject({ category: 'linear', limit: '100' });
  });

  it('on spot are charged in the coin that the row names', async () => {
    spot.answers['execution/list'] = () =>
      list([{ ...execution, execTime: String(Date.now()), execFee: '0.00001', feeCurrency: 'BTC' }]);
    const { items } = await spot.adapter.data.fills({ limit: 50, from: Date.now() - day });
    expect(items).toMatchObject([{ symbol: 'BTC/USDT', fee: '0.00001', feeAsset: 'BTC' }]);
  });

  it('of a contract are charged in the coin that the row names, where the row names a coin', async () => {
    const { adapter, answers } = await openScene('swap');
    answers['execution/list'] = () =>
      list([{ ...execution, execTime: String(Date.now()), execFee: '0.5', feeCurrency: 'MNT' }]);
    const { items } = await adapter.data.fills({ limit: 10, from: Date.now() - 60_000 });
    expect(items).toMatchObject([{ symbol: 'BTC/USDT:USDT', fee: '0.5', feeAsset: 'MNT' }]);
  });

  it('through weeks are read week by week, each once, also where many share a millisecond', async () => {
    const now = Date.now();
    const times = [...Array(250).fill(now - 9 * day), now - 20 * day, now - 40 * day] as number[];
    const rows = times.map((time, index) => ({ ...execution, execId: `e-${index}`, execTime: String(time) }));
    swap.answers['execution/list'] = ({ fields }) => {
      const [from, to] = [Number(fields.startTime), Number(fields.endTime)];
      expect(to - from).toBeLessThan(7 * day);
      const within = rows.filter(({ execTime }) => Number(execTime) >= from && Number(execTime) <= to);
      const start = Number(fields.cursor ?? 0);
      return list(within.slice(start, start + 100), start + 100 < within.length ? String(start + 100) : '');
    };
    const ids: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 60; pages += 1) {
      const page = await swap.adapter.data.fills({ limit: 30, from: now - 60 * day, cursor });
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(ids.toSorted()).toEqual(rows.map(({ execId }) => execId).toSorted());
  });

  it('that cannot be read are left out with their time', async () => {
    const now = Date.now();
    swap.answers['execution/list'] = () => list([{ ...execution, execQty: 'some', execTime: String(now) }]);
    expect(await swap.adapter.data.fills({ limit: 9, from: now - day })).toMatchObject({ items: [], leftOut: [now] });
  });
});

describe('funding and profit', () => {
  const symbol = 'BTC/USDT:USDT';

  it('rates name an end always, come newest first, and an unreadable rate is a gap', async () => {
    const to = Date.now();
    const rows = [
      { fundingRate: '0.0001', fundingRateTimestamp: String(to - 1000) },
      { fundingRate: '?', fundingRateTimestamp: String(to - 2000) },
    ];
    swap.answers['market/funding/history'] = () => list(rows);
    expect(await swap.adapter.data.fundingRates(symbol, { from: to - day, to })).toEqual({
      rates: [{ symbol, timestamp: to - 1000, rate: '0.0001', absoluteRate: null }],
      gaps: [{ from: to - 2000, to: to - 1999 }],
    });
    expect(swap.sent[0]?.fields).toMatchObject({ endTime: String(to - 1), limit: '200' });
  });

  it('rates are read page by page down to the start', async () => {
    const to = Date.now();
    const times = Array.from({ length: 450 }, (_each, index) => to - 1 - index * 1000);
    swap.answers['market/funding/history'] = ({ fields }) =>
      list(
        times
          .filter((time) => time <= Number(fields.endTime))
          .slice(0, 200)
          .map((time) => ({ fundingRate: '0.0001', fundingRateTimestamp: String(time) })),
      );
    const { rates, gaps } = await swap.adapter.data.fundingRates(symbol, { from: to - 400_000, to });
    expect([rates.length, gaps]).toEqual([400, []]);
  });

  it('of a dated contract are refused', async () => {
    await expect(swap.adapter.data.fundingRates('BTC/USDT:USDT-261225', {})).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
  });

  it('payments and profits come from the transaction log, with its signs', async () => {
    const now = Date.now();
    const base = {
      symbol: 'BTCUSDT',
      category: 'linear',
      currency: 'USDT',
      cashBalance: '100',
      transactionTime: String(now),
      tradePrice: '',
      tradeId: '',
    };
    const paid = { ...base, id: 'f', type: 'SETTLEMENT', funding: '-0.5', cashFlow: '0', fee: '0', change: '-0.5' };
    const closed = {
      ...base,
      id: 't',
      type: 'TRADE',
      tradeId: 't-1',
      funding: '',
      cashFlow: '10',
      fee: '0.4',
      change: '9.6',
    };
    swap.answers['account/transaction-log'] = ({ fields }) =>
      list(fields.type === 'SETTLEMENT' ? [paid] : [closed, paid]);
    const request = { limit: 9, from: now - day };
    expect((await swap.adapter.data.fundingPayments(request)).items).toMatchObject([
      { symbol, amount: '-0.5', asset: 'USDT', absoluteRate: null },
    ]);
    expect((await swap.adapter.data.realizedPnl(request)).items).toMatchObject([
      { symbol, realizedPnl: '10', fee: '0.4', tradeId: 't-1' },
    ]);
    expect(swap.sent[0]?.fields).toMatchObject({ accountType: 'UNIFIED', category: 'linear', limit: '50' });
  });

  it('are not for spot, and nothing leaves', async () => {
    for (const call of [
      () => spot.adapter.data.fundingRates('BTC/USDT', {}),
      () => spot.adapter.data.realizedPnl({ limit: 1 }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(spot.sent).toEqual([]);
  });
});

describe('prices', () => {
  const row = {
    symbol: 'BTCUSDT',
    bid1Price: '79999.9',
    ask1Price: '80000.1',
    lastPrice: '80000',
    markPrice: '80000.5',
    indexPrice: '80001',
    volume24h: '123.4',
  };

  it('of the ticker are of the very symbol; spot has no mark price', async () => {
    for (const { answers } of [spot, swap]) answers['market/tickers'] = () => list([row]);
    expect(await swap.adapter.data.ticker('BTC/USDT:USDT')).toMatchObject({
      bid: '79999.9',
      ask: '80000.1',
      last: '80000',
      mark: '80000.5',
      index: '80001',
      volume24h: '123.4',
    });
    expect(await spot.adapter.data.ticker('BTC/USDT')).toMatchObject({ mark: null, index: null });
    swap.answers['market/tickers'] = () => list([{ ...row, symbol: 'ETHUSDT' }]);
    await expect(swap.adapter.data.ticker('BTC/USDT:USDT')).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('of the book are of the very symbol, in the depth that was asked for', async () => {
    swap.answers['market/orderbook'] = () =>
      told({
        s: 'BTCUSDT',
        b: [
          ['79999', '1'],
          ['79998', '2'],
        ],
        a: [
          ['80001', '1'],
          ['80002', '3'],
        ],
        ts: 1,
        u: 2,
      });
    const { bids, asks } = await swap.adapter.data.orderBook('BTC/USDT:USDT', 1);
    expect([bids, asks]).toEqual([[{ price: '79999', quantity: '1' }], [{ price: '80001', quantity: '1' }]]);
    expect(swap.sent[0]?.fields).toEqual({ category: 'linear', symbol: 'BTCUSDT', limit: '1' });
    await expect(swap.adapter.data.orderBook('ETH/USDT:USDT', 1)).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });
});

describe('an estimate', () => {
  it('of a contract holds the value divided by the leverage, and knows no margin without a leverage', async () => {
    swap.answers['position/list'] = () => list([position]);
    const order = {
      clientOrderId: 'a',
      symbol: 'BTC/USDT:USDT',
      side: 'buy',
      type: 'limit',
      price: '80000',
      quantity: '0.01',
      postOnly: false,
      reduceOnly: false,
    } as const;
    expect(await swap.adapter.orders.estimate(order)).toMatchObject({
      notional: '800',
      margin: '80',
      marginAsset: 'USDT',
      fee: null,
    });
    swap.answers['position/list'] = () => list([{ ...position, leverage: '' }]);
    expect(await swap.adapter.orders.estimate(order)).toMatchObject({ margin: null });
  });
});
