import { marketOf } from '../../engine/exchange.ts';
import { fillsOf, volumeSince } from '../../engine/market-fills.ts';
import { quoteOf } from '../../engine/quote.ts';
import { assetsOfClass, classOf, namedPair, pairsOfClass } from './asset-classes.ts';
import type { Asset } from './assets.ts';
import { assets, findAsset } from './assets.ts';
import type { SpotExchange } from './exchange.ts';
import { seconds } from './exchange.ts';
import { ownOf } from './order-types.ts';
import type { Pair } from './pairs.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

const dayMs = 86_400_000;

export function time(exchange: SpotExchange): unknown {
  const now = exchange.world.now();
  const [day, ...rest] = new Date(now).toUTCString().replace('GMT', '+0000').split(', ');
  const rfc1123 = `${day}, ${rest.join(', ').replace(/ \d\d(\d\d) /, ' $1 ')}`;
  return { unixtime: Math.floor(now / 1000), rfc1123 };
}

export function systemStatus(exchange: SpotExchange): unknown {
  return {
    status: exchange.systemStatus,
    timestamp: new Date(exchange.world.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}

export function assetList(exchange: SpotExchange, params: Params): unknown {
  const names = listOf(params.asset);
  const named = names?.map((name) => findAsset(name) ?? refuse('EQuery:Unknown asset'));
  const chosen = named ?? assetsOfClass(exchange, assets, params.aclass);
  return Object.fromEntries(chosen.map((asset) => [asset.id, renderAsset(asset)]));
}

function renderAsset({ code: _code, id: _id, aclass, ...published }: Asset): Record<string, unknown> {
  return { aclass, ...published, status: 'enabled' };
}

export function assetPairs(exchange: SpotExchange, params: Params): unknown {
  const pairs = pairsOf(exchange, params.pair, params.aclass_base);
  return Object.fromEntries(pairs.map((pair) => [pair.symbol, renderPair(exchange, pair)]));
}

function renderPair(exchange: SpotExchange, pair: Pair): Record<string, unknown> {
  const [longLimit, shortLimit] = pair.positionLimit;
  return {
    altname: pair.altname,
    ...(pair.wsname === '' ? {} : { wsname: pair.wsname }),
    aclass_base: classOf(pair),
    base: pair.base,
    aclass_quote: 'currency',
    quote: pair.quote,
    lot: 'unit',
    cost_decimals: pair.costDecimals,
    pair_decimals: pair.pairDecimals,
    lot_decimals: pair.lotDecimals,
    lot_multiplier: 1,
    leverage_buy: pair.leverage,
    leverage_sell: pair.leverage,
    fees: pair.fees,
    fees_maker: pair.makerFees,
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: pair.orderMin.toFixed(),
    costmin: pair.costMin.toFixed(),
    tick_size: pair.tickSize.toFixed(),
    status: marketOf(exchange, pair.symbol).mode,
    ...(classOf(pair) === 'tokenized_asset' ? { execution_venue: 'international' } : {}),
    long_position_limit: longLimit,
    short_position_limit: shortLimit,
  };
}

/** Prices have five decimals at least, whatever the pair's own are (recorded 2025: 105944.30000 of a pair with one decimal). */
function priceText(price: { toFixed(digits: number): string }, { pairDecimals }: Pair): string {
  return price.toFixed(Math.max(5, pairDecimals));
}

/** Prices are the best bid and ask, volumes those of the customers; day ranges are nominal. */
export function ticker(exchange: SpotExchange, params: Params): unknown {
  const now = exchange.world.now();
  return Object.fromEntries(
    pairsOf(exchange, params.pair, params.asset_class).map((pair) => {
      const market = marketOf(exchange, pair.symbol);
      const { bid, ask, last } = quoteOf(exchange, market);
      const text = priceText(last, pair);
      const day = {
        // Since midnight UTC, and over the last 24 hours (docs.kraken.com, get-ticker-information).
        v: [now - (now % dayMs), now - dayMs].map((from) => volumeSince(exchange, market, from).toFixed(8)),
        p: [text, text],
        t: [0, 0],
        l: [text, text],
        h: [text, text],
        o: text,
      };
      const side = (price: { toFixed(digits: number): string }) => [priceText(price, pair), '1', '1.000'];
      return [pair.symbol, { a: side(ask), b: side(bid), c: [text, pair.orderMin.toFixed(pair.lotDecimals)], ...day }];
    }),
  );
}

/** A book of ten evenly spaced levels behind the best bid and ask. */
export function depth(exchange: SpotExchange, params: Params): unknown {
  const pair = onePair(exchange, params);
  const { bid, ask } = quoteOf(exchange, marketOf(exchange, pair.symbol));
  const levels = Math.min(10, countOf(params.count, 100, 500));
  const at = seconds(exchange.world.now());
  const row = (price: { toFixed(digits: number): string }, index: number) => [
    priceText(price, pair),
    `${index + 1}.000`,
    Math.floor(at),
  ];
  const steps = Array.from({ length: levels }, (_, index) => pair.tickSize.times(index));
  return {
    [pair.symbol]: {
      asks: steps.map((step, index) => row(ask.plus(step), index)),
      bids: steps.flatMap((step, index) => (bid.gt(step) ? [row(bid.minus(step), index)] : [])),
    },
  };
}

/** Trades of the sandbox's customers, oldest first. */
export function recentTrades(exchange: SpotExchange, params: Params): unknown {
  const pair = onePair(exchange, params);
  const limit = countOf(params.count, 1000, 1000);
  const all = fillsOf(exchange, marketOf(exchange, pair.symbol));
  const later = params.since === undefined ? null : all.filter(({ at }) => at > sinceOf(params.since));
  // With `since` the pages go forward, without it the answer is the newest page.
  const recent = later ? later.slice(0, limit) : all.slice(-limit);
  const rows = recent.map(({ price, quantity, at, order, role, number }) => [
    priceText(price, pair),
    quantity.toFixed(pair.lotDecimals),
    at / 1000,
    order.side === 'buy' ? 'b' : 's',
    role === 'maker' || ownOf(order).ordertype === 'limit' ? 'l' : 'm',
    '',
    number,
  ]);
  // Without `since` nothing can be older than now, and a page of none still needs a place to go on from.
  const last = (later ? recent.at(-1)?.at : undefined) ?? exchange.world.now();
  return { [pair.symbol]: rows, last: String(BigInt(last) * 1_000_000n) };
}

/** Unix seconds, or the nanoseconds of an earlier `last` (docs.kraken.com, get-recent-trades); in ms. */
function sinceOf(text = ''): number {
  if (!/^\d{1,19}(\.\d+)?$/.test(text)) refuseArgument('since');
  const [seconds = ''] = text.split('.');
  return seconds.length > 15 ? Math.floor(Number(text) / 1e6) : Math.round(Number(text) * 1000);
}

function pairsOf(exchange: SpotExchange, text: string | undefined, assetClass: string | undefined): readonly Pair[] {
  const named = listOf(text)?.map((name) => namedPair(exchange, name, assetClass));
  return named ?? pairsOfClass(exchange, assetClass);
}

export function onePair(exchange: SpotExchange, params: Params): Pair {
  return namedPair(exchange, params.pair, params.asset_class);
}

function listOf(text: string | undefined): string[] | null {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return names.length === 1 && names[0] === '' ? null : names;
}

function countOf(text: string | undefined, fallback: number, most: number): number {
  const count = Number(text ?? fallback);
  return Number.isInteger(count) && count >= 1 && count <= most ? count : refuseArgument('count');
}
