import { Decimal } from 'decimal.js';
import type { Position } from './account.ts';
import type { Exchange } from './exchange.ts';
import type { FundingRates } from './funding-rates.ts';
import type { Market } from './market.ts';
import { contractOf, isPerpetual } from './market.ts';
import { quoteOf } from './quote.ts';

const zero = new Decimal(0);

/** Profit of a signed quantity between two prices, in the settlement currency. */
export function profit(market: Market, quantity: Decimal, from: Decimal, to: Decimal): Decimal {
  const { inverse, size } = contractOf(market);
  const units = quantity.mul(size);
  if (!inverse) return to.sub(from).mul(units);
  return new Decimal(1).div(from).sub(new Decimal(1).div(to)).mul(units);
}

/** Value of a quantity at a price, unsigned, in the settlement currency. */
export function notional(market: Market, quantity: Decimal, price: Decimal): Decimal {
  const { inverse, size } = contractOf(market);
  const units = quantity.abs().mul(size);
  return inverse ? units.div(price) : units.mul(price);
}

/** Value of a quantity at a price, unsigned, in the quote. */
export function quoteValue(market: Market, quantity: Decimal, price: Decimal): Decimal {
  const { inverse, size } = contractOf(market);
  const units = quantity.abs().mul(size);
  return inverse ? units : units.mul(price);
}

/** Entry price after adding to a position: arithmetic mean for linear, harmonic for inverse contracts. */
export function averageEntry(market: Market, old: Position, added: Decimal, price: Decimal): Decimal {
  const [before, after] = [old.quantity.abs(), added.abs()];
  const total = before.add(after);
  const mean = contractOf(market).inverse
    ? total.div(before.div(old.entry).add(after.div(price)))
    : before.mul(old.entry).add(after.mul(price)).div(total);
  return mean.toSignificantDigits(15);
}

/** Funding since the last realization, within an interval. Positive = received. */
export function accruedFunding(exchange: Exchange, market: Market, position: Position, until: number): Decimal {
  const { funding, rules } = exchange;
  const since = position.fundedUntil;
  if (!funding || !isPerpetual(market) || until <= since) return zero;
  const charged = rules.margin?.fundingCharged;
  if (charged === 'on the value at the end') return fundingAtEnd(exchange, funding, market, position, until);
  const { size } = contractOf(market);
  const end = Math.min(until, funding.start(since) + funding.intervalMs);
  if (charged === 'at the end') {
    const isWhole = funding.start(end) === end;
    return isWhole ? position.quantity.mul(size).mul(funding.at(market, end).absolute).neg() : zero;
  }
  const rate = funding.at(market, since).absolute;
  const share = new Decimal(end - since).div(funding.intervalMs);
  return position.quantity.mul(size).mul(rate).mul(share).neg();
}

/** The rate of the interval times the position's value at the mark price, when the interval ends; before that nothing. */
function fundingAtEnd(
  exchange: Exchange,
  funding: FundingRates,
  market: Market,
  position: Position,
  until: number,
): Decimal {
  const since = position.fundedUntil;
  if (until < funding.start(since) + funding.intervalMs) return zero;
  const value = notional(market, position.quantity, quoteOf(exchange, market).mark);
  const amount = value.mul(funding.at(market, since).relative);
  return position.quantity.gt(0) ? amount.neg() : amount;
}

/** Margin for a quantity at a price, in the settlement currency: each part of the position at the rate of its own level. */
export function requirement(
  market: Market,
  quantity: Decimal,
  price: Decimal,
  kind: 'initialMargin' | 'maintenanceMargin',
): Decimal {
  const { inverse, levels } = contractOf(market);
  const units = quoteValue(market, quantity, price);
  let total = zero;
  for (const [index, level] of levels.entries()) {
    if (units.lte(level.from)) break;
    const top = levels[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const part = units.gt(top) ? new Decimal(top) : units;
    total = total.add(part.sub(level.from).mul(level[kind]));
  }
  return inverse ? total.div(price) : total;
}
