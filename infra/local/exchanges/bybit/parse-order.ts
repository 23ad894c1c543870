import type { Decimal } from 'decimal.js';
import type { Market } from '../engine/market.ts';
import type { Side } from '../engine/order.ts';
import { type Category, categories, marketNamed } from './instruments.ts';
import { decimal, flag, integer, oneOf, type Params, required, text } from './params.ts';
import { badParameter, refuse } from './refusal.ts';

export const orderFilters = ['Order', 'tpslOrder', 'StopOrder'] as const;
export type OrderFilter = (typeof orderFilters)[number];
export const marginModes = ['ISOLATED_MARGIN', 'REGULAR_MARGIN', 'PORTFOLIO_MARGIN'] as const;
export const timesInForce = ['GTC', 'IOC', 'FOK', 'PostOnly'] as const;
const signals = { LastPrice: 'last', MarkPrice: 'mark', IndexPrice: 'index' } as const;

/** `order/create` as the customer asked for it; names and meanings: docs v5, order/create-order. */
export interface OrderRequest {
  readonly category: Category;
  readonly market: Market;
  readonly side: Side;
  readonly isMarket: boolean;
  readonly quantity: Decimal;
  /** A spot market buy counts the quote asset unless `marketUnit` says otherwise. */
  readonly marketUnit: 'baseCoin' | 'quoteCoin';
  readonly price: Decimal | null;
  readonly timeInForce: (typeof timesInForce)[number];
  readonly filter: OrderFilter;
  readonly triggerPrice: Decimal | null;
  readonly triggerDirection: 1 | 2 | null;
  readonly signal: (typeof signals)[keyof typeof signals];
  readonly reduceOnly: boolean;
  readonly closeOnTrigger: boolean;
  readonly positionIdx: number;
  readonly linkId: string | null;
  readonly smpType: string;
}

export function categoryIn(params: Params): Category {
  const category = oneOf(params, 'category', [...categories, 'option']);
  if (category === null) return badParameter('category is required');
  return category === 'option' ? refuse(10001, 'params error: options are not listed here') : category;
}

export function marketIn(markets: ReadonlyMap<string, Market>, category: Category, params: Params): Market {
  const id = required(params, 'symbol');
  const market = marketNamed(markets, category, id);
  if (market) return market;
  return category === 'spot' ? refuse(170121, 'Invalid symbol.') : badParameter(`symbol invalid ${id}`);
}

export function readOrder(markets: ReadonlyMap<string, Market>, params: Params): OrderRequest {
  const category = categoryIn(params);
  const market = marketIn(markets, category, params);
  const isMarket = required(params, 'orderType') === 'Market' || limitWord(params);
  const side = sideIn(params);
  return {
    ...{ category, market, side, isMarket },
    quantity: decimal(params, 'qty') ?? badParameter('qty is required'),
    marketUnit: unitOf(category, params, isMarket, side),
    price: isMarket ? null : (decimal(params, 'price') ?? badParameter('price is required')),
    timeInForce: isMarket ? 'IOC' : (oneOf(params, 'timeInForce', timesInForce) ?? 'GTC'),
    ...triggerIn(category, params),
    // Of contracts alone: on spot both are ignored, and clients send them.
    reduceOnly: flag(params, 'reduceOnly') && category !== 'spot',
    closeOnTrigger: flag(params, 'closeOnTrigger') && category !== 'spot',
    ...{ positionIdx: integer(params, 'positionIdx') ?? 0, linkId: linkIdIn(params) },
    smpType: oneOf(params, 'smpType', ['None', 'CancelMaker', 'CancelTaker', 'CancelBoth']) ?? 'None',
  };
}

/** Any word but Market and Limit is refused, `Stop_loss` too. */
function limitWord(params: Params): false {
  const word = required(params, 'orderType');
  return word === 'Limit' ? false : badParameter(`orderType invalid: ${word}`);
}

function sideIn(params: Params): Side {
  const side = oneOf(params, 'side', ['Buy', 'Sell']);
  if (side === null) return badParameter('side is required');
  return side === 'Buy' ? 'buy' : 'sell';
}

function unitOf(category: Category, params: Params, isMarket: boolean, side: Side): OrderRequest['marketUnit'] {
  const unit = oneOf(params, 'marketUnit', ['baseCoin', 'quoteCoin']);
  if (category !== 'spot' || !isMarket) return 'baseCoin';
  return unit ?? (side === 'buy' ? 'quoteCoin' : 'baseCoin');
}

function triggerIn(category: Category, params: Params) {
  const filter = oneOf(params, 'orderFilter', orderFilters) ?? 'Order';
  const triggerPrice = decimal(params, 'triggerPrice');
  const direction = integer(params, 'triggerDirection');
  const isSpot = category === 'spot';
  if (isSpot && (triggerPrice !== null) !== (filter !== 'Order')) badParameter('orderFilter and triggerPrice');
  if (direction !== null && ![0, 1, 2].includes(direction)) badParameter('triggerDirection invalid');
  if (!isSpot && triggerPrice !== null && !direction) badParameter('triggerDirection invalid');
  const signal = oneOf(params, 'triggerBy', ['LastPrice', 'MarkPrice', 'IndexPrice']) ?? 'LastPrice';
  const triggerDirection: 1 | 2 | null = !isSpot && (direction === 1 || direction === 2) ? direction : null;
  return { filter, triggerPrice, triggerDirection, signal: isSpot ? ('last' as const) : signals[signal] };
}

function linkIdIn(params: Params): string | null {
  const id = text(params, 'orderLinkId');
  if (id !== null && !/^[A-Za-z0-9_-]{1,36}$/.test(id)) badParameter('orderLinkId invalid');
  return id;
}
