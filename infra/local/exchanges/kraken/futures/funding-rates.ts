import { Decimal } from 'decimal.js';
import type { World } from '../../engine/world.ts';
import { randomNumbers } from '../../engine/world.ts';
import type { Instrument } from './instruments.ts';

export const hourMs = 3_600_000;
const historyMs = 90 * 24 * hourMs;

export interface FundingRate {
  /** Start of the hour it applies to. */
  from: number;
  /** Per unit of position and hour, in the settlement currency; positive = longs pay. */
  absolute: Decimal;
  relative: Decimal;
}

export interface FundingRates {
  at(instrument: Instrument, time: number): FundingRate;
  /** Ascending, from 90 days before Kraken opened to the running hour. */
  history(instrument: Instrument, now: number): FundingRate[];
}

/**
 * The published schedule. Relative rates follow from the seed, the symbol and the hour alone; the absolute rate is
 * relative x index for linear and relative / index for inverse contracts (ETH sample in CCXT's comments: 2.19e-7 = 6.08e-5 / 277),
 * with the index of the moment the hour began, or of Kraken's opening for hours before it.
 */
export function createFundingRates(world: World): FundingRates {
  const draw = Math.floor(world.random() * 2 ** 31);
  const opened = hourOf(world.now());
  const openingPrices = new Map<string, Decimal>();
  const stamped = new Map<string, FundingRate>();

  function rate(instrument: Instrument, from: number): FundingRate {
    const key = `${instrument.symbol}@${from}`;
    const known = stamped.get(key);
    if (known) return known;
    const relative = relativeRate(`${draw}:${key}`);
    const price = from < opened ? openingPrice(instrument.base) : world.price(instrument.base);
    const scaled = instrument.type === 'futures_inverse' ? relative.div(price) : relative.mul(price);
    const fresh = { from, relative, absolute: scaled.toSignificantDigits(15) };
    stamped.set(key, fresh);
    return fresh;
  }

  function openingPrice(base: string): Decimal {
    const price = openingPrices.get(base) ?? world.price(base);
    openingPrices.set(base, price);
    return price;
  }

  return {
    at: (instrument, time) => rate(instrument, hourOf(time)),
    history(instrument, now) {
      const first = opened - historyMs;
      const hours = (hourOf(now) - first) / hourMs + 1;
      return Array.from({ length: hours }, (_, index) => rate(instrument, first + index * hourMs));
    },
  };
}

export function hourOf(time: number) {
  return time - (time % hourMs);
}

/** Up to +/- 0.002 % an hour around a small premium: the size of the rates in Kraken's own example. */
function relativeRate(key: string): Decimal {
  const random = randomNumbers(fingerprint(key))();
  return new Decimal((random - 0.45) * 0.00004).toDecimalPlaces(18);
}

/** FNV-1a. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
