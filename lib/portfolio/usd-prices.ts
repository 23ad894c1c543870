import { inParallel } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { Decimal, type DecimalString } from '../decimal.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { assetNamingOf } from '../exchanges/model/asset-codes.ts';
import type { Ticker } from '../exchanges/model/prices.ts';
import { recentTickerOf } from '../markets/prices.ts';
import { wholeMarkets } from '../session/markets.ts';
import { reasonOf } from './wallet.ts';

export interface AssetAt {
  readonly exchange: ExchangeId;
  readonly asset: string;
}

/** The exchange's price of a unit of the asset. Null with a reason: an asset without a price is not worth nothing. */
export interface UsdPrice extends AssetAt {
  readonly price: DecimalString | null;
  /** Epoch ms; null for USD itself and where there is no price. */
  readonly asOf: number | null;
  readonly reason: string | null;
}

/** A public request each, at most one in half a minute for all callers: few side by side, because the exchange counts them by address. */
const width = 4;
/** No price is begun with less time than this. */
const leastMs = 2000;

export async function usdPrices(assets: readonly AssetAt[]): Promise<UsdPrice[]> {
  const listed = new Map<ExchangeId, Promise<Listed>>();
  const listedAt = (exchange: ExchangeId): Promise<Listed> => {
    const found = listed.get(exchange) ?? spotListOf(exchange);
    listed.set(exchange, found);
    return found;
  };
  return inParallel(assets, width, (one) => priceOf(one, listedAt));
}

/** The symbols and assets that the exchange lists on spot. */
interface Listed {
  readonly symbols: ReadonlySet<string>;
  /** The code of an asset by a name of the exchange's own. */
  readonly codeOf: (name: string) => string;
}

async function spotListOf(exchange: ExchangeId): Promise<Listed> {
  const name = { exchange, marketType: 'spot' } as const;
  const whole = await wholeMarkets(name, await loadExchange(name));
  return { symbols: new Set(whole.bySymbol.keys()), codeOf: assetNamingOf(whole) };
}

async function priceOf(one: AssetAt, listedAt: (exchange: ExchangeId) => Promise<Listed>): Promise<UsdPrice> {
  const unknown = (reason: string): UsdPrice => ({ ...one, price: null, asOf: null, reason });
  let symbol = `${one.asset}/USD`;
  if (one.asset === 'USD') return inUsd(one);
  try {
    const { symbols, codeOf } = await listedAt(one.exchange);
    const asset = plainAsset(one, codeOf);
    if (asset === 'USD') return inUsd(one);
    symbol = `${asset}/USD`;
    if (!symbols.has(symbol)) return unknown(`the exchange has no market ${symbol}`);
    if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs)
      return unknown('the call had no time left for the price');
    const { value, asOf } = await recentTickerOf(one.exchange, symbol);
    const price = middleOf(value);
    return price === null ? unknown(`the exchange tells no price of ${symbol}`) : { ...one, price, asOf, reason: null };
  } catch (error) {
    return unknown(`the price of ${symbol} could not be read: ${reasonOf(error)}`);
  }
}

function inUsd(one: AssetAt): UsdPrice {
  return { ...one, price: '1', asOf: null, reason: null };
}

/** `BTC.F` is bitcoin that earns, and so is `XBT.F`. An asset with a different ending is an asset of its own. */
function plainAsset({ exchange, asset }: AssetAt, codeOf: Listed['codeOf']): string {
  const suffix = exchanges[exchange].earningSuffixes.find((each) => asset.endsWith(each));
  return suffix === undefined ? asset : codeOf(asset.slice(0, -suffix.length));
}

/** Halfway between bid and ask, which one odd trade cannot move; the last price where a side is empty. */
function middleOf({ bid, ask, last }: Ticker): DecimalString | null {
  return bid === null || ask === null ? last : new Decimal(bid).plus(ask).div(2).toFixed();
}
