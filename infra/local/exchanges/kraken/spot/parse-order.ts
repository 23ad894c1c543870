import type { Decimal } from 'decimal.js';
import { onTick, plainDecimal } from '../../engine/decimals.ts';
import { marketOf } from '../../engine/exchange.ts';
import type { OrderTerms, Side, Trigger } from '../../engine/order.ts';
import { limitOf } from '../../engine/order.ts';
import type { Quote } from '../../engine/quote.ts';
import { quoteOf } from '../../engine/quote.ts';
import { namedPair } from './asset-classes.ts';
import type { SpotExchange } from './exchange.ts';
import type { OrderForms } from './order-forms.ts';
import type { OrderType } from './order-types.ts';
import { orderTypes, ownOf } from './order-types.ts';
import type { Pair } from './pairs.ts';
import { pairOf } from './pairs.ts';
import { checkDeadline, clientIds, timesOf } from './parse-order-options.ts';
import { describeOffset, parseOffset, parsePrice, towardOf } from './parse-price.ts';
import { refuse, refuseArgument } from './refusal.ts';
import type { Params } from './request.ts';
import { spotRules } from './rules.ts';

/**
 * Checks an AddOrder request the way the API does before the matching engine sees it. Fields that Kraken does not know
 * (stopPrice, triggerPrice ...) have no effect: an order that relies on one goes through as what the rest says.
 */
export function parseOrder(exchange: SpotExchange, params: Params): OrderTerms {
  const pair = namedPair(exchange, params.pair, params.asset_class);
  const market = marketOf(exchange, pair.symbol);
  const side = oneOf(['buy', 'sell'] as const, params.type, 'type');
  const type = oneOf(Object.keys(orderTypes) as OrderType[], params.ordertype, 'ordertype');
  refuseMargin(params);
  const quote = quoteOf(exchange, market);
  const flags = parseFlags(params, type, side, exchange.forms);
  const { limitPrice, trigger, price, price2, signal } = parsePrices(params, pair, side, type, quote, exchange.forms);
  const times = timesOf(params, flags, exchange.world.now());
  const { clientOrderId, userref } = clientIds(params);
  const terms: OrderTerms = {
    ...{ market, side, limitPrice, trigger, clientOrderId, ...times },
    ...{ postOnly: flags.includes('post'), reduceOnly: false },
    quantity: parseQuantity(params.volume, pair, 'volume'),
    quantityIn: flags.includes('viqc') ? 'quote' : 'base',
    feeIn: flags.includes('fcib') ? 'base' : 'quote',
    own: { ordertype: type, price, price2, oflags: flags.join(','), trigger: signal, userref },
  };
  checkDeadline(params.deadline, exchange.world.now());
  checkMarket(exchange, terms);
  checkMinimums(terms, quote);
  return terms;
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, field: string): T {
  return allowed.find((name) => name === value) ?? refuseArgument(field);
}

/** Margin is not offered to this account. Kraken words that per case. */
function refuseMargin(params: Params): void {
  if (params.leverage !== undefined && !/^(none|0|1|1:1)$/.test(params.leverage)) refuse('EOrder:Cannot open position');
  if (params.reduce_only === 'true') refuse('EOrder:Reduce only:No position exists');
  if (Object.keys(params).some((name) => name.startsWith('close['))) refuseArgument('close');
}

const knownFlags = ['post', 'fcib', 'fciq', 'nompp', 'viqc'];

/**
 * The documentation names fcib as a seller's default. Every order ever printed by the live exchange shows fciq
 * for both sides, so an order without a preference gets fciq.
 */
function parseFlags(params: Params, type: OrderType, side: Side, { viqcLimits }: OrderForms): string[] {
  const flags = (params.oflags ?? '').split(',').filter((flag) => flag !== '');
  if (flags.some((flag) => !knownFlags.includes(flag))) refuseArgument('oflags');
  if (flags.includes('fcib') && flags.includes('fciq')) refuseArgument('oflags');
  if (flags.includes('post') && (type !== 'limit' || params.timeinforce === 'IOC')) refuseArgument('oflags');
  const mayCountQuote = type === 'market' || (type === 'limit' && viqcLimits);
  // A market sale is refused so: ccxt issue 22521 (2024).
  if (flags.includes('viqc') && (!mayCountQuote || side !== 'buy')) refuseArgument('viqc');
  return flags.includes('fcib') || flags.includes('fciq') ? flags : [...flags, 'fciq'];
}

export function parseQuantity(text: string | undefined, pair: Pair, field: string): Decimal {
  const quantity = plainDecimal(text ?? '');
  if (!quantity?.gt(0) || quantity.decimalPlaces() > pair.lotDecimals) return refuseArgument(field);
  return quantity;
}

