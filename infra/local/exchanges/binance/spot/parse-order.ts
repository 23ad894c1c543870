import type { Decimal } from 'decimal.js';
import type { Side } from '../../engine/order.ts';
import type { Params } from '../rest/params.ts';
import { decimal, mandatory, required, text, whole, word } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { orderTypes, type SpotType } from './symbols.ts';

/** A new order as sent, with each parameter checked alone. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: SpotType;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK' | null;
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly trailingDelta: number | null;
  readonly clientOrderId: string | null;
  readonly answer: 'ACK' | 'RESULT' | 'FULL';
}

/** Every parameter of POST /api/v3/order that has a meaning here (spot/rest-api, new order). */
export const orderParams = [
  ...['symbol', 'side', 'type', 'timeInForce', 'quantity', 'quoteOrderQty', 'price', 'stopPrice', 'trailingDelta'],
  ...['newClientOrderId', 'newOrderRespType', 'selfTradePreventionMode'],
];

export function readOrder(params: Params): OrderRequest {
  const symbol = required(params, 'symbol');
  const side = sideOf(params);
  required(params, 'type');
  const type = word(params, 'type', { words: orderTypes, code: -1116, msg: 'Invalid orderType.' }) ?? mandatory('type');
  const request = {
    ...{ symbol, side, type, timeInForce: timeInForceOf(params) },
    ...{ quantity: decimal(params, 'quantity'), quoteQuantity: decimal(params, 'quoteOrderQty') },
    ...{ price: decimal(params, 'price'), stopPrice: decimal(params, 'stopPrice') },
    trailingDelta: whole(params, 'trailingDelta'),
    clientOrderId: clientIdOf(params, 'newClientOrderId'),
    answer: answerOf(params, type),
  };
  checkFields(request);
  return request;
}

export function sideOf(params: Params): Side {
  required(params, 'side');
  const side = word(params, 'side', { words: ['BUY', 'SELL'], code: -1117, msg: 'Invalid side.' });
  return side === 'BUY' ? 'buy' : 'sell';
}

function timeInForceOf(params: Params): OrderRequest['timeInForce'] {
  return word(params, 'timeInForce', { words: ['GTC', 'IOC', 'FOK'], code: -1115, msg: 'Invalid timeInForce.' });
}

/** The rule of spot is unpublished: the one that the service long answered with, 1 to 36 characters. */
const idPattern = '^[a-zA-Z0-9-_]{1,36}$';

export function clientIdOf(params: Params, name: string): string | null {
  const id = text(params, name);
  if (id !== null && !new RegExp(idPattern).test(id))
    refuse(-1100, `Illegal characters found in parameter '${name}'; legal range is '${idPattern}'.`);
  return id;
}

/** "MARKET and LIMIT order types default to FULL, all other orders default to ACK" (spot/rest-api). */
function answerOf(params: Params, type: SpotType): OrderRequest['answer'] {
  const usual = type === 'MARKET' || type === 'LIMIT' ? 'FULL' : 'ACK';
  const words = ['ACK', 'RESULT', 'FULL'] as const;
  return word(params, 'newOrderRespType', { words, code: -1138, msg: 'Invalid newOrderRespType.' }) ?? usual;
}

type Field = 'timeInForce' | 'quantity' | 'price' | 'stopPrice';

const needed: Readonly<Record<SpotType, readonly Field[]>> = {
  LIMIT: ['timeInForce', 'quantity', 'price'],
  LIMIT_MAKER: ['quantity', 'price'],
  MARKET: [],
  STOP_LOSS: ['quantity', 'stopPrice'],
  STOP_LOSS_LIMIT: ['timeInForce', 'quantity', 'price', 'stopPrice'],
  TAKE_PROFIT: ['quantity', 'stopPrice'],
  TAKE_PROFIT_LIMIT: ['timeInForce', 'quantity', 'price', 'stopPrice'],
};

/**
 * "Additional mandatory parameters based on type": a missing parameter is -1102, a needless parameter -1106. A distance stands for the stop
 * price.
 */
function checkFields(request: OrderRequest): void {
  const { type, quantity, quoteQuantity, trailingDelta: delta } = request;
  const fields = needed[type];
  for (const field of fields)
    if (request[field] === null && !(field === 'stopPrice' && delta !== null)) mandatory(field);
  const optional: readonly Field[] = type === 'MARKET' ? ['quantity'] : [];
  for (const field of ['timeInForce', 'price', 'stopPrice'] as const)
    if (request[field] !== null && ![...fields, ...optional].includes(field)) notRequired(field);
  if (delta !== null && (!fields.includes('stopPrice') || request.stopPrice !== null)) notRequired('trailingDelta');
  if (quoteQuantity !== null && (type !== 'MARKET' || quantity !== null)) notRequired('quoteOrderQty');
  if (type === 'MARKET' && quantity === null && quoteQuantity === null) mandatory('quantity');
}

function notRequired(name: string): never {
  return refuse(-1106, `Parameter '${name}' sent when not required.`);
}
