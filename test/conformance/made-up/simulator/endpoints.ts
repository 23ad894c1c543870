import type { Request } from './auth.ts';
import { amendOrder, type Body, find, instrumentOf, orderView, placeOrder } from './orders.ts';
import { refuse } from './refused.ts';
import { baseUnits, type Fill, hourMs, instruments, type LedgerRow, type Order, priceOf, type State } from './state.ts';
import { placeStop, stopView } from './stops.ts';
import { fundingRates } from './trading.ts';
import { move, moveUnder } from './transfers.ts';

/** `body` is the query of a GET. */
export type Run = (state: State, body: Body, request: Request) => unknown;

export const publicEndpoints: Readonly<Record<string, Run>> = {
  'GET /v1/instruments': (_state, { market }) => instruments.filter((each) => each.market === market),
  'GET /v1/price': (state, body) => ({ price: priceOf(state, instrumentOf(body)).toFixed() }),
  'GET /v1/funding-rates': (state, body) => {
    if (instrumentOf(body).market === 'spot') refuse('order.bad-instrument');
    return fundingRates(state.now());
  },
};

export const signedEndpoints: Readonly<Record<string, Run>> = {
  'GET /v1/key': ({ rights, positionMode }) => ({ rights, positions: positionMode }),
  'GET /v1/balances': ({ balances, orders }) =>
    [...balances].map(([asset, total]) => ({ asset, total: total.toFixed(), used: usedOf(orders, asset) })),
  'GET /v1/positions': positions,
  'GET /v1/leverage': ({ leverages }, { instrument }) => ({ leverage: leverages.get(String(instrument)) ?? '0' }),
  'POST /v1/leverage': setLeverage,
  'POST /v1/orders': (state, body, request) => placeOrder(state, request, body),
  'POST /v1/orders/amend': (state, body, request) => amendOrder(state, request, body),
  'POST /v1/orders/cancel': ({ orders }, body) => cancel(orders, body, 'open', 20),
  'POST /v1/orders/cancel-all': ({ orders }, body) => cancelAll(orders, body, 'open'),
  'GET /v1/orders': ({ orders }, { market }) =>
    orders.filter((each) => each.status === 'open' && each.instrument.market === market).map(orderView),
  'GET /v1/order': (state, body) => orderView(find(kept(state), body) ?? refuse('order.unknown')),
  'POST /v1/stops': (state, body) => placeStop(state, body),
  'POST /v1/stops/cancel': ({ stops }, body) => cancel(stops, body, 'waiting', 10),
  'POST /v1/stops/cancel-all': ({ stops }, body) => cancelAll(stops, body, 'waiting'),
  'GET /v1/stops': ({ stops }, { market }) =>
    stops.filter((each) => each.status === 'waiting' && each.instrument.market === market).map(stopView),
  'GET /v1/stop': ({ stops }, body) => stopView(find(stops, body) ?? refuse('order.unknown')),
  'GET /v1/fills': ({ fills }, body) =>
    page(
      fills.filter(({ order }) => order.instrument.market === body.market),
      { ...body, order: 'desc' },
    ).map(fillView),
  'POST /v1/transfers': (state, body) => move(state, body),
  'GET /v1/transfer': (state, body) => moveUnder(state, body),
  'GET /v1/ledger': ({ ledger }, body) => page(ledger, body).map(entryView),
};

/** An order that was canceled without a fill is forgotten after two hours. */
function kept({ orders, now }: State): Order[] {
  return orders.filter(
    ({ status, filled, createdAt }) => status !== 'canceled' || filled.gt(0) || now() - createdAt < 2 * hourMs,
  );
}

function usedOf(orders: readonly Order[], asset: string): string {
  const open = orders.filter(({ status, instrument }) => status === 'open' && instrument.market === 'spot');
  const held = open.map(({ side, instrument, quantity, price }) => {
    if (side === 'sell') return instrument.base === asset ? quantity.toNumber() : 0;
    return instrument.quote === asset ? quantity.mul(price ?? 0).toNumber() : 0;
  });
  return String(held.reduce((sum, amount) => sum + amount, 0));
}

function positions(state: State): object[] {
  return [...state.positions].map(([id, { contracts, entry }]) => {
    const instrument = instrumentOf({ instrument: id });
    const mark = priceOf(state, instrument);
    return {
      instrument: id,
      side: contracts.gt(0) ? 'long' : 'short',
      contracts: contracts.abs().toFixed(),
      entry: entry.toFixed(),
      mark: mark.toFixed(),
      unrealized: mark.minus(entry).mul(baseUnits(contracts, instrument)).toFixed(),
      leverage: state.leverages.get(id) ?? '0',
    };
  });
}

/** A leverage that is set already is refused, although nothing is wrong. */
function setLeverage({ leverages }: State, body: Body): object {
  const { id } = instrumentOf(body);
  const leverage = String(body.leverage);
  if (!/^\d{1,2}$/.test(leverage)) refuse('margin.leverage', 'not a leverage');
  if ((leverages.get(id) ?? '0') === leverage) refuse('margin.leverage', 'already set');
  leverages.set(id, leverage);
  return { leverage };
}

interface Cancelable {
  readonly id: string;
  readonly clientId: string | null;
  readonly instrument: { readonly id: string };
  status: string;
}

function cancel(all: readonly Cancelable[], { orders }: Body, open: string, most: number): object[] {
  if (!Array.isArray(orders) || orders.length > most) return refuse('order.bad-batch');
  return orders.map((wanted: Body) => {
    const found = find(all, wanted);
    if (found?.status !== open) return { end: 'gone' };
    found.status = 'canceled';
    return { end: 'canceled' };
  });
}

/** Everything of one instrument, which must be named. */
function cancelAll(all: readonly Cancelable[], body: Body, open: string): object {
  const { id } = instrumentOf(body);
  const own = all.filter(({ instrument, status }) => instrument.id === id && status === open);
  for (const each of own) each.status = 'canceled';
  return { count: own.length };
}

/** Rows in a range of time, after or before a row, oldest or newest first. */
function page<T extends { readonly id: string; readonly time: number }>(all: readonly T[], body: Body): T[] {
  const { from = 0, to = Number.POSITIVE_INFINITY, after = 0, before = Number.POSITIVE_INFINITY } = body;
  const rows = all.filter(
    ({ id, time }) =>
      time >= Number(from) && time < Number(to) && Number(id) > Number(after) && Number(id) < Number(before),
  );
  return (body.order === 'desc' ? rows.toReversed() : rows).slice(0, Math.min(Number(body.limit ?? 100), 100));
}

function fillView({ id, order, quantity, price, fee, time, maker }: Fill): object {
  const { clientId, side, instrument } = order;
  const amounts = { quantity: quantity.toFixed(), price: price.toFixed(), fee: fee.toFixed() };
  return { id, order: order.id, clientId, side, instrument: instrument.id, ...amounts, time, maker };
}

function entryView({ change, ...entry }: LedgerRow): object {
  return { ...entry, change: change.toFixed() };
}
