import { Decimal } from 'decimal.js';
import { onTick } from './decimals.ts';
import type { Exchange } from './exchange.ts';
import type { Market } from './market.ts';
import type { Side } from './order.ts';

/** Best bid and ask, and the prices that triggers and margin look at. */
export interface Quote {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  readonly mark: Decimal;
  readonly index: Decimal;
}

interface Quoted {
  readonly revision: number;
  readonly pinned: Decimal | null;
  readonly quote: Quote;
}

/** Quotes of the last prices: one price change is judged by many orders. */
const quoted = new WeakMap<Market, Quoted>();

export function quoteOf(exchange: Exchange, market: Market): Quote {
  const revision = exchange.world.revision();
  const last = quoted.get(market);
  if (last?.revision === revision && last.pinned === market.pinned) return last.quote;
  const quote = newQuote(exchange, market);
  quoted.set(market, { revision, pinned: market.pinned, quote });
  return quote;
}

/** One market maker quotes around the world's fair price: on ticks, at least a tick apart. */
function newQuote(exchange: Exchange, market: Market): Quote {
  const { number, quote } = exchange.rules;
  const { tickSize: tick } = market.terms;
  const fair = fairPrice(exchange, market);
  const half = Decimal.max(fair.times(quote.halfSpread), tick.times(quote.leastHalfTicks));
  const bid = onTick(fair.minus(half), tick, Decimal.ROUND_FLOOR);
  const ask = fair.plus(half).toNearest(tick, Decimal.ROUND_CEIL);
  return { bid, ask: number(Decimal.max(ask, bid.plus(tick))), last: onTick(fair, tick), mark: fair, index: fair };
}

function fairPrice({ world, rules }: Exchange, { terms, pinned }: Market): Decimal {
  const price = terms.reference ? (pinned ?? terms.reference) : world.price(terms.baseCode, terms.quoteCode);
  return terms.multiple === undefined ? rules.number(price) : rules.number(price).mul(terms.multiple);
}

/** The price at which an order of a side trades at once; null when the limit is out of reach. */
export function reachable({ bid, ask }: Quote, side: Side, limit: Decimal | null): Decimal | null {
  if (side === 'buy') return limit === null || limit.gte(ask) ? ask : null;
  return limit === null || limit.lte(bid) ? bid : null;
}

/** Worst price of an order without a limit. Rounded inwards. */
export function protectedPrice({ bid, ask }: Quote, side: Side, protection: Decimal, tick: Decimal): Decimal {
  return side === 'buy'
    ? ask.times(protection.plus(1)).toNearest(tick, Decimal.ROUND_FLOOR)
    : bid.times(protection.neg().plus(1)).toNearest(tick, Decimal.ROUND_CEIL);
}
