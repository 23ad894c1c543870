import type { Market } from '../../../../infra/local/exchanges/engine/market.ts';
import { volumeSince } from '../../../../infra/local/exchanges/engine/market-fills.ts';
import { quoteOf } from '../../../../infra/local/exchanges/engine/quote.ts';
import type { Decimal } from '../../../../lib/decimal.ts';
import { hourMs, type MadeUpExchange } from './exchange.ts';
import { type Body, marketIn } from './instruments.ts';

/** Quantities count what an order counts: contracts of a swap. */
export function quoteView(exchange: MadeUpExchange, body: Body): object {
  const market = marketIn(exchange.markets, body);
  const { bid, ask, last, mark, index } = quoteOf(exchange, market);
  const derived = market.terms.contract === null ? {} : { mark: mark.toFixed(), index: index.toFixed() };
  const traded = {
    last: last.toFixed(),
    volume: volumeSince(exchange, market, exchange.world.now() - 24 * hourMs).toFixed(),
  };
  return { ...named(exchange, market), bid: bid.toFixed(), ask: ask.toFixed(), ...traded, ...derived };
}

/** Three levels a side, the worst first; a level is of ten steps. */
export function bookView(exchange: MadeUpExchange, body: Body): object {
  const market = marketIn(exchange.markets, body);
  const { bid, ask } = quoteOf(exchange, market);
  const quantity = market.terms.quantityStep.mul(10).toFixed();
  const level = (best: Decimal, steps: number) => [best.plus(market.terms.tickSize.mul(steps)).toFixed(), quantity];
  const side = (best: Decimal, direction: 1 | -1) => [2, 1, 0].map((step) => level(best, step * direction));
  return { ...named(exchange, market), bids: side(bid, -1), asks: side(ask, 1) };
}

function named({ world }: MadeUpExchange, { terms }: Market) {
  return { instrument: terms.symbol, time: world.now() };
}
