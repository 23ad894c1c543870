import { Decimal } from 'decimal.js';
import type { Market } from '../../engine/market.ts';
import type { Collateral, Rules } from '../../engine/rules.ts';

/** The wallet that pools collaterals, and the wallet that no contract is margined from. */
export const poolWallet = 'flex';
export const cashWallet = 'cash';

/**
 * Conversion fees: 0.05 % for cash and stablecoins, 0.5 % otherwise (support.kraken.com, fees for multi-collateral). Haircuts: fiat 0 %.
 * The remaining haircuts are round values in the magnitude of the published haircuts; Kraken changes haircuts without notice.
 */
const table: readonly (readonly [currency: string, asset: string, haircut: number, conversionFee: number])[] = [
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
export const collaterals: ReadonlyMap<string, Collateral> = new Map(
  table.map(([currency, asset, haircut, fee]) => [
    currency,
    { asset, haircut: new Decimal(haircut), conversionFee: new Decimal(fee) },
  ]),
);

/** Kraken's currency for a name of any of its exchanges (BTC, XBT, XXBT, ZUSD …), in lower case. */
export function currencyOf(name: string): string {
  const plain = name.toUpperCase().replace(/^[XZ](?=[A-Z]{3}$)/, '');
  return ({ BTC: 'xbt', XDG: 'doge' } as Record<string, string>)[plain] ?? plain.toLowerCase();
}

const cash = new Set(['usd', 'eur', 'gbp', 'usdt', 'usdc']);

/** Money of a state: no coin. */
export function isFiat(currency: string): boolean {
  return ['usd', 'eur', 'gbp'].includes(currency);
}

/** Base tier of the fee schedule: 0.02 % maker, 0.05 % taker. */
export const baseTier = {
  maker: new Decimal('0.0002'),
  taker: new Decimal('0.0005'),
  liquidation: new Decimal('0.0005'),
};

/** Kraken Futures in rules of the engine. */
export const futuresRules: Rules = {
  number: (value) => new Decimal(value),
  quote: { halfSpread: new Decimal('0.00005'), leastHalfTicks: new Decimal('0.5') },
  matching: {
    triggersFirst: true,
    triggersAtPlacement: false,
    judgedBy: 'offer',
    rejectsIdleImmediate: true,
    // The default strategy against self-trades refuses the taker.
    rejectsSelfTrade: true,
    // Rejections by Kraken's engine carry an order id and a REJECT event; all others come without (docs.kraken.com, send-order).
    recordedRejections: new Set([
      'clientOrderIdTaken',
      'postOnlyWouldTrade',
      'immediateWouldNotTrade',
      'wouldNotReduce',
      'outsidePriceCollar',
      'selfTrade',
    ]),
    // support.kraken.com, PRICE_COLLAR.
    priceCollar: new Decimal('0.2'),
    // "An immediate-or-cancel order with 1% price protection" (docs.kraken.com, send-order).
    marketProtection: new Decimal('0.01'),
    trailingStaysPositive: false,
    offsetRounding: Decimal.ROUND_HALF_UP,
  },
  // "It must be globally unique" (docs.kraken.com, send-order): an id stays used after its order has ended.
  clientOrderIds: 'unique for ever',
  feeRates: () => baseTier,
  // 4 decimals for cash (account-log sample: a fee of 0.0035457 is booked as 0.0035), 10 for coins.
  decimalsOf: (currency) => (cash.has(currency) ? 4 : 10),
  wallets: walletsOf,
  tradingWallet: cashWallet,
  margin: {
    collaterals,
    pool: { wallet: poolWallet, currency: 'usd' },
    // Kraken has announced a fee without a number.
    liquidationFeeRate: new Decimal('0.0025'),
  },
};

/** Inverse contracts live in the wallet of their coin. */
function walletsOf(markets: Iterable<Market>): [string, string[]][] {
  const own = [...markets].flatMap(({ terms: { contract } }): [string, string[]][] =>
    contract && contract.wallet !== poolWallet ? [[contract.wallet, [contract.settle]]] : [],
  );
  return [[cashWallet, []], [poolWallet, []], ...own];
}
