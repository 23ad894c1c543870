import type { DecimalString } from '../../decimal.ts';

export type Side = 'buy' | 'sell';
export const orderTypes = [
  'market',
  'limit',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;
export type OrderType = (typeof orderTypes)[number];
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
export const triggerPriceTypes = ['last', 'mark', 'index'] as const;
export type TriggerPriceType = (typeof triggerPriceTypes)[number];

/** A term of an order that an amendment can change. `lessQuantity`: the quantity can fall, and never rise. */
export type AmendableTerm = 'quantity' | 'lessQuantity' | 'price' | 'stopPrice';

/** An order as the client asked for it, checked and canonical. Quantities in base units unless the market says contracts. */
export interface OrderRequest {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: DecimalString;
  readonly price?: DecimalString;
  readonly stopPrice?: DecimalString;
  readonly trailingPercent?: DecimalString;
  readonly trailingAmount?: DecimalString;
  readonly timeInForce?: TimeInForce;
  readonly triggerPriceType?: TriggerPriceType;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
}

export const orderStatuses = [
  'pending',
  'open',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'not_placed',
  'unknown',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** The exchange's description of an order. Fields the exchange does not report are null. */
export interface ExchangeOrder {
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly store: OrderStore;
  readonly side: Side | null;
  readonly type: OrderType | null;
  readonly status: OrderStatus;
  readonly quantity: DecimalString | null;
  readonly filledQuantity: DecimalString | null;
  readonly remainingQuantity: DecimalString | null;
  readonly averagePrice: DecimalString | null;
  readonly price: DecimalString | null;
  readonly stopPrice: DecimalString | null;
  readonly timeInForce: string | null;
  readonly postOnly: boolean | null;
  readonly reduceOnly: boolean | null;
  /** Epoch ms. */
  readonly createdAt: number | null;
  /** Distance of a trailing stop, in percent or in the quote currency; absent where the answer does not tell the distance. */
  readonly trailingPercent?: DecimalString;
  readonly trailingAmount?: DecimalString;
  /** Absent where the answer does not tell. */
  readonly triggerPriceType?: TriggerPriceType;
  /** The trigger of the order has fired. Absent where the answer does not tell, and where the trigger waits. */
  readonly hasFired?: true;
  /** The exchange's id of the order in its book, where the exchange gave a fired stop another id than the stop had; absent before the trigger. */
  readonly firedAs?: string;
  /** All that was charged for the fills so far; empty: nothing was charged. Absent where the answer does not tell the sum and its asset. */
  readonly fees?: readonly OrderFee[];
  /**
   * In place of `fees`, from an adapter: the sum counts the quote asset, whose code follows from the symbol. Code above the rules never sees the sum.
   */
  readonly feeInQuote?: DecimalString;
  /** Epoch ms of the last change. Absent where the answer does not tell. */
  readonly updatedAt?: number;
  /** The exchange counts the order in the quote currency: no order of this service. Absent from orders in the base currency. */
  readonly isInQuote?: true;
  /** An order of a kind that this service does not trade, in the wallet of the market. Absent from every other order. */
  readonly isUntraded?: true;
}

export interface OrderFee {
  readonly asset: string;
  /** Positive: paid. Negative: a rebate. */
  readonly amount: DecimalString;
}

/** Where an exchange keeps an order: with the orders of its book, or with stop orders that wait for their trigger. */
export type OrderStore = 'regular' | 'trigger';

/** The two names of an order; the exchange's own id wins where both are known. */
export interface OrderIds {
  readonly exchangeOrderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

/** All that an exchange may need to find one order. */
export interface OrderRef extends OrderIds {
  /** Null where the caller does not know the symbol: some exchanges then read more than one order. */
  readonly symbol: string | null;
  readonly store: OrderStore;
}

/** The exact request that places or changes an order: built once, journaled, shown by a dry run, sent as it is. */
export interface PreparedRequest {
  /** A name in the market's table of endpoints. */
  readonly endpoint: string;
  readonly body: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  /** Epoch ms; null where the exchange knows no deadline. */
  readonly deadline: number | null;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** The changes of an amendment; absent fields stay. */
export interface OrderChange {
  readonly quantity?: DecimalString | undefined;
  readonly price?: DecimalString | undefined;
  readonly stopPrice?: DecimalString | undefined;
  /** Not a change by the client: the order is post-only, so the new price must be passive too. */
  readonly postOnly?: true;
}