interface Prices {
  readonly limitPrice: Decimal | null;
  readonly trigger: Trigger | null;
  readonly price: string;
  readonly price2: string;
  readonly signal: string;
}

function parsePrices(
  params: Params,
  pair: Pair,
  side: Side,
  type: OrderType,
  quote: Quote,
  { relativePrices }: OrderForms,
): Prices {
  const { limit, trigger: kind } = orderTypes[type];
  const toward = towardOf(type, side);
  const text = (price: Decimal) => price.toFixed(pair.pairDecimals);
  const none = { limitPrice: null, trigger: null, price: '0', price2: '0', signal: 'last' };
  if (type === 'market') return none;
  if (kind === 'trailing') return parseTrailing(params, pair, side, limit, quote);
  const price = parsePrice(params.price ?? '', 'price', pair, quote.last, toward);
  if (!kind) return { ...none, limitPrice: price, price: text(price) };
  const limitPrice = limit ? parsePrice(params.price2 ?? '', 'price2', pair, quote.last, toward) : null;
  const signal = parseSignal(params);
  const fires = (side === 'buy') === (kind === 'stop') ? 'above' : 'below';
  const trigger: Trigger = { kind, price, fires, ...lastPrice, trailing: null, limitOffset: null, firedAt: null };
  const described = (sent: string | undefined, found: Decimal) =>
    (relativePrices && describeOffset(sent ?? '', pair)) || text(found);
  const price2 = limitPrice ? described(params.price2, limitPrice) : '0';
  return { limitPrice, trigger, price: described(params.price, price), price2, signal };
}

/** Index and last price are equal here, so both signals are the last price. */
const lastPrice = { signal: 'last' } as const;

/** Trailing stops take a relative `price` with `+` only, and a relative `price2` measured from the trigger price. */
function parseTrailing(params: Params, pair: Pair, side: Side, limit: boolean, quote: Quote): Prices {
  const { price: priceText = '', price2: price2Text = '0' } = params;
  const trailing = priceText.startsWith('+') ? parseOffset(priceText, pair) : null;
  if (!trailing?.amount.gt(0)) return refuseArgument('price');
  const limitOffset = limit && !price2Text.startsWith('#') ? parseOffset(price2Text, pair) : null;
  if (limit && !limitOffset) return refuseArgument('price2');
  const gap = trailing.isFraction ? quote.last.times(trailing.amount) : trailing.amount;
  if (gap.gte(quote.last)) return refuseArgument('price');
  const price = onTick(side === 'buy' ? quote.last.plus(gap) : quote.last.minus(gap), pair.tickSize);
  const signal = parseSignal(params);
  const fires = side === 'buy' ? 'above' : 'below';
  const trigger: Trigger = { kind: 'trailing', price, fires, ...lastPrice, trailing, limitOffset, firedAt: null };
  const described = (sent: string) => describeOffset(sent, pair) ?? sent;
  return {
    limitPrice: null,
    trigger,
    price: described(priceText),
    price2: limit ? described(price2Text) : '0',
    signal,
  };
}

function parseSignal(params: Params): 'last' | 'index' {
  return oneOf(['last', 'index'] as const, params.trigger ?? 'last', 'trigger');
}

/** Orders that the market's trading mode lets through. */
function checkMarket({ systemStatus }: SpotExchange, terms: OrderTerms): void {
  const mode = systemStatus === 'online' ? terms.market.mode : systemStatus;
  if (mode === 'maintenance') refuse('EService:Unavailable');
  if (mode === 'cancel_only') refuse('EService:Market in cancel_only mode');
  if (mode === 'post_only' && !terms.postOnly) refuse('EService:Market in post_only mode');
  if (mode === 'limit_only' && !orderTypes[ownOf(terms).ordertype].limit) refuse('EService:Market in limit_only mode');
  if (mode === 'reduce_only') refuse('EService:Market in reduce_only mode');
}

/** ordermin and costmin. The first wording is the live exchange's; the documented wording is "Order minimum not met". */
export function checkMinimums(terms: OrderTerms, quote: Quote): void {
  const { quantity, side, market, trigger } = terms;
  const { orderMin, costMin } = pairOf(market);
  const limit = limitOf(terms, spotRules.matching.offsetRounding);
  const price = limit ?? trigger?.price ?? (side === 'buy' ? quote.ask : quote.bid);
  const base = terms.quantityIn === 'quote' ? quantity.div(price) : quantity;
  if (base.lt(orderMin)) refuse('EGeneral:Invalid arguments:volume minimum not met');
  if (base.times(price).lt(costMin)) refuse('EOrder:Cost minimum not met');
}
