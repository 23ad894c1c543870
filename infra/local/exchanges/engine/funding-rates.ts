import { Decimal } from 'decimal.js';
import type { Market } from './market.ts';
import { contractOf } from './market.ts';
import type { World } from './world.ts';
import { randomNumbers } from './world.ts';

export interface FundingRate {
  /** Start of the interval. */
  readonly from: number;
  /** Per unit of position and interval, in the settlement currency. Positive = longs pay. */
  readonly absolute: Decimal;
  readonly relative: Decimal;
}

export interface FundingRates {
  readonly state: FundingState;
  readonly intervalMs: number;
  /** Start of the interval that a time is in. */
  start(time: number): number;
  at(market: Market, time: number): FundingRate;
  /** Ascending, from 90 days before the exchange opened to the running interval. */
  history(market: Market, now: number): FundingRate[];
  /** Fixes the rates of the running interval at the prices of its beginning, whether or not anybody holds a position then. */
  fix(markets: Iterable<Market>, now: number): void;
}

/** The index that a rate is of; absent: dollars of the base. */
export type IndexOf = (market: Market) => Decimal;

/** What the rates follow from. Rates of the time before the exchange opened follow from the opening prices. */
export interface FundingState {
  draw: number;
  opened: number;
  readonly openingPrices: Map<string, Decimal>;
  /** SYMBOL@start -> rate, since the opening. */
  readonly known: Map<string, FundingRate>;
  /** Start of the interval whose rates are fixed; null before the first. */
  fixed: number | null;
}

const historyMs = 90 * 24 * 3_600_000;

/**
 * A published schedule. Relative rates follow from the seed, the symbol and the interval alone. The absolute rate is relative x index
 * for linear and relative / index for inverse contracts, with the index of the moment the interval began. Intervals before the exchange
 * opened take the index of its opening.
 */
export function createFundingRates(world: World, intervalMs: number, places = 18, priceOf?: IndexOf): FundingRates {
  const start = (time: number) => time - (time % intervalMs);
  const state: FundingState = {
    draw: Math.floor(world.random() * 2 ** 31),
    opened: start(world.now()),
    ...{ openingPrices: new Map(), known: new Map(), fixed: null },
  };
  const { openingPrices, known } = state;
  const early = new Map<string, FundingRate>();

  function rate(market: Market, from: number): FundingRate {
    const key = `${market.terms.symbol}@${from}`;
    const rates = from < state.opened ? early : known;
    const rate = rates.get(key) ?? newRate(market, from, relativeRate(`${state.draw}:${key}`, places));
    rates.set(key, rate);
    return rate;
  }

  function newRate(market: Market, from: number, relative: Decimal): FundingRate {
    const price = from < state.opened ? openingPrice(market) : indexOf(market);
    const scaled = contractOf(market).inverse ? relative.div(price) : relative.mul(price);
    return { from, relative, absolute: scaled.toSignificantDigits(15) };
  }

  function indexOf(market: Market): Decimal {
    return priceOf?.(market) ?? world.price(market.terms.baseCode);
  }

  function openingPrice(market: Market): Decimal {
    const name = priceOf ? market.terms.symbol : market.terms.baseCode;
    const price = openingPrices.get(name) ?? indexOf(market);
    openingPrices.set(name, price);
    return price;
  }

  return {
    state,
    intervalMs,
    start,
    at: (market, time) => rate(market, start(time)),
    history(market, now) {
      const first = state.opened - historyMs;
      const intervals = (start(now) - first) / intervalMs + 1;
      return Array.from({ length: intervals }, (_, index) => rate(market, first + index * intervalMs));
    },
    fix(markets, now) {
      const from = start(now);
      if (state.fixed === from) return;
      state.fixed = from;
      for (const market of markets) if (market.terms.contract?.expiresAt === null) rate(market, from);
    },
  };
}

/** Up to +/- 0.002 % an interval around a small premium: the size of published rates. */
function relativeRate(key: string, places: number): Decimal {
  const random = randomNumbers(fingerprint(key))();
  return new Decimal((random - 0.45) * 0.00004).toDecimalPlaces(places);
}

/** FNV-1a. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
