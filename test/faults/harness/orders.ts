import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { type OrderType, orderTypes } from '../../../lib/exchanges/model/order.ts';
import { kraken } from '../scenes/kraken.ts';
import type { TestedMarket } from '../scenes/scenes.ts';

export type { MarketType, OrderType };
export { orderTypes };

/** The prices of each type around a market at 80,000: a market order fills at once, everything else stays open. */
const prices: Record<OrderType, Record<string, unknown>> = {
  market: {},
  limit: { price: 70_000 },
  stop_loss: { side: 'sell', stop_price: 70_000 },
  stop_loss_limit: { side: 'sell', stop_price: 70_000, price: 69_900 },
  take_profit: { side: 'sell', stop_price: 90_000 },
  take_profit_limit: { side: 'sell', stop_price: 90_000, price: 89_900 },
  trailing_stop: { side: 'sell', trailing_percent: 5 },
};

/** An order of 0.01 BTC. */
export function bodyOf(
  { scene: { symbol } }: Pick<TestedMarket, 'scene'>,
  type: OrderType,
  more: Record<string, unknown> = {},
) {
  return { symbol, side: 'buy', order_type: type, quantity: 0.01, ...prices[type], ...more };
}

/** The same at Kraken. */
export function orderBody(marketType: MarketType, type: OrderType, more: Record<string, unknown> = {}) {
  return bodyOf({ scene: kraken.markets[marketType] }, type, more);
}
