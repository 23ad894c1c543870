import { Decimal } from 'decimal.js';
import type { Exchange, Position } from './exchange.ts';
import { isInverse, isPerpetual } from './exchange.ts';
import { hourMs, hourOf } from './funding-rates.ts';
import type { Instrument } from './instruments.ts';

const zero = new Decimal(0);

/** Profit of a signed size between two prices, in the settlement currency: USD for linear, the coin for inverse contracts (1 USD each). */
export function profit(instrument: Instrument, size: Decimal, from: Decimal, to: Decimal): Decimal {
  if (!isInverse(instrument)) return to.sub(from).mul(size);
  return new Decimal(1).div(from).sub(new Decimal(1).div(to)).mul(size);
}

/** Size at a price, unsigned, in the settlement currency. */
export function notional(instrument: Instrument, size: Decimal, price: Decimal): Decimal {
  return isInverse(instrument) ? size.abs().div(price) : size.abs().mul(price);
}

/** Entry price after adding to a position: arithmetic mean for linear, harmonic for inverse contracts. */
export function averageEntry(instrument: Instrument, old: Position, added: Decimal, price: Decimal): Decimal {
  const [before, after] = [old.size.abs(), added.abs()];
  const total = before.add(after);
  const mean = isInverse(instrument)
    ? total.div(before.div(old.entry).add(after.div(price)))
    : before.mul(old.entry).add(after.mul(price)).div(total);
  return mean.toSignificantDigits(15);
}

/** Funding since it was last realized, within one hour; positive = received. */
export function accruedFunding(exchange: Exchange, instrument: Instrument, position: Position, until: number): Decimal {
  if (!isPerpetual(instrument) || until <= position.fundingSince) return zero;
  const rate = exchange.funding.at(instrument, position.fundingSince).absolute;
  const share = new Decimal(Math.min(until, hourOf(position.fundingSince) + hourMs) - position.fundingSince).div(
    hourMs,
  );
  return position.size.mul(rate).mul(share).neg();
}

/** Margin for a size at a price, in the settlement currency: each part of the position at the rate of its own level. */
export function requirement(
  instrument: Instrument,
  size: Decimal,
  price: Decimal,
  kind: 'initialMargin' | 'maintenanceMargin',
): Decimal {
  const units = isInverse(instrument) ? size.abs() : size.abs().mul(price);
  let total = zero;
  for (const [index, level] of instrument.levels.entries()) {
    if (units.lte(level.from)) break;
    const top = instrument.levels[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const part = units.gt(top) ? new Decimal(top) : units;
    total = total.add(part.sub(level.from).mul(level[kind]));
  }
  return isInverse(instrument) ? total.div(price) : total;
}
