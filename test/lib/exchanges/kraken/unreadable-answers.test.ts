import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { openOver, openVenues, orderOf, startTime, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
const exchanges = {} as Record<MarketType, MarketAdapter>;
beforeAll(async () => {
  simulators = openVenues();
  for (const each of ['spot', 'swap'] as const) exchanges[each] = await openOver(each, simulators[each]);
});
afterAll(() => simulators.world.close());

type Row = Readonly<Record<string, unknown>>;
const garbled: readonly unknown[] = [null, '', 'garbage', -1, [], {}, undefined];
const iso = new Date(startTime).toISOString();
const second = startTime / 1000;
const since = startTime - 60_000;

const descr = { pair: 'XBTUSD', type: 'buy', ordertype: 'stop-loss-limit', price: '80000', price2: '81000' };
const spotOrder = {
  ...{ cl_ord_id: 'abc', status: 'closed', opentm: second, descr, vol: '2', vol_exec: '2', price: '80000' },
  ...{ stopprice: '80000', limitprice: '81000', oflags: 'post', timeinforce: 'GTC', reason: '' },
};
const trade = {
  ...{ ordertxid: 'OAAAAA-BBBBB-CCCCCC', pair: 'XXBTZUSD', time: second, type: 'buy', price: '80000', fee: '2' },
  ...{ vol: '1', maker: true },
};
const openOrder = {
  ...{
    order_id: 'A',
    cliOrdId: 'abc',
    symbol: 'PF_XBTUSD',
    side: 'buy',
    orderType: 'lmt',
    limitPrice: 7,
    stopPrice: 8,
  },
  ...{ unfilledSize: 1, filledSize: 0, receivedTime: iso, status: 'untouched', reduceOnly: true },
};
const statusOrder = {
  ...{ type: 'ORDER', orderId: 'A', cliOrdId: 'abc', symbol: 'PF_XBTUSD', side: 'buy', quantity: 2, filled: 0 },
  ...{ limitPrice: 7, reduceOnly: true, timestamp: iso, lastUpdateTimestamp: iso },
};
const event = {
  ...{ uid: 'A', clientId: 'abc', tradeable: 'PF_XBTUSD', direction: 'Buy', quantity: '0', filled: '1' },
  ...{ timestamp: startTime, limitPrice: '7', orderType: 'Limit', reduceOnly: true },
};
const fill = {
  ...{ fill_id: 'f1', order_id: 'A', cliOrdId: 'abc', symbol: 'PF_XBTUSD', side: 'buy', size: 1, price: 80000 },
  ...{ fillTime: iso, fillType: 'maker', fee_paid: 2, fee_currency: 'USD' },
};
const position = { symbol: 'PI_XBTUSD', side: 'long', size: 1, price: 80000, maxFixedLeverage: 5, unrealizedPnl: 1 };
const execution = { type: 'EXECUTION', amount: '0.01', price: 5 };
const booking = {
  ...{ id: 1, date: iso, asset: 'usd', info: 'cross-exchange transfer', booking_uid: 'b' },
  ...{ old_balance: 150, new_balance: 50 },
};
const empty = { orders: [], elements: [], fills: [], openOrders: [] };
const toUsd = { asset: 'USD', amount: '100' };

interface Case {
  readonly marketType: MarketType;
  readonly row: Row;
  /** The answers around the row, in which a second row is readable where there are two. */
  readonly body: (row: Row) => object;
  readonly call: (exchange: MarketAdapter) => Promise<unknown> | undefined;
  /** Names and free words are kept as they come, and other words are read in two ways: `field: value` that is told in their place. */
  readonly told?: Readonly<Record<string, readonly unknown[]>>;
}

const find = ({ orders }: MarketAdapter, symbol: string) =>
  orders.find({ symbol, store: 'regular', clientOrderId: 'abc' }, since, { inFills: true });

const cases: Readonly<Record<string, Case>> = {
  'an ended spot order': {
    marketType: 'spot',
    row: spotOrder,
    body: (row) => ({ error: [], result: { O1: row } }),
    call: ({ orders }) => orders.read({ symbol: null, store: 'regular', exchangeOrderId: 'O1' }, since),
    // A list of flags without the flag.
    told: { postOnly: [false], remainingQuantity: ['0'] },
  },
  'open spot orders': {
    marketType: 'spot',
    row: descr,
    body: (row) => ({ error: [], result: { open: { O1: { ...spotOrder, descr: row }, O2: spotOrder } } }),
    call: ({ orders }) => orders.open(),
  },
  'spot fills': {
    marketType: 'spot',
    row: trade,
    body: (row) => ({ error: [], result: { trades: { T2: trade, T1: row }, count: 2 } }),
    call: ({ data }) => data.fills({ limit: 10 }),
    told: { fee: ['-1'] },
  },
  'spot balances': {
    marketType: 'spot',
    row: { balance: '10', hold_trade: '1', credit: '0', credit_used: '0' },
    body: (row) => ({ error: [], result: { ZUSD: row } }),
    call: ({ wallets }) => wallets.balances(),
    // An account without a hold has no field for holds; a debt is a balance below zero.
    // Nothing is free beside a figure that cannot be read.
    told: { used: ['0', '10'], free: ['0', '10', '-2'], total: ['-1'] },
  },
  'open futures orders': {
    marketType: 'swap',
    row: openOrder,
    body: (row) => ({ ...empty, openOrders: [row, { ...openOrder, order_id: 'B' }] }),
    call: ({ orders }) => orders.open(),
    told: { filledQuantity: ['0'] },
  },
  'the status of a futures order': {
    marketType: 'swap',
    row: statusOrder,
    body: (row) => ({ ...empty, orders: [{ order: row, status: 'ENTERED_BOOK' }] }),
    call: (exchange) => find(exchange, 'BTC/USD:USD'),
    told: { kind: ['absent'] },
  },
  'an event of a futures order': {
    marketType: 'swap',
    row: event,
    body: (row) => ({ ...empty, elements: [{ event: { OrderPlaced: { order: row } } }] }),
    call: (exchange) => find(exchange, 'BTC/USD:USD'),
    told: { kind: ['absent'] },
  },
  'futures fills': {
    marketType: 'swap',
    row: fill,
    body: (row) => ({ fills: [{ ...fill, fill_id: 'z2' }, row] }),
    call: ({ data }) => data.fills({ limit: 10 }),
    told: { fee: ['-1'] },
  },
  'futures positions': {
    marketType: 'swap',
    row: position,
    body: (row) => ({ openPositions: [row, { ...position, symbol: 'PF_ETHUSD' }] }),
    call: ({ wallets }) => wallets.positions(),
    // A size below zero is a short; no leverage of its own is cross margin; the profit is computed where the exchange tells none.
    told: { side: ['short'], marginMode: ['cross'], unrealizedPnl: ['0', '-1'] },
  },
  'the leverage of a futures pair': {
    marketType: 'swap',
    row: { symbol: 'PF_XBTUSD', maxLeverage: 5 },
    body: (row) => ({ leveragePreferences: [row] }),
    call: ({ margin }) => margin.leverage('BTC/USD:USD'),
  },
  'the acknowledgement of a futures order': {
    marketType: 'swap',
    row: execution,
    body: (row) => ({ sendStatus: { order_id: 'A', status: 'placed', receivedTime: iso, orderEvents: [row] } }),
    call: ({ orders }) => orders.submit({ endpoint: 'sendOrder', body: {}, deadline: null }, orderOf('swap')),
  },
  'a booking of a futures transfer': {
    marketType: 'swap',
    row: booking,
    body: (row) => ({ accountUid: 'a', logs: [row] }),
    call: async ({ transfers }) => {
      const told = await transfers?.find({ ...toUsd, from: 'futures', to: 'spot' }, since);
      return { rows: told?.rows, leftOut: told?.unread };
    },
  },
};

async function answerOf({ marketType, body, call }: Case, row: Row): Promise<unknown> {
  const answer = { ...(marketType === 'swap' ? { result: 'success' } : {}), ...body(row) };
  simulators[marketType].substitute = () => ({ status: 200, body: answer });
  try {
    return JSON.parse(JSON.stringify((await call(exchanges[marketType])) ?? null));
  } catch (error) {
    return `refused: ${(error as { code?: string }).code ?? String(error)}`;
  }
}

/** The fields that differ, with what is told in place of the readable value. */
function differences(whole: unknown, now: unknown, name = ''): [string, unknown][] {
  if (JSON.stringify(whole) === JSON.stringify(now)) return [];
  if (whole === null || now === null || typeof whole !== 'object' || typeof now !== 'object') return [[name, now]];
  const [one, other] = [whole as Row, now as Row];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differences(one[key] ?? null, other[key] ?? null, key),
  );
}

/** Times of rows that are left out, edges of a page and reasons tell of the row. */
const aboutRows = ['leftOut', 'newest', 'oldest', '0', '1', 'error'];

describe.each(Object.entries(cases))('%s', (_title, each) => {
  const fields = Object.keys(each.row).flatMap((field) => garbled.map((value) => [field, value] as const));

  it.each(fields)(
    'with %s %o: null, unknown or refused, never a default and no error of our own',
    async (field, value) => {
      const whole = await answerOf(each, each.row);
      const now = await answerOf(each, { ...each.row, [field]: value });
      expect(String(whole)).not.toContain('refused');
      if (typeof now === 'string' && now.startsWith('refused'))
        return expect(now).toBe('refused: EXCHANGE_UNAVAILABLE');
      const allowed = (name: string, told: unknown) =>
        told === null ||
        ['unknown', String(value), String(value).toUpperCase()].includes(String(told)) ||
        aboutRows.includes(name) ||
        each.told?.[name]?.includes(told);
      expect(differences(whole, now).filter(([name, told]) => !allowed(name, told))).toEqual([]);
    },
  );
});
