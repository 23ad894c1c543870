import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { Transport } from '../../../../lib/exchanges/wire/transport.ts';
import { faultsOf, type ListCase, samplesOf } from '../fixture-garbled-rows.ts';
import { openOver, openVenues, startTime, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
const exchanges = {} as Record<MarketType, MarketAdapter>;
/** Answers by the end of the path; every other request reaches the simulator. */
let answers: Readonly<Record<string, object>> = {};

beforeAll(async () => {
  simulators = openVenues();
  for (const each of ['spot', 'swap'] as const) {
    const transport: Transport = async (request) => {
      const path = Object.keys(answers).find((end) => new URL(request.url).pathname.endsWith(`/${end}`));
      if (path === undefined) return simulators[each].transport(request);
      return {
        status: 200,
        body: JSON.stringify({ ...(each === 'spot' ? { error: [] } : { result: 'success' }), ...answers[path] }),
      };
    };
    exchanges[each] = await openOver(each, simulators[each], { transport });
  }
});
afterAll(() => simulators.world.close());

const second = startTime / 1000;
const isoAt = (ms: number) => new Date(startTime + ms).toISOString();
const since = startTime - 60_000;

const order = (client: string, pair: string) => ({
  ...{ cl_ord_id: client, status: 'open', opentm: second, vol: '2', vol_exec: '0', price: '0', oflags: 'fciq' },
  ...{ descr: { pair, type: 'buy', ordertype: 'limit', price: '80000', price2: '0' }, fee: '0', timeinforce: 'GTC' },
});
const trade = (pair: string, at: number) => ({
  ...{ ordertxid: 'OAAAAA-BBBBB-CCCCCC', pair, time: second + at, type: 'buy', price: '80000', fee: '2', vol: '1' },
  ...{ maker: true },
});
const entry = (at: number, balance: string) => ({
  ...{ refid: `R${at}`, time: second + at, type: 'trade', subtype: '', asset: 'ZUSD', amount: '-1', fee: '0', balance },
});
const loan = (pair: string) => ({
  ...{ ordertxid: 'O1', posstatus: 'open', pair, time: second, type: 'buy', vol: '8', vol_closed: '1' },
});
const openOrder = (id: string, symbol: string) => ({
  ...{ order_id: id, cliOrdId: `c-${id}`, symbol, side: 'buy', orderType: 'lmt', limitPrice: 7, unfilledSize: 1 },
  ...{ filledSize: 0, receivedTime: isoAt(0), status: 'untouched', reduceOnly: true },
});
const fill = (id: string, at: number) => ({
  ...{ fill_id: id, order_id: 'A', cliOrdId: 'abc', symbol: 'PF_XBTUSD', side: 'buy', size: 1, price: 80000 },
  ...{ fillTime: isoAt(at), fillType: 'maker', fee_paid: 2, fee_currency: 'USD', realized_pnl: 3 },
});
const position = (symbol: string) => ({
  ...{ symbol, side: 'long', size: 1, price: 80000, maxFixedLeverage: 5, unrealizedPnl: 1 },
});
const booking = (id: number, more: object = {}) => ({
  ...{ id, date: isoAt(id), asset: 'usd', info: 'futures trade', margin_account: 'flex', contract: 'PF_XBTUSD' },
  ...{ old_balance: id * 10, new_balance: id * 10 + 10, realized_pnl: 10, realized_funding: 5, fee: 1, ...more },
});

/** The rows of a dictionary, by made-up ids. */
function named(ids: readonly string[], rows: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(rows.map((row, index) => [ids[index] ?? '', row]));
}
async function over<T>(told: Readonly<Record<string, object>>, call: () => Promise<T>): Promise<T> {
  answers = told;
  return call();
}

const outOfSpot = {
  ...{ refid: 'B1', time: second, type: 'transfer', subtype: 'spottofutures', asset: 'ZUSD', amount: '-100' },
  ...{ fee: '0', balance: '1' },
};
/** The transfers of 100 USD from the wallet of the market to the other wallet. */
async function movesIn(marketType: MarketType, rows: readonly unknown[]) {
  const ends = marketType === 'spot' ? { from: 'spot', to: 'futures' } : { from: 'futures', to: 'spot' };
  const ledger = { result: { ledger: named(['L1', 'L2', 'L3'], rows), count: rows.length } };
  return over({ Ledgers: ledger, 'account-log': { accountUid: 'a', logs: rows } }, async () => {
    const list = await exchanges[marketType].transfers?.find({ asset: 'USD', amount: '100', ...ends }, since);
    return { rows: list?.rows ?? [], isWhole: list?.unread.length === 0 };
  });
}

const openIds = ['O1', 'O2', 'O3'];
const openOf = (rows: readonly unknown[]) => ({ OpenOrders: { result: { open: named(openIds, rows) } } });
const lists: Readonly<Record<string, ListCase>> = {
  'open orders on spot': {
    rows: [order('a1', 'XBTUSD'), order('a2', 'ETHUSD'), order('a3', 'XBTUSD')],
    read: (rows) =>
      over(openOf(rows), async () => {
        const list = await exchanges.spot.orders.openList();
        return { rows: list.rows, isWhole: list.unread.length === 0 };
      }),
    proof: (rows) => over(openOf(rows), () => exchanges.spot.orders.open()),
    look: (rows, index) =>
      over({ ...openOf(rows), ClosedOrders: { result: { closed: {}, count: 0 } } }, async () => {
        const ref = { symbol: 'BTC/USD', store: 'regular', clientOrderId: `a${index + 1}` } as const;
        return (await exchanges.spot.orders.find(ref, since)).kind;
      }),
    names: ['cl_ord_id'],
    // An order of 1970 is an older order under the same id.
    numbers: ['opentm'],
  },
  'fills on spot': {
    rows: [trade('XXBTZUSD', 3), trade('XETHZUSD', 2), trade('XXBTZUSD', 1)],
    read: (rows) =>
      over({ TradesHistory: { result: { trades: named(['T1', 'T2', 'T3'], rows), count: rows.length } } }, async () => {
        const { items, leftOut = [] } = await exchanges.spot.data.fills({ limit: 10 });
        return { rows: items, isWhole: leftOut.length === 0 };
      }),
  },
  'balances on spot': {
    rows: [
      { balance: '10', hold_trade: '1' },
      { balance: '20', hold_trade: '2', credit: '1', credit_used: '0' },
    ],
    read: (rows) =>
      over({ BalanceEx: { result: named(['ZUSD', 'XXBT'], rows) } }, async () => {
        const list = await exchanges.spot.wallets.balanceList();
        return { rows: list.rows, isWhole: list.unread.length === 0 };
      }),
    proof: (rows) =>
      over({ BalanceEx: { result: named(['ZUSD', 'XXBT'], rows) } }, () => exchanges.spot.wallets.balances()),
  },
  'margin positions on spot': {
    rows: [loan('XXBTZUSD'), loan('XETHZUSD')],
    read: (rows) =>
      over({ OpenPositions: { result: named(['P1', 'P2'], rows) } }, async () => ({
        rows: await exchanges.spot.wallets.untraded(),
        isWhole: true,
      })),
  },
  'the ledger of spot': {
    rows: [entry(3, '7'), entry(2, '8'), entry(1, '9')],
    read: (rows) =>
      over({ Ledgers: { result: { ledger: named(['L3', 'L2', 'L1'], rows), count: rows.length } } }, async () => {
        const page = await exchanges.spot.ledger?.entries({ since: null, after: null, maxRequests: 5 });
        return { rows: page?.entries ?? [], isWhole: page?.unread?.length === 0 };
      }),
  },
  'open orders of futures': {
    rows: [openOrder('A', 'PF_XBTUSD'), openOrder('B', 'PF_ETHUSD'), openOrder('C', 'PF_XBTUSD')],
    read: (rows) =>
      over({ openorders: { openOrders: rows }, status: { orders: [] } }, async () => {
        const list = await exchanges.swap.orders.openList();
        return { rows: list.rows, isWhole: list.unread.length === 0 };
      }),
    proof: (rows) =>
      over({ openorders: { openOrders: rows }, status: { orders: [] } }, () => exchanges.swap.orders.open()),
  },
  'fills of futures': {
    rows: [fill('f3', 3), fill('f2', 2), fill('f1', 1)],
    read: (rows) =>
      over({ fills: { fills: rows } }, async () => {
        const { items, leftOut = [] } = await exchanges.swap.data.fills({ limit: 10 });
        return { rows: items, isWhole: leftOut.length === 0 };
      }),
  },
  'positions of futures': {
    rows: [position('PF_XBTUSD'), position('PF_ETHUSD')],
    read: (rows) =>
      over({ openpositions: { openPositions: rows } }, async () => ({
        rows: await exchanges.swap.wallets.positions(),
        isWhole: true,
      })),
  },
  'collaterals of futures': {
    rows: [
      { quantity: 5, available: 4, value: 5, collateral: 5 },
      { quantity: 0.2, available: 0.1, value: 9, collateral: 9 },
    ],
    read: (rows) =>
      over(
        { accounts: { accounts: { flex: { currencies: named(['USD', 'XBT'], rows), availableMargin: 9 } } } },
        async () => {
          const list = await exchanges.swap.wallets.balanceList();
          return { rows: list.rows, isWhole: list.unread.length === 0 };
        },
      ),
    // A quantity alone, without the figures around it, is how the wallets of coins are told.
    proof: (rows) =>
      over({ accounts: { accounts: { flex: { currencies: named(['USD', 'XBT'], rows) } } } }, () =>
        exchanges.swap.wallets.balances(),
      ),
  },
  'wallets with margin': {
    rows: [
      { currency: 'xbt', balances: { xbt: 1 }, auxiliary: { pv: 1, af: 1 }, marginRequirements: { im: 0, mm: 0 } },
      { currencies: {}, marginEquity: 5, availableMargin: 4 },
    ],
    read: (rows) =>
      over(
        {
          accounts: {
            accounts: named(
              ['fi_xbtusd', 'flex'],
              rows.map((row) => row ?? 'none'),
            ),
          },
        },
        async () => ({
          rows: await exchanges.swap.wallets.margin(),
          isWhole: true,
        }),
      ),
  },
  'the account log': {
    rows: [booking(1), booking(2), booking(3)],
    read: (rows) =>
      over({ 'account-log': { accountUid: 'a', logs: rows } }, async () => {
        const page = await exchanges.swap.ledger?.entries({ since: null, after: null, maxRequests: 5 });
        return { rows: page?.entries ?? [], isWhole: page?.unread?.length === 0 };
      }),
  },
  'transfers out of spot': {
    rows: ['B1', 'B2', 'B3'].map((refid) => ({ ...outOfSpot, refid })),
    read: (rows) => movesIn('spot', rows),
    // Another amount, and a booking of 1970.
    numbers: ['amount', 'time'],
    optional: ['subtype'],
  },
  'transfers out of futures': {
    rows: [1, 2, 3].map((id) => booking(id, { info: 'cross-exchange transfer', new_balance: id * 10 - 100 })),
    read: (rows) => movesIn('swap', rows),
    numbers: ['asset', 'old_balance', 'new_balance'],
  },
  'funding payments': {
    rows: [booking(3), booking(2), booking(1)],
    read: (rows) =>
      over({ 'account-log': { accountUid: 'a', logs: rows } }, async () => {
        const { items, leftOut = [] } = await exchanges.swap.data.fundingPayments({ limit: 10 });
        return { rows: items, isWhole: leftOut.length === 0 };
      }),
    optional: ['realized_funding'],
  },
  'realized profits': {
    rows: [booking(3), booking(2), booking(1)],
    read: (rows) =>
      over({ 'account-log': { accountUid: 'a', logs: rows } }, async () => {
        const { items, leftOut = [] } = await exchanges.swap.data.realizedPnl({ limit: 10 });
        return { rows: items, isWhole: leftOut.length === 0 };
      }),
    optional: ['realized_pnl'],
  },
  'published rates': {
    rows: [3, 2, 1].map((hour) => ({
      ...{ timestamp: isoAt(-hour * 3_600_000), relativeFundingRate: 0.0001, fundingRate: 1 },
    })),
    read: (rows) =>
      over({ historicalfundingrates: { rates: rows } }, async () => {
        const { rates, gaps } = await exchanges.swap.data.fundingRates('BTC/USD:USD', {});
        return { rows: rates, isWhole: gaps.length === 0 };
      }),
  },
};

describe.each(Object.entries(lists))('%s', (_title, list) => {
  it('a garbled row hides no other, is told where it is left out, and proves nothing', async () => {
    expect(samplesOf(list).length).toBeGreaterThan(10);
    expect(await faultsOf(list)).toEqual([]);
  });
});
