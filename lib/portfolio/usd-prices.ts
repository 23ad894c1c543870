import { inParallel } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { Decimal, type DecimalString } from '../decimal.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import type { Ticker } from '../exchanges/model/prices.ts';
import { recentTickerOf } from '../markets/prices.ts';
import { wholeMarkets } from '../session/markets.ts';
import { reasonOf } from './wallet.ts';

export interface AssetAt {
  readonly exchange: ExchangeId;
  readonly asset: string;
}

/** The exchange's own price of one unit. Null with a reason: an asset without a price is not worth nothing. */
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
  const listed = new Map<ExchangeId, Promise<ReadonlySet<string>>>();
  const symbolsOf = (exchange: ExchangeId): Promise<ReadonlySet<string>> => {
    const found = listed.get(exchange) ?? spotSymbols(exchange);
    listed.set(exchange, found);
    return found;
  };
  return inParallel(assets, width, (one) => priceOf(one, symbolsOf));
}

async function spotSymbols(exchange: ExchangeId): Promise<ReadonlySet<string>> {
  const name = { exchange, marketType: 'spot' } as const;
  return new Set((await wholeMarkets(name, await loadExchange(name))).bySymbol.keys());
}

async function priceOf(
  one: AssetAt,
  symbolsOf: (exchange: ExchangeId) => Promise<ReadonlySet<string>>,
): Promise<UsdPrice> {
  const symbol = `${one.asset}/USD`;
  const unknown = (reason: string): UsdPrice => ({ ...one, price: null, asOf: null, reason });
  if (one.asset === 'USD') return { ...one, price: '1', asOf: null, reason: null };
  try {
    if (!(await symbolsOf(one.exchange)).has(symbol)) return unknown(`the exchange has no market ${symbol}`);
    if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs)
      return unknown('the call had no time left for the price');
    const { value, asOf } = await recentTickerOf(one.exchange, symbol);
    const price = middleOf(value);
    return price === null ? unknown(`the exchange tells no price of ${symbol}`) : { ...one, price, asOf, reason: null };
  } catch (error) {
    return unknown(`the price of ${symbol} could not be read: ${reasonOf(error)}`);
  }
}

/** Halfway between bid and ask, which one odd trade cannot move; the last price where a side is empty. */
function middleOf({ bid, ask, last }: Ticker): DecimalString | null {
  return bid === null || ask === null ? last : new Decimal(bid).plus(ask).div(2).toFixed();
}
