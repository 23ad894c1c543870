import type { Account, Fill } from '../../../../infra/local/exchanges/engine/account.ts';
import { pageOf } from '../../../../infra/local/exchanges/engine/ledger-faults.ts';
import type { Order } from '../../../../infra/local/exchanges/engine/order.ts';
import { quoteOf } from '../../../../infra/local/exchanges/engine/quote.ts';
import type { Key, Request } from './auth.ts';
import { book, cancelAllIn, cancelIn, stops } from './cancel.ts';
import { hourMs, type MadeUpExchange } from './exchange.ts';
import { type Body, instrumentView, kindOf, marketIn } from './instruments.ts';
import { rowView, shownRows } from './ledger.ts';
import { amendOrder, clientIdIn, findOrder, orderView, placeOrder } from './orders.ts';
import { bookView, quoteView } from './prices.ts';
import { refuse } from './refused.ts';
import { findStop, placeStop, stopView } from './stops.ts';
import { move, moveUnder } from './transfers.ts';
import { balances, margin, positions, readLeverage, setLeverage } from './wallets.ts';

/** `body` is the query of a GET. */
type PublicRun = (exchange: MadeUpExchange, body: Body) => unknown;
type SignedRun = (exchange: MadeUpExchange, account: Account, body: Body, request: Request, key: Key) => unknown;

export const publicEndpoints: Readonly<Record<string, PublicRun>> = {
  'GET /v1/instruments': ({ markets }, { market }) =>
    [...markets.values()].filter((each) => kindOf(each) === market).map(instrumentView),
  'GET /v1/price': (exchange, body) => ({
    price: quoteOf(exchange, marketIn(exchange.markets, body)).last.toFixed(),
  }),
  'GET /v1/quote': quoteView,
  'GET /v1/book': bookView,
  'GET /v1/funding-rates': fundingRates,
};

export const signedEndpoints: Readonly<Record<string, SignedRun>> = {
  'GET /v1/key': ({ wire }, _account, _body, _request, { rights }) => ({ rights, positions: wire.positionMode }),
  'GET /v1/balances': balances,
  'GET /v1/margin': margin,
  'GET /v1/positions': positions,
  'GET /v1/leverage': readLeverage,
  'POST /v1/leverage': setLeverage,
  'POST /v1/orders': placeOrder,
  'POST /v1/orders/amend': amendOrder,
  'POST /v1/orders/cancel': cancelIn(book),
  'POST /v1/orders/cancel-all': cancelAllIn(book),
  'GET /v1/orders': (_exchange, account, { market }) => inMarket(book.open(account), market).map(orderView),
  'GET /v1/order': ({ world }, account, body) => {
    const order = findOrder(account, body);
    return order !== undefined && isKept(order, world.now()) ? orderView(order) : refuse('order.unknown');
  },
  'POST /v1/stops': placeStop,
  'POST /v1/stops/cancel': cancelIn(stops),
  'POST /v1/stops/cancel-all': cancelAllIn(stops),
  'GET /v1/stops': (_exchange, account, { market }) => inMarket(stops.open(account), market).map(stopView),
  'GET /v1/stop': (_exchange, account, body) => stopView(findStop(account, body) ?? refuse('order.unknown')),
  'GET /v1/fills': (_exchange, { fills }, body) => {
    const own = fills.filter(({ order }) => kindOf(order.market) === body.market);
    const rows = own.map((fill) => ({ ...fill, time: fill.at }));
    return page(rows, { ...body, order: 'desc' }, 100).map(fillView);
  },
  'POST /v1/transfers': move,
  'GET /v1/transfer': moveUnder,
  'GET /v1/ledger': (exchange, account, body) =>
    page(shownRows(exchange, account), body, pageOf(exchange.ledgerFaults, 100)).map(rowView),
};

function fundingRates({ markets, funding, world }: MadeUpExchange, body: Body): object[] {
  const market = marketIn(markets, body);
  if (funding === null || market.terms.contract === null) return refuse('order.bad-instrument');
  const newest = funding.history(market, world.now()).slice(-24).toReversed();
  return newest.map(({ from, relative }) => ({ time: from, rate: relative.toFixed() }));
}

function inMarket(orders: readonly Order[], market: unknown): Order[] {
  return orders.filter((order) => kindOf(order.market) === market);
}

/** An order that was canceled without a fill is forgotten after two hours. */
function isKept({ endedAt, filled, placedAt }: Order, now: number): boolean {
  return endedAt === null || filled.gt(0) || now - placedAt < 2 * hourMs;
}

/** Rows in a range of time, after or before a row, oldest or newest first. */
function page<T extends { readonly id: string; readonly time: number }>(
  all: readonly T[],
  body: Body,
  most: number,
): T[] {
  const { from = 0, to = Number.POSITIVE_INFINITY, after = 0, before = Number.POSITIVE_INFINITY } = body;
  const rows = all.filter(
    ({ id, time }) =>
      time >= Number(from) && time < Number(to) && Number(id) > Number(after) && Number(id) < Number(before),
  );
  return (body.order === 'desc' ? rows.toReversed() : rows).slice(0, Math.min(Number(body.limit ?? 100), most));
}

function fillView({ id, order, quantity, price, fee, at, role }: Fill): object {
  const { side, market } = order;
  const amounts = { quantity: quantity.toFixed(), price: price.toFixed(), fee: fee.toFixed() };
  const names = { id, order: order.id, clientId: clientIdIn(order), side, instrument: market.terms.symbol };
  return { ...names, ...amounts, time: at, maker: role === 'maker' };
}
