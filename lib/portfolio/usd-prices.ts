import { inParallel } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { Decimal, type DecimalString } from '../decimal.ts';
import { type ExchangeId, exchangeIds, exchanges } from '../exchanges/exchanges.ts';
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

/** A market whose price leads from an asset towards USD. */
export interface MarketAt {
  readonly exchange: ExchangeId;
  readonly symbol: string;
}

/** The price of a unit of the asset. Null with a reason: an asset without a price is not worth nothing. */
export interface UsdPrice extends AssetAt {
  readonly price: DecimalString | null;
  /** Epoch ms of the older price; null for USD itself and where there is no price. */
  readonly asOf: number | null;
  /** The price is the product of the prices of these markets. */
  readonly markets: readonly MarketAt[];
  readonly reason: string | null;
}

/** A public request each, at most one in half a minute for all callers: few side by side, because the exchange counts them by address. */
const width = 4;
/** No price is begun with less time than this. */
const leastMs = 2000;

/**
 * Coins that stand for the dollar. An exchange without a market of the asset in USD lists a market in such a coin. Another exchange tells the
 * price of the coin in USD: a dollar coin is not always worth a dollar.
 */
const dollarCoins = ['USDT', 'USDC'] as const;

export async function usdPrices(assets: readonly AssetAt[]): Promise<UsdPrice[]> {
  const read = new Map<ExchangeId, Promise<Listed>>();
  const lists: Lists = (exchange) => {
    const found = read.get(exchange) ?? spotListOf(exchange);
    read.set(exchange, found);
    return found;
  };
  return inParallel(assets, width, (one) => priceOf(one, lists));
}

type Lists = (exchange: ExchangeId) => Promise<Listed>;

/** The symbols and assets that the exchange lists on spot. */
interface Listed {
  readonly symbols: ReadonlySet<string>;
  /** Markets that take no order: their last price is one of long ago. */
  readonly closed: ReadonlySet<string>;
  /** The code of an asset by a name of the exchange's own. */
  readonly codeOf: (name: string) => string;
}

async function spotListOf(exchange: ExchangeId): Promise<Listed> {
  const name = { exchange, marketType: 'spot' } as const;
  const whole = await wholeMarkets(name, await loadExchange(name));
  const closed = [...whole.bySymbol].filter(([, { status }]) => status === 'closed').map(([symbol]) => symbol);
  return { symbols: new Set(whole.bySymbol.keys()), closed: new Set(closed), codeOf: assetNamingOf(whole) };
}

async function priceOf(one: AssetAt, lists: Lists): Promise<UsdPrice> {
  const worthOne: UsdPrice = { ...one, price: '1', asOf: null, markets: [], reason: null };
  if (one.asset === 'USD') return worthOne;
  try {
    const asset = plainAsset(one, (await lists(one.exchange)).codeOf);
    if (asset === 'USD') return worthOne;
    const markets = await marketsToUsd({ ...one, asset }, lists);
    if (markets === null)
      throw new NoPrice(`the exchange has no market ${asset}/USD, and none in a coin with a price in USD`);
    return { ...one, ...(await product(markets, lists)), markets, reason: null };
  } catch (error) {
    const unread = `the price of ${one.asset} in USD could not be read: ${reasonOf(error)}`;
    const reason = error instanceof NoPrice ? error.message : unread;
    return { ...one, price: null, asOf: null, markets: [], reason };
  }
}

/** The message is the reason that the caller reads. */
class NoPrice extends Error {}

async function product(markets: readonly MarketAt[], lists: Lists): Promise<{ price: DecimalString; asOf: number }> {
  let [price, asOf] = [new Decimal(1), Number.POSITIVE_INFINITY];
  for (const { exchange, symbol } of markets) {
    if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs)
      throw new NoPrice('the call had no time left for the price');
    const ticker = await recentTickerOf(exchange, symbol);
    const { closed } = await lists(exchange);
    const middle = middleOf(ticker.value, closed.has(symbol));
    if (middle === null) throw new NoPrice(`${exchange} tells no price of ${symbol}`);
    price = price.mul(middle);
    asOf = Math.min(asOf, ticker.asOf);
  }
  return { price: price.toFixed(), asOf };
}

/** The market in USD; else the market in a dollar coin, and the market of that coin in USD. Null where there is no such way. */
async function marketsToUsd({ exchange, asset }: AssetAt, lists: Lists): Promise<readonly MarketAt[] | null> {
  const { symbols } = await lists(exchange);
  if (symbols.has(`${asset}/USD`)) return [{ exchange, symbol: `${asset}/USD` }];
  const coins = dollarCoins.filter((coin) => coin === asset);
  for (const coin of coins.length > 0 ? coins : dollarCoins) {
    const symbol = `${asset}/${coin}`;
    if (asset !== coin && !symbols.has(symbol)) continue;
    const inUsd = await anywhere(`${coin}/USD`, lists);
    if (inUsd !== null) return asset === coin ? [inUsd] : [{ exchange, symbol }, inUsd];
  }
  return null;
}

/** The first exchange of the table that lists the symbol. A list that cannot be read leaves the next exchange. */
async function anywhere(symbol: string, lists: Lists): Promise<MarketAt | null> {
  for (const exchange of exchangeIds) {
    const listed = await lists(exchange).catch(() => null);
    if (listed?.symbols.has(symbol)) return { exchange, symbol };
  }
  return null;
}

/** `BTC.F` is bitcoin that earns, and so is `XBT.F`. An asset with a different ending is an asset of its own. */
function plainAsset({ exchange, asset }: AssetAt, codeOf: Listed['codeOf']): string {
  const suffix = exchanges[exchange].earningSuffixes.find((each) => asset.endsWith(each));
  return suffix === undefined ? asset : codeOf(asset.slice(0, -suffix.length));
}

/** Halfway between bid and ask, which one odd trade cannot move; the last price where a side is empty, unless the market is closed. */
function middleOf({ bid, ask, last }: Ticker, isClosed: boolean): DecimalString | null {
  if (bid === null || ask === null) return isClosed ? null : last;
  return new Decimal(bid).plus(ask).div(2).toFixed();
}
