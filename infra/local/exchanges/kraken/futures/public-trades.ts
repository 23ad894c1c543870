import type { Fill } from '../../engine/account.ts';
import type { Market } from '../../engine/market.ts';
import { fillsOf } from '../../engine/market-fills.ts';
import type { FuturesExchange } from './exchange.ts';
import { findMarket } from './exchange.ts';
import { pageOfEvents } from './history.ts';
import type { HistoryEvent } from './history-events.ts';
import type { Params } from './refusal.ts';
import { Refusal, required, time } from './refusal.ts';
import { iso } from './render-order.ts';

const mostTrades = 100;

/** GET history: the 100 newest trades of a contract before `lastTime`, newest first, `side` the taker's (docs.kraken.com, get-trade-history). */
export function publicTrades(exchange: FuturesExchange, params: Params) {
  const market = marketAt(exchange, required(params, 'symbol'));
  const before = time(params, 'lastTime') ?? Number.POSITIVE_INFINITY;
  // "A continuous index starting at 1 for the first fill" of a contract.
  const numbered = fillsOf(exchange, market).map((fill, index) => ({ fill, number: index + 1 }));
  const recent = numbered.filter(({ fill }) => fill.at < before).slice(-mostTrades);
  return { history: recent.map(({ fill, number }) => renderTrade(fill, number)).reverse() };
}

function renderTrade({ id, at, price, quantity, order, role }: Fill, number: number): object {
  const taker = role === 'maker' ? opposite(order.side) : order.side;
  return {
    ...{ time: iso(at), trade_id: number, price: price.toNumber(), size: quantity.toNumber(), side: taker },
    ...{ type: role === 'liquidation' ? 'liquidation' : 'fill', uid: id },
  };
}

function opposite(side: 'buy' | 'sell'): 'buy' | 'sell' {
  return side === 'buy' ? 'sell' : 'buy';
}

/**
 * GET history/v3/market/{symbol}/executions: trades of everybody, without names, in the shape of the answer in CCXT's comments. The order
 * on the other side is the market's own and exists in no book: its place is filled with the price and the quantity of the trade.
 */
export function publicExecutions(exchange: FuturesExchange, params: Params, symbol: string) {
  const market = marketAt(exchange, symbol);
  const all = [...exchange.accounts.values()].flatMap((account) => exchange.histories.of(account).executions);
  const rows = all
    .filter(({ tradeable }) => tradeable === market.terms.symbol)
    .sort((left, right) => left.timestamp - right.timestamp)
    .map((row) => ({ ...row, event: publicEvent(row) }));
  return pageOfEvents(exchange, rows, 'executions', params);
}

interface Execution extends Readonly<Record<string, unknown>> {
  readonly order: Readonly<Record<string, unknown>>;
  readonly executionType: string;
}

function publicEvent({ event }: HistoryEvent): HistoryEvent['event'] {
  const { execution } = event.Execution as { execution: Execution };
  const { uid, timestamp, quantity, price, markPrice, limitFilled, usdValue, order, executionType } = execution;
  const { accountUid: _account, clientId: _clientId, spotData: _spot, filled: _filled, ...own } = order;
  const direction = order.direction === 'Buy' ? 'Sell' : 'Buy';
  const other = { ...own, uid, direction, quantity, limitPrice: price, orderType: 'Limit', reduceOnly: false };
  const [makerOrder, takerOrder] = executionType === 'maker' ? [own, other] : [other, own];
  const shared = { uid, timestamp, quantity, price, markPrice, limitFilled, usdValue };
  return { Execution: { execution: { ...shared, makerOrder, takerOrder }, takerReducedQuantity: '' } };
}

function marketAt(exchange: FuturesExchange, symbol: string): Market {
  const market = findMarket(exchange, symbol);
  if (!market) throw new Refusal('contractNotFound');
  return market;
}
