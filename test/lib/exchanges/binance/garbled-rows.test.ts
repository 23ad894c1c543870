import { describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { Told } from '../../../../lib/exchanges/model/told.ts';
import type { LedgerTransfer } from '../../../../lib/exchanges/model/transfer.ts';
import { faultsOf, type ListCase, lookIn, samplesOf } from '../fixture-garbled-rows.ts';
import { type Asked, refusal, scripted } from './fixture-binance.ts';

const at = Date.now() - 60_000;
const hour = 3_600_000;

const order = (orderId: number, symbol: string) => ({
  ...{
    symbol,
    orderId,
    clientOrderId: `c${orderId}`,
    price: '70000',
    origQty: '0.01',
    executedQty: '0',
    status: 'NEW',
  },
  ...{ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', time: at, updateTime: at, avgPrice: '0', reduceOnly: false },
});
const algo = (algoId: number, symbol: string) => ({
  ...{ algoId, clientAlgoId: `a${algoId}`, algoType: 'CONDITIONAL', orderType: 'STOP_MARKET', symbol, side: 'SELL' },
  ...{
    quantity: '0.01',
    algoStatus: 'NEW',
    triggerPrice: '78000',
    reduceOnly: true,
    createTime: at,
    actualOrderId: '',
  },
});
const spotTrade = (id: number) => ({
  ...{ symbol: 'BTCUSDT', id, orderId: 9, price: '70000', qty: '0.01', commission: '1', commissionAsset: 'USDT' },
  ...{ time: at + id, isBuyer: true, isMaker: false },
});
const trade = (id: number) => ({
  ...{ symbol: 'BTCUSDT', id, orderId: 9, price: '70000', qty: '0.01', commission: '1', commissionAsset: 'USDT' },
  ...{ time: at + id, side: 'BUY', maker: false },
});
const income = (tranId: number, incomeType: string) => ({
  ...{ symbol: 'BTCUSDT', incomeType, income: '-1.5', asset: 'USDT', time: at + tranId, tranId, tradeId: '7' },
});
const asset = (name: string) => ({
  ...{ asset: name, walletBalance: '10', availableBalance: '8', marginBalance: '10', initialMargin: '2' },
  ...{ maintMargin: '1', unrealizedProfit: '0' },
});
const position = (symbol: string) => ({
  ...{ symbol, positionAmt: '0.5', entryPrice: '70000', unRealizedProfit: '1', markPrice: '70001' },
});

const moved = (tranId: number) => ({
  ...{ tranId, asset: 'USDT', amount: '10.5', type: 'MAIN_UMFUTURE', status: 'CONFIRMED', timestamp: at },
});
const movesIn = async (rows: readonly unknown[]): Promise<Told<LedgerTransfer>> => {
  const { transfers } = holding('spot', { transfer: { total: rows.length, rows } });
  const request = { asset: 'USDT', amount: '10.5', from: 'spot', to: 'usdm' };
  return transfers?.find(request, at - hour) ?? { rows: [], unread: [] };
};

let told: Readonly<Record<string, unknown>> = {};
function answerOf({ call }: Asked) {
  const path = call.split('/').at(-1) ?? '';
  if (path === 'order' || path === 'algoOrder') return refusal(-2013, 'Order does not exist.');
  return { json: told[path] ?? [] };
}
const adapters = { spot: scripted('spot', answerOf).adapter, swap: scripted('swap', answerOf).adapter };

/** The exchange answers the calls with these bodies by the end of the path, and knows no order by name. */
function holding(marketType: MarketType, bodies: Readonly<Record<string, unknown>>): MarketAdapter {
  told = bodies;
  return adapters[marketType];
}

async function listed(list: Promise<Told<unknown>>) {
  const { rows, unread } = await list;
  return { rows, isWhole: unread.length === 0 };
}
async function paged(page: Promise<{ readonly items: readonly unknown[]; readonly leftOut?: readonly number[] }>) {
  const { items, leftOut = [] } = await page;
  return { rows: items, isWhole: leftOut.length === 0 };
}

function openOrdersCase(marketType: MarketType, path: string, rows: ListCase['rows']): ListCase {
  return {
    rows,
    read: (now) => listed(holding(marketType, { [path]: now }).orders.openList()),
    proof: (now) => holding(marketType, { [path]: now }).orders.open(),
  };
}

/** A look for an order that the lists of its symbol have. */
function lookCase(marketType: MarketType, path: string, rows: ListCase['rows'], name: string): ListCase {
  const symbol = marketType === 'spot' ? 'BTC/USDT' : 'BTC/USDT:USDT';
  const store = name === 'clientAlgoId' ? 'trigger' : 'regular';
  return {
    rows,
    read: async () => ({ rows, isWhole: true }),
    look: async (now, index) => {
      const clientOrderId = String((rows[index] as Record<string, unknown>)[name]);
      const ref = { symbol, store, clientOrderId } as const;
      const { kind } = await holding(marketType, { [path]: now }).orders.find(ref, at - hour, { inFills: true });
      return kind;
    },
    names: [name],
    // An order of 1970 is an older order, and an order of the symbol 7 is no order of the symbol.
    numbers: ['time', 'createTime', 'symbol'],
  };
}

const lists: Readonly<Record<string, ListCase>> = {
  'open orders on spot': openOrdersCase('spot', 'openOrders', [
    order(1, 'BTCUSDT'),
    order(2, 'ETHUSDT'),
    order(3, 'BTCUSDT'),
  ]),
  'open orders of contracts': openOrdersCase('swap', 'openOrders', [order(1, 'BTCUSDT'), order(2, 'ETHUSDT')]),
  'open conditional orders': openOrdersCase('swap', 'openAlgoOrders', [algo(1, 'BTCUSDT'), algo(2, 'ETHUSDT')]),
  'a look on spot': lookCase('spot', 'allOrders', [order(1, 'BTCUSDT'), order(2, 'BTCUSDT')], 'clientOrderId'),
  'a look at contracts': lookCase('swap', 'allOrders', [order(1, 'BTCUSDT'), order(2, 'BTCUSDT')], 'clientOrderId'),
  'a look at conditional orders': lookCase(
    'swap',
    'openAlgoOrders',
    [algo(1, 'BTCUSDT'), algo(2, 'BTCUSDT')],
    'clientAlgoId',
  ),
  'fills on spot': {
    rows: [spotTrade(1), spotTrade(2), spotTrade(3)],
    read: (rows) => paged(holding('spot', { myTrades: rows }).data.fills({ symbol: 'BTC/USDT', limit: 10 })),
  },
  'fills of contracts': {
    rows: [trade(1), trade(2), trade(3)],
    read: (rows) =>
      paged(holding('swap', { userTrades: rows }).data.fills({ symbol: 'BTC/USDT:USDT', limit: 10, from: at - hour })),
  },
  'balances on spot': {
    rows: ['BTC', 'USDT'].map((name) => ({ asset: name, free: '1', locked: '2' })),
    read: (rows) => listed(holding('spot', { account: { balances: rows } }).wallets.balanceList()),
    proof: (rows) => holding('spot', { account: { balances: rows } }).wallets.balances(),
  },
  'balances of contracts': {
    rows: [asset('USDT'), asset('BNB')],
    read: (rows) => listed(holding('swap', { account: { assets: rows } }).wallets.balanceList()),
    proof: (rows) => holding('swap', { account: { assets: rows } }).wallets.balances(),
  },
  'margin of contracts': {
    rows: [asset('USDT'), asset('BNB')],
    read: async (rows) => ({
      rows: await holding('swap', { account: { assets: rows } }).wallets.margin(),
      isWhole: true,
    }),
  },
  'positions of contracts': {
    rows: [position('BTCUSDT'), position('ETHUSDT')],
    read: async (rows) => ({ rows: await holding('swap', { positionRisk: rows }).wallets.positions(), isWhole: true }),
  },
  'funding payments': {
    rows: [income(3, 'FUNDING_FEE'), income(2, 'FUNDING_FEE'), income(1, 'FUNDING_FEE')],
    read: (rows) => paged(holding('swap', { income: rows }).data.fundingPayments({ limit: 10, from: at - hour })),
    // The exchange is asked for one type alone.
    numbers: ['incomeType'],
  },
  'the ledger of contracts': {
    rows: [income(1, 'COMMISSION'), income(2, 'FUNDING_FEE'), income(3, 'COMMISSION')],
    read: async (rows) => {
      const { ledger } = holding('swap', { income: rows });
      const page = await ledger?.entries({ since: at - hour, after: null, maxRequests: 5 });
      return { rows: page?.entries ?? [], isWhole: page?.unread?.length === 0 };
    },
  },
  'transfers between the wallets': {
    rows: [moved(1), moved(2), moved(3)],
    read: (rows) => listed(movesIn(rows)),
    look: async (rows) => lookIn(await movesIn(rows)),
    // An amount of 7 is another transfer.
    numbers: ['amount', 'asset'],
  },
  'published rates': {
    rows: [24, 16, 8].map((ago) => ({ symbol: 'BTCUSDT', fundingRate: '0.0001', fundingTime: at - ago * hour })),
    read: async (rows) => {
      const { rates, gaps } = await holding('swap', { fundingRate: rows }).data.fundingRates('BTC/USDT:USDT', {});
      return { rows: rates, isWhole: gaps.length === 0 };
    },
  },
};

describe.each(Object.entries(lists))('%s', (_title, list) => {
  it('a garbled row hides no other, is told where it is left out, and proves nothing', async () => {
    expect(samplesOf(list).length).toBeGreaterThan(10);
    expect(await faultsOf(list)).toEqual([]);
  });
});

describe('a cancellation of all orders beside an order without a readable symbol', () => {
  const unnamed = { ...order(2, ''), symbol: null };

  it.each([
    ['spot', { openOrders: [order(1, 'BTCUSDT'), unnamed] }, ['DELETE /api/v3/openOrders']],
    [
      'swap',
      { openOrders: [order(1, 'BTCUSDT'), unnamed] },
      ['DELETE /fapi/v1/algoOpenOrders', 'DELETE /fapi/v1/allOpenOrders'],
    ],
    [
      'swap',
      { openAlgoOrders: [algo(1, 'BTCUSDT'), { ...algo(2, ''), symbol: {} }] },
      ['DELETE /fapi/v1/algoOpenOrders', 'DELETE /fapi/v1/allOpenOrders'],
    ],
  ] as const)('cancels all other orders of %s, and is no success', async (marketType, bodies, calls) => {
    const { asked, adapter } = scripted(marketType, ({ call }: Asked) => {
      const path = call.split('/').at(-1) ?? '';
      if (call.startsWith('DELETE')) return { json: marketType === 'spot' ? [{}] : { code: 200, msg: 'done' } };
      return { json: (bodies as Record<string, unknown>)[path] ?? [] };
    });
    await expect(adapter.orders.cancelAll()).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
      message: /all other orders were canceled, but .*1 open order in a form that cannot be read \(symbol of/,
    });
    const canceled = asked.filter(({ call }) => call.startsWith('DELETE'));
    expect(canceled.map(({ call }) => call)).toEqual(calls);
    expect(canceled.every(({ parameters }) => parameters.symbol === 'BTCUSDT')).toBe(true);
  });

  it('an order that names its symbol is canceled, whatever else cannot be read', async () => {
    const { asked, adapter } = scripted('spot', ({ call }: Asked) =>
      call.startsWith('DELETE') ? { json: [{}] } : { json: [{ ...order(1, 'BTCUSDT'), orderId: null }] },
    );
    expect(await adapter.orders.cancelAll()).toBe(1);
    expect(asked.at(-1)).toMatchObject({ call: 'DELETE /api/v3/openOrders', parameters: { symbol: 'BTCUSDT' } });
  });
});
