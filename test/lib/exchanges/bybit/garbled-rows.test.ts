import { beforeAll, describe, expect, it } from 'vitest';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { faultsOf, type ListCase, samplesOf } from '../fixture-garbled-rows.ts';
import { list, openScene, type Scene, told } from './fixture-bybit.ts';

const at = Date.now() - 60_000;
const hour = 3_600_000;
const scenes = {} as Record<MarketType, Scene>;
beforeAll(async () => {
  for (const each of ['spot', 'swap'] as const) scenes[each] = await openScene(each);
});

const order = (orderId: string, symbol: string) => ({
  ...{
    orderId,
    orderLinkId: `l-${orderId}`,
    symbol,
    side: 'Buy',
    orderType: 'Limit',
    orderStatus: 'New',
    price: '70000',
  },
  ...{ qty: '0.01', cumExecQty: '0', avgPrice: '', timeInForce: 'GTC', reduceOnly: false, triggerPrice: '' },
  ...{ createdTime: String(at), updatedTime: String(at), cumFeeDetail: {} },
});
const execution = (execId: string, ago: number) => ({
  ...{ execId, orderId: 'o1', orderLinkId: '', symbol: 'BTCUSDT', side: 'Buy', execType: 'Trade', execPrice: '70000' },
  ...{ execQty: '0.01', execFee: '1', feeCurrency: 'USDT', isMaker: true, execTime: String(at - ago) },
});
const position = (symbol: string) => ({
  ...{ symbol, side: 'Buy', size: '0.5', avgPrice: '70000', leverage: '5', unrealisedPnl: '1', markPrice: '70001' },
  ...{ liqPrice: '' },
});
const entry = (id: string, ago: number) => ({
  ...{
    id,
    type: 'SETTLEMENT',
    category: 'linear',
    symbol: 'BTCUSDT',
    currency: 'USDT',
    change: '-1',
    cashBalance: '9',
  },
  ...{ transactionTime: String(at - ago), tradeId: '', funding: '-1', fee: '0', cashFlow: '0', side: 'Buy', qty: '1' },
});
const coin = (name: string) => ({
  ...{ coin: name, walletBalance: '10', locked: '1', totalPositionIM: '0', totalOrderIM: '0', unrealisedPnl: '0' },
  ...{ usdValue: '10', bonus: '0' },
});

/** Answers by the end of the path; every other list is empty. */
function holding(marketType: MarketType, answers: Readonly<Record<string, (category?: unknown) => unknown>>) {
  const { adapter, answers: scene } = scenes[marketType];
  for (const path of ['order/realtime', 'order/history', 'execution/list', 'position/list', 'account/transaction-log'])
    scene[path] = () => list([]);
  scene['account/info'] = () => told({ marginMode: 'REGULAR_MARGIN' });
  for (const [path, answer] of Object.entries(answers))
    scene[path] = ({ fields }) => answer(fields.settleCoin ?? fields.category);
  return adapter;
}

/** Orders of one coin: the lists of other coins are empty. */
const inFirst = (rows: readonly unknown[]) => (scope: unknown) => list(scope === 'USDC' ? [] : rows);

function openOrdersCase(marketType: MarketType): ListCase {
  const over = (rows: readonly unknown[]) => holding(marketType, { 'order/realtime': inFirst(rows) }).orders;
  const [rows, symbol] = [
    [order('o1', 'BTCUSDT'), order('o2', 'ETHUSDT'), order('o3', 'BTCUSDT')],
    { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' }[marketType],
  ];
  return {
    rows,
    read: async (now) => {
      const found = await over(now).openList();
      return { rows: found.rows, isWhole: found.unread.length === 0 };
    },
    proof: (now) => over(now).open(),
    look: async (now, index) => {
      const ref = { symbol, store: 'regular', clientOrderId: `l-o${index + 1}` } as const;
      return (await over(now).find(ref, at - hour)).kind;
    },
    names: ['orderLinkId'],
    // An order of 1970 is an older order. A trigger puts an order of spot into the other store.
    numbers: ['createdTime', 'triggerPrice'],
  };
}

async function paged(page: Promise<{ readonly items: readonly unknown[]; readonly leftOut?: readonly number[] }>) {
  const { items, leftOut = [] } = await page;
  return { rows: items, isWhole: leftOut.length === 0 };
}

const wallet = (rows: readonly unknown[]) => () =>
  list([{ accountType: 'UNIFIED', totalInitialMargin: '0', coin: rows }]);

const lists: Readonly<Record<string, ListCase>> = {
  'open orders on spot': openOrdersCase('spot'),
  'open orders of contracts': openOrdersCase('swap'),
  fills: {
    rows: [execution('e3', 1), execution('e2', 2), execution('e1', 3)],
    read: (rows) =>
      paged(holding('swap', { 'execution/list': () => list(rows) }).data.fills({ limit: 10, from: at - hour })),
  },
  positions: {
    rows: [position('BTCUSDT'), position('ETHUSDT')],
    read: async (rows) => ({
      rows: await holding('swap', { 'position/list': inFirst(rows) }).wallets.positions(),
      isWhole: true,
    }),
  },
  'inverse positions': {
    rows: [position('BTCUSD'), position('ETHUSD')],
    read: async (rows) => ({
      rows: await holding('swap', {
        'position/list': (category) => list(category === 'inverse' ? rows : []),
      }).wallets.untraded(),
      isWhole: true,
    }),
  },
  balances: {
    rows: [coin('USDT'), coin('BTC')],
    read: async (rows) => {
      const found = await holding('spot', { 'account/wallet-balance': wallet(rows) }).wallets.balanceList();
      return { rows: found.rows, isWhole: found.unread.length === 0 };
    },
    proof: (rows) => holding('spot', { 'account/wallet-balance': wallet(rows) }).wallets.balances(),
  },
  'the transaction log': {
    rows: [entry('l3', 1), entry('l2', 2), entry('l1', 3)],
    read: async (rows) => {
      const { ledger } = holding('swap', { 'account/transaction-log': () => list(rows) });
      const page = await ledger?.entries({ since: at - hour, after: null, maxRequests: 5 });
      return { rows: page?.entries ?? [], isWhole: page?.unread?.length === 0 };
    },
  },
  'funding payments': {
    rows: [entry('l3', 1), entry('l2', 2), entry('l1', 3)],
    read: (rows) =>
      paged(
        holding('swap', { 'account/transaction-log': () => list(rows) }).data.fundingPayments({
          limit: 10,
          from: at - hour,
        }),
      ),
    // The settlement of a session pays no funding; an unknown word is another kind of entry.
    optional: ['funding'],
    numbers: ['type'],
  },
  'published rates': {
    rows: [8, 16, 24].map((ago) => ({
      symbol: 'BTCUSDT',
      fundingRate: '0.0001',
      fundingRateTimestamp: String(at - ago * hour),
    })),
    read: async (rows) => {
      const { data } = holding('swap', { 'market/funding/history': () => list(rows) });
      const { rates, gaps } = await data.fundingRates('BTC/USDT:USDT', {});
      return { rows: rates, isWhole: gaps.length === 0 };
    },
  },
};

describe.each(Object.entries(lists))('%s', (_title, each) => {
  it('a garbled row hides no other, is told where it is left out, and proves nothing', async () => {
    expect(samplesOf(each).length).toBeGreaterThan(10);
    expect(await faultsOf(each)).toEqual([]);
  });
});
