import type { Decimal } from 'decimal.js';
import { plainDecimal } from '../../engine/decimals.ts';
import type { Exchange } from './exchange.ts';
import { marketOf } from './exchange.ts';
import type { OrderTerms, OrderType, Side, Trigger } from './order.ts';
import { limitOf, orderTypes } from './order.ts';
import { checkDeadline, clientIds, timesOf } from './order-options.ts';
import type { Pair } from './pairs.ts';
import type { Touch } from './prices.ts';
import { onTick, parseOffset, parsePrice, touchOf, towardOf } from './prices.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';

/**
 * Checks an AddOrder request the way the API does before the matching engine sees it. Fields Kraken does not know
 * (stopPrice, triggerPrice ...) have no effect: an order that relies on one goes through as what the rest says.
 */
export function parseOrder(exchange: Exchange, params: Params): OrderTerms {
  const pair = exchange.pairs.find(params.pair ?? '') ?? refuse('EQuery:Unknown asset pair');
  const side = oneOf(['buy', 'sell'] as const, params.type, 'type');
  const type = oneOf(Object.keys(orderTypes) as OrderType[], params.ordertype, 'ordertype');
  refuseMargin(params);
  const touch = touchOf(exchange, pair);
  const flags = parseFlags(params, type, side);
  const terms: OrderTerms = {
    ...parsePrices(params, pair, side, type, touch),
    ...timesOf(params, flags, exchange.world.now()),
    ...clientIds(params),
    pair,
    side,
    type,
    flags,
    volume: parseVolume(params.volume, pair, 'volume'),
  };
  checkDeadline(params.deadline, exchange.world.now());
  checkMarket(exchange, terms);
  checkSize(terms, terms.volume, touch);
  return terms;
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, field: string): T {
  return allowed.find((name) => name === value) ?? refuseArgument(field);
}

/** Margin is not offered to this account; Kraken words that per case. */
function refuseMargin(params: Params): void {
  if (params.leverage !== undefined && !/^(none|0|1|1:1)$/.test(params.leverage)) refuse('EOrder:Cannot open position');
  if (params.reduce_only === 'true') refuse('EOrder:Reduce only:No position exists');
  if (Object.keys(params).some((name) => name.startsWith('close['))) refuseArgument('close');
}

const knownFlags = ['post', 'fcib', 'fciq', 'nompp', 'viqc'];

/**
 * The documentation names fcib as a seller's default; every order ever printed from the live exchange shows fciq
 * for both sides, so that is what an order without a preference gets.
 */
function parseFlags(params: Params, type: OrderType, side: Side): string[] {
  const flags = (params.oflags ?? '').split(',').filter((flag) => flag !== '');
  if (flags.some((flag) => !knownFlags.includes(flag))) refuseArgument('oflags');
  if (flags.includes('fcib') && flags.includes('fciq')) refuseArgument('oflags');
  if (flags.includes('post') && (type !== 'limit' || params.timeinforce === 'IOC')) refuseArgument('oflags');
  if (flags.includes('viqc') && (type !== 'market' || side !== 'buy')) refuseArgument('viqc');
  return flags.includes('fcib') || flags.includes('fciq') ? flags : [...flags, 'fciq'];
}

export function parseVolume(text: string | undefined, pair: Pair, field: string): Decimal {
  const volume = plainDecimal(text ?? '');
  if (!volume?.gt(0) || volume.decimalPlaces() > pair.lotDecimals) return refuseArgument(field);
  return volume;
}

type Prices = Pick<OrderTerms, 'limitPrice' | 'trigger' | 'priceText' | 'price2Text'>;

function parsePrices(params: Params, pair: Pair, side: Side, type: OrderType, touch: Touch): Prices {
  const { limit, trigger } = orderTypes[type];
  const toward = towardOf(type, side);
  const text = (price: Decimal) => price.toFixed(pair.pairDecimals);
  if (type === 'market') return { limitPrice: null, trigger: null, priceText: '0', price2Text: '0' };
  if (trigger === 'trailing') return parseTrailing(params, pair, side, limit, touch);
  const price = parsePrice(params.price ?? '', 'price', pair, touch.last, toward);
  if (!trigger) return { limitPrice: price, trigger: null, priceText: text(price), price2Text: '0' };
  const limitPrice = limit ? parsePrice(params.price2 ?? '', 'price2', pair, touch.last, toward) : null;
  const fires = (side === 'buy') === (trigger === 'stop') ? 'above' : 'below';
  const armed: Trigger = { price, signal: parseSignal(params), fires, trailing: null, limitOffset: null };
  return { limitPrice, trigger: armed, priceText: text(price), price2Text: limitPrice ? text(limitPrice) : '0' };
}

/** Trailing stops take a relative `price` with `+` only, and a relative `price2` measured from the trigger price. */
function parseTrailing(params: Params, pair: Pair, side: Side, limit: boolean, touch: Touch): Prices {
  const { price: priceText = '', price2: price2Text = '0' } = params;
  const trailing = priceText.startsWith('+') ? parseOffset(priceText, pair) : null;
  if (!trailing?.amount.gt(0)) return refuseArgument('price');
  const limitOffset = limit && !price2Text.startsWith('#') ? parseOffset(price2Text, pair) : null;
  if (limit && !limitOffset) return refuseArgument('price2');
  const gap = trailing.isFraction ? touch.last.times(trailing.amount) : trailing.amount;
  if (gap.gte(touch.last)) return refuseArgument('price');
  const price = onTick(side === 'buy' ? touch.last.plus(gap) : touch.last.minus(gap), pair.tickSize);
  const trigger: Trigger = {
    price,
    signal: parseSignal(params),
    fires: side === 'buy' ? 'above' : 'below',
    trailing,
    limitOffset,
  };
  return { limitPrice: null, trigger, priceText, price2Text: limit ? price2Text : '0' };
}

function parseSignal(params: Params): 'last' | 'index' {
  return oneOf(['last', 'index'] as const, params.trigger ?? 'last', 'trigger');
}

/** What the market's trading mode lets through. */
function checkMarket(exchange: Exchange, terms: OrderTerms): void {
  const { status } = marketOf(exchange, terms.pair);
  const mode = exchange.systemStatus === 'online' ? status : exchange.systemStatus;
  if (mode === 'maintenance') refuse('EService:Unavailable');
  if (mode === 'cancel_only') refuse('EService:Market in cancel_only mode');
  if (mode === 'post_only' && !terms.flags.includes('post')) refuse('EService:Market in post_only mode');
  if (mode === 'limit_only' && !orderTypes[terms.type].limit) refuse('EService:Market in limit_only mode');
  if (mode === 'reduce_only') refuse('EService:Market in reduce_only mode');
}

/** ordermin and costmin. The first wording is what the live exchange answers; the documented one is "Order minimum not met". */
export function checkSize(terms: OrderTerms, volume: Decimal, touch: Touch): void {
  const price = limitOf(terms) ?? terms.trigger?.price ?? (terms.side === 'buy' ? touch.ask : touch.bid);
  const inQuote = terms.flags.includes('viqc');
  const base = inQuote ? volume.div(price) : volume;
  if (base.lt(terms.pair.orderMin)) refuse('EGeneral:Invalid arguments:volume minimum not met');
  if (base.times(price).lt(terms.pair.costMin)) refuse('EOrder:Cost minimum not met');
}
