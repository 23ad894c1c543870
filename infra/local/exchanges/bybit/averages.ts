import type { Decimal } from 'decimal.js';
import type { Events } from '../engine/exchange.ts';

export function averageKey(customer: string, symbol: string): string {
  return `${customer} ${symbol}`;
}

/**
 * "avgPrice: for USDC contracts the average entry price, which the 8-hour session settlement does not change" (docs v5, position/list). The
 * engine counts such a position from the last settlement on, so the average of before is kept here.
 */
export function averagesOf(averages: Map<string, Decimal>): Events {
  return {
    contractTraded({ customer }, { order, price, quantity }, { before, after, kind }) {
      const key = averageKey(customer, order.market.terms.symbol);
      const old = averages.get(key);
      if (kind === 'close') averages.delete(key);
      else if (!before || !old || kind === 'reverse') averages.set(key, price);
      else if (kind === 'increase') {
        const inverse = order.market.terms.contract?.inverse === true;
        const [held, total] = [before.quantity.abs(), after.quantity.abs()];
        const mean = inverse
          ? total.div(held.div(old).add(quantity.div(price)))
          : held.mul(old).add(quantity.mul(price)).div(total);
        averages.set(key, mean.toSignificantDigits(15));
      }
    },
  };
}
