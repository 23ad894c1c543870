import type { Input } from '../../contract/deferred.ts';
import type {
  orderBookResponse,
  orderBookShape,
  symbolsResponse,
  tickerResponse,
  tickerShape,
} from '../../contract/schemas/markets.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import { marketTypeOf } from '../../exchanges/model/axes.ts';
import type { OrderBook, PriceLevel, Ticker } from '../../exchanges/model/prices.ts';
import type { ListedMarket, SymbolsPage } from '../../markets/symbols.ts';
import type { Priced } from '../../markets/turns.ts';
import { iso, isoOrNull } from './iso-time.ts';

export function presentSymbols(exchange: string, { markets, next, asOf }: SymbolsPage): Input<typeof symbolsResponse> {
  const symbols = markets.map((market) => presentSymbol(exchange, market));
  return { symbols, count: symbols.length, next_cursor: next, as_of: iso(asOf) };
}

function presentSymbol(exchange: string, { marketType, ...market }: ListedMarket) {
  const { symbol, base, quote, settle, expiresAt = null } = market;
  return {
    symbol,
    exchange,
    market_type: marketType,
    base,
    quote,
    settle,
    price_step: stepOrNull(market.priceStep),
    quantity_step: stepOrNull(market.quantityStep),
    min_quantity: market.minQuantity,
    min_cost: market.minCost,
    contract_size: marketType === 'spot' ? null : market.contractSize,
    maker_fee: market.makerFee,
    taker_fee: market.takerFee,
    expires_at: isoOrNull(expiresAt),
    status: market.status ?? null,
  };
}

/** A catalogue writes zero for a step that the exchange does not tell. */
function stepOrNull(step: DecimalString): DecimalString | null {
  return new Decimal(step).isZero() ? null : step;
}

function named(exchange: string, symbol: string, { asOf }: Priced<unknown>) {
  return { exchange, symbol, market_type: marketTypeOf(symbol), as_of: iso(asOf) };
}

export function presentTickerAnswer(
  exchange: string,
  symbol: string,
  priced: Priced<Ticker>,
): Input<typeof tickerResponse> {
  return { ...named(exchange, symbol, priced), ticker: presentTicker(priced.value) };
}

export function presentTicker({ volume24h, ...prices }: Ticker): Input<typeof tickerShape> {
  return { ...prices, volume_24h: volume24h };
}

export function presentOrderBookAnswer(
  exchange: string,
  symbol: string,
  priced: Priced<OrderBook>,
): Input<typeof orderBookResponse> {
  return { ...named(exchange, symbol, priced), order_book: presentOrderBook(priced.value) };
}

export function presentOrderBook({ bids, asks, timestamp }: OrderBook): Input<typeof orderBookShape> {
  return { bids: bids.map(presentLevel), asks: asks.map(presentLevel), timestamp };
}

function presentLevel({ price, quantity }: PriceLevel): [string, string] {
  return [price, quantity];
}
