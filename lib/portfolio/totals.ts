import { Decimal, type DecimalString } from '../decimal.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import type { UsdPrice } from './usd-prices.ts';
import type { WalletRead } from './wallet.ts';

/** A wallet with the facts that sums need. */
export interface CountedWallet extends WalletRead {
  readonly exchange: ExchangeId;
  /** The account under which a shared wallet is counted; null: the wallet's own account. */
  readonly countedUnder: string | null;
}

/** An amount of an asset over all wallets. Null where a part of the amount is unknown. */
export interface AssetSum {
  readonly asset: string;
  readonly amount: DecimalString | null;
  readonly valueUsd: DecimalString | null;
}

export interface Totals {
  readonly assets: readonly (AssetSum & { readonly amount: DecimalString })[];
  /** Null: some wallet or balance could not be read, or some asset has no price. */
  readonly valueUsd: DecimalString | null;
  /** The part of the value that is known. */
  readonly knownValueUsd: DecimalString;
  readonly unrealizedPnl: readonly AssetSum[];
  readonly unrealizedPnlUsd: DecimalString | null;
}

export type PriceOf = (exchange: ExchangeId, asset: string) => UsdPrice | undefined;

/** An amount in USD: null without a price, and 0 for nothing, whatever one unit is worth. */
export function usdValue(amount: DecimalString, price: DecimalString | null | undefined): DecimalString | null {
  if (new Decimal(amount).isZero()) return '0';
  return price === null || price === undefined ? null : new Decimal(amount).mul(price).toFixed();
}

/** Each wallet once: a wallet that is counted under another account is in no sum here. */
export function totalsOf(wallets: readonly CountedWallet[], priceOf: PriceOf): Totals {
  const counted = wallets.filter(({ countedUnder }) => countedUnder === null);
  const held = counted.flatMap(({ exchange, balances }) => (balances ?? []).map((each) => ({ ...each, exchange })));
  const assets = sumsOf(
    held.map(({ exchange, asset, total }) => ({ exchange, asset, amount: total })),
    priceOf,
  );
  const open = counted.flatMap(({ exchange, positions }) => (positions ?? []).map((each) => ({ ...each, exchange })));
  const unrealizedPnl = sumsOf(
    open.map(({ exchange, settle, unrealizedPnl: amount }) => ({ exchange, asset: settle ?? unnamed, amount })),
    priceOf,
  );
  const isWhole = (part: 'balances' | 'positions') => counted.every((wallet) => wallet[part] !== null);
  const areRead = counted.every(({ unreadBalances }) => unreadBalances === 0);
  return {
    assets: assets.flatMap(({ amount, ...sum }) => (amount === null ? [] : [{ ...sum, amount }])),
    valueUsd: isWhole('balances') && areRead ? wholeValue(assets) : null,
    knownValueUsd: knownValue(held, priceOf),
    unrealizedPnl,
    unrealizedPnlUsd: isWhole('positions') ? wholeValue(unrealizedPnl) : null,
  };
}

/** The asset of a profit whose contract the exchange did not tell. */
const unnamed = '';

interface Amount {
  readonly exchange: ExchangeId;
  readonly asset: string;
  readonly amount: DecimalString | null;
}

function sumsOf(amounts: readonly Amount[], priceOf: PriceOf): AssetSum[] {
  return [...Map.groupBy(amounts, ({ asset }) => asset)]
    .map(([asset, own]) => ({
      asset,
      amount: addedUp(own.map(({ amount }) => amount)),
      valueUsd: addedUp(own.map(({ exchange, amount }) => worth(exchange, asset, amount, priceOf))),
    }))
    .toSorted((one, other) => (one.asset < other.asset ? -1 : 1));
}

function worth(exchange: ExchangeId, asset: string, amount: DecimalString | null, priceOf: PriceOf) {
  return amount === null ? null : usdValue(amount, priceOf(exchange, asset)?.price);
}

/** An unknown amount makes the sum unknown. */
function addedUp(amounts: readonly (DecimalString | null)[]): DecimalString | null {
  return amounts.reduce<DecimalString | null>(
    (sum, amount) => (sum === null || amount === null ? null : new Decimal(sum).plus(amount).toFixed()),
    '0',
  );
}

function wholeValue(sums: readonly AssetSum[]): DecimalString | null {
  return addedUp(sums.map(({ valueUsd }) => valueUsd));
}

function knownValue(
  held: readonly { readonly exchange: ExchangeId; readonly asset: string; readonly total: DecimalString }[],
  priceOf: PriceOf,
): DecimalString {
  const values = held.map(({ exchange, asset, total }) => usdValue(total, priceOf(exchange, asset)?.price) ?? '0');
  return values.reduce((sum, value) => sum.plus(value), new Decimal(0)).toFixed();
}
