import type { ExchangeOrder, OrderRequest, OrderType } from '../exchanges/model/order.ts';

type Told = 'symbol' | 'side' | 'type' | 'quantity' | 'price' | 'stopPrice' | 'timeInForce' | 'postOnly' | 'reduceOnly';
type Trigger = 'trailingPercent' | 'trailingAmount' | 'triggerPriceType';

/** What an order asks for, as clients see the order. Null: the order has no term of the name, or the term is unknown. */
export type Terms = Pick<ExchangeOrder, Told> & {
  readonly [K in Trigger]: NonNullable<ExchangeOrder[K]> | null;
};

/** The terms of an order of the journal: the request's, and the exchange's word on terms that may have changed since. */
export function termsOf(request: OrderRequest, described: ExchangeOrder | null): Terms {
  const { symbol, side, quantity, price = null, stopPrice = null, postOnly, reduceOnly } = request;
  const timeInForce = request.timeInForce ?? described?.timeInForce ?? null;
  const terms = {
    ...{ symbol, side, quantity, price, stopPrice, postOnly, reduceOnly, timeInForce },
    ...(described === null ? {} : amendable(described, request)),
  };
  return { ...terms, type: typeOf(request.type, terms.price), ...triggerOf(request, described) };
}

/** The terms as the exchange tells them: an order that the journal does not know. */
export function termsTold(found: ExchangeOrder): Terms {
  const { symbol, side, type, quantity, price, stopPrice, timeInForce, postOnly, reduceOnly } = found;
  const { trailingPercent = null, trailingAmount = null, triggerPriceType = null } = found;
  return {
    ...{ symbol, side, type, quantity, price, stopPrice, timeInForce, postOnly, reduceOnly },
    ...{ trailingPercent, trailingAmount, triggerPriceType },
  };
}

/** An unreadable order: the symbol is known if the caller gave a symbol. */
export function untoldTerms(symbol: string): Terms {
  return {
    ...{ symbol, side: null, type: null, quantity: null, price: null, stopPrice: null, timeInForce: null },
    ...{ postOnly: null, reduceOnly: null, trailingPercent: null, trailingAmount: null, triggerPriceType: null },
  };
}

export function isTriggered(type: OrderType): boolean {
  return type !== 'market' && type !== 'limit';
}

/** An amendment can give a stop a limit price: the order that comes of the stop is then a limit order. */
function typeOf(type: OrderType, price: Terms['price']): OrderType {
  return price !== null && (type === 'stop_loss' || type === 'take_profit') ? `${type}_limit` : type;
}

function triggerOf(request: OrderRequest, described: ExchangeOrder | null): Pick<Terms, Trigger> {
  const { trailingPercent = null, trailingAmount = null } = request;
  const told = isTriggered(request.type) ? (request.triggerPriceType ?? described?.triggerPriceType) : null;
  return { trailingPercent, trailingAmount, triggerPriceType: told ?? null };
}

/**
 * Terms that an amendment may have changed since the request. The price of an order that was sent without one counts only while the order
 * is open, where an amendment has set the price: otherwise the exchange tells the price that protects a market order.
 */
function amendable({ quantity, price, stopPrice, status }: ExchangeOrder, request: OrderRequest) {
  const isOpen = status === 'open' || status === 'partially_filled';
  const hasPrice = price !== null && (request.price !== undefined || (isOpen && request.type !== 'market'));
  return {
    ...(quantity === null ? {} : { quantity }),
    ...(hasPrice ? { price } : {}),
    ...(stopPrice === null ? {} : { stopPrice }),
  };
}
