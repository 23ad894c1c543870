import { Decimal } from 'decimal.js';
import type { World } from '../../engine/world.ts';

/** What a currency counts for in the multi-collateral wallet. `haircut` and `conversionFee` are fractions. */
export interface Collateral {
  /** The world's name of the asset. */
  asset: string;
  haircut: Decimal;
  conversionFee: Decimal;
}

/**
 * Conversion fees: 0.05 % for cash and stablecoins, 0.5 % otherwise (support.kraken.com, fees for multi-collateral).
 * Haircuts: fiat 0 %; the others are round values of the order Kraken publishes, which change without notice.
 */
const rows: [string, string, number, number][] = [
  ['usd', 'USD', 0, 0],
  ['eur', 'EUR', 0, 0.0005],
  ['gbp', 'GBP', 0, 0.0005],
  ['usdt', 'USDT', 0.01, 0.0005],
  ['usdc', 'USDC', 0.01, 0.0005],
  ['xbt', 'BTC', 0.02, 0.005],
  ['eth', 'ETH', 0.03, 0.005],
  ['sol', 'SOL', 0.1, 0.005],
  ['xrp', 'XRP', 0.1, 0.005],
  ['ltc', 'LTC', 0.1, 0.005],
  ['ada', 'ADA', 0.15, 0.005],
  ['dot', 'DOT', 0.15, 0.005],
  ['doge', 'DOGE', 0.15, 0.005],
  ['link', 'LINK', 0.15, 0.005],
];

/** In ascending order of haircut: the order in which Kraken sells collateral to cover a debt in USD. */
export const collaterals = new Map<string, Collateral>(
  rows.map(([currency, asset, haircut, fee]) => [
    currency,
    { asset, haircut: new Decimal(haircut), conversionFee: new Decimal(fee) },
  ]),
);

/** USD value of one unit. */
export function usdPrice(world: World, currency: string): Decimal {
  const collateral = collaterals.get(currency);
  return collateral ? world.price(collateral.asset) : world.price(currency.toUpperCase());
}

/** USD one unit counts for as margin: (1 - haircut) x (1 - conversion fee), as the numbers in the documented `accounts` example work out. */
export function marginValue(world: World, currency: string): Decimal {
  const collateral = collaterals.get(currency);
  if (!collateral) return new Decimal(0);
  return usdPrice(world, currency).mul(collateral.haircut.neg().add(1)).mul(collateral.conversionFee.neg().add(1));
}

/** Kraken's currency for a name of either exchange (BTC, XBT, XXBT, ZUSD …), in lower case. */
export function currencyOf(name: string): string {
  const plain = name.toUpperCase().replace(/^[XZ](?=[A-Z]{3}$)/, '');
  return ({ BTC: 'xbt', XDG: 'doge' } as Record<string, string>)[plain] ?? plain.toLowerCase();
}

const fiat = new Set(['usd', 'eur', 'gbp', 'usdt', 'usdc']);

/** Bookings are rounded: 4 decimals for cash (account-log sample: a fee of 0.0035457 is booked as 0.0035), 10 for coins. */
export function bookedDecimals(currency: string) {
  return fiat.has(currency) ? 4 : 10;
}
