import type { Account } from '../../engine/account.ts';
import { isClientOrderIdTaken } from '../../engine/client-order-ids.ts';
import type { Market } from '../../engine/market.ts';
import type { Order, OrderTerms, Rejection, Trigger } from '../../engine/order.ts';
import type { Placement } from '../../engine/place-order.ts';
import { placeOrder } from '../../engine/place-order.ts';
import { protectedPrice, quoteOf } from '../../engine/quote.ts';
import { trailingPrice } from '../../engine/trailing.ts';
import { type AnswerShapes, badRequestCode } from './answer-shapes.ts';
import type { FuturesExchange } from './exchange.ts';
import { findMarket } from './exchange.ts';
import { instrumentOf } from './instruments.ts';
import { rejectionName } from './order-words.ts';
import type { OrderRequest } from './parse-order.ts';
import { isOnTick, readOrder, sizeFault } from './parse-order.ts';
import type { Params } from './refusal.ts';
import { Refusal, required, time } from './refusal.ts';
import { executionEvent, iso, orderEvent } from './render-order.ts';
import { futuresRules } from './rules.ts';

/** Kraken's statuses for rejections (docs.kraken.com, send-order and edit-order). */
export const rejectionStatuses: Partial<Record<Rejection, string>> = {
  clientOrderIdTaken: 'clientOrderIdAlreadyExist',
  postOnlyWouldTrade: 'postWouldExecute',
  immediateWouldNotTrade: 'iocWouldNotExecute',
  wouldNotReduce: 'wouldNotReducePosition',
  outsidePriceCollar: 'outsidePriceCollar',
  selfTrade: 'selfFill',
  positionTooLarge: 'maxPositionViolation',
  leverageTooHigh: 'fixedLeverageTooHigh',
  notEnoughMargin: 'insufficientAvailableFunds',
};

interface SendAnswer {
  readonly sendStatus: object;
}
type Answer = (status: string, events?: Record<string, unknown>[], order?: Order) => SendAnswer;

/**
 * POST sendorder. What became of the order is in `sendStatus.status`, with `result: success`. An unknown type is documented as the status
 * `invalidOrderType`, and recorded as a refusal of the request (2023-04, 2023-12).
 */
export function sendOrder(exchange: FuturesExchange, account: Account, params: Params): SendAnswer {
  const received = exchange.world.now();
  const request = readOrder(params);
  const market = findMarket(exchange, required(params, 'symbol'));
  const before = time(params, 'processBefore');
  const answer: Answer = (status, events = [], order) => ({
    sendStatus: {
      ...(order ? { order_id: order.id } : {}),
      status,
      receivedTime: iso(received),
      orderEvents: events,
      ...(order?.clientOrderId ? { cliOrdId: order.clientOrderId } : {}),
    },
  });
  if (request === 'invalidOrderType' && exchange.settings.answers.errors !== 'word')
    throw new Refusal('invalid order type', 400, badRequestCode);
  if (typeof request === 'string') return answer(request);
  if (before !== null && received > before) return answer('wouldProcessAfterSpecifiedTime');
  if (!market) return answer('marketInactive');
  const fault = faultOf(exchange, account, market, request);
  if (fault) return answer(fault);
  const { quantity } = exchange.settings.answers;
  return answerPlacement(answer, placeOrder(exchange, account, termsOf(exchange, market, request)), quantity);
}

/** The answer to a used client order id names no order, but orders/status and the order events list the rejected order. */
function answerPlacement(answer: Answer, placement: Placement, counts: AnswerShapes['quantity']): SendAnswer {
  const { order, rejection } = placement;
  if (!rejection) return answer('placed', eventsOf(placement, counts), order);
  const status = rejectionStatuses[rejection] ?? rejection;
  const isNamed = rejection !== 'clientOrderIdTaken' && futuresRules.matching.recordedRejections.has(rejection);
  if (!isNamed) return answer(status);
  return answer(status, [orderEvent('REJECT', order, counts, { reason: rejectionName(order) })], order);
}

/** A partial immediate fill is answered `placed` with an EXECUTION alone: only the fill tells the quantity. */
function eventsOf({ order, fill, reduced }: Placement, counts: AnswerShapes['quantity']): Record<string, unknown>[] {
  if (order.state === 'waiting') return [orderEvent('PLACE', order, counts)];
  const cut = reduced?.toNumber() ?? null;
  return [
    ...(fill ? [executionEvent(fill, { takerReducedQuantity: cut })] : []),
    ...(order.state === 'open' ? [orderEvent('PLACE', order, counts, { reducedQuantity: cut })] : []),
  ];
}

/** Faults of the request, found before the engine sees an order. */
function faultOf(exchange: FuturesExchange, account: Account, market: Market, request: OrderRequest): string | null {
  const { mark } = quoteOf(exchange, market);
  if (market.suspended) return 'marketSuspended';
  if (market.mode === 'post_only' && request.orderType !== 'post') return 'marketIsPostOnly';
  const size = sizeFault(market, request.size, mark);
  if (size) return size;
  if (hasPriceFault(market, request)) return 'invalidPrice';
  const { cliOrdId } = request;
  const malformed = cliOrdId === null ? null : clientIdFault(cliOrdId);
  if (malformed) return malformed;
  // A used client order id is refused, by the engine, before the number of open orders is looked at.
  if (isClientOrderIdTaken(exchange, account, cliOrdId)) return null;
  return account.open.size >= exchange.settings.maxOpenOrders ? 'tooManyOrders' : null;
}

function hasPriceFault(market: Market, { limitPrice, stopPrice, offset, trailing }: OrderRequest): boolean {
  if (!isOnTick(market, limitPrice) || !isOnTick(market, stopPrice)) return true;
  if (limitPrice && offset) return true;
  return trailing !== null && !trailing.isFraction && !isOnTick(market, trailing.amount);
}

function clientIdFault(cliOrdId: string): string | null {
  if (cliOrdId.length > 100) return 'clientOrderIdTooBig';
  return /[^\x20-\x7e]/.test(cliOrdId) ? 'clientOrderIdInvalid' : null;
}

function termsOf(exchange: FuturesExchange, market: Market, request: OrderRequest): OrderTerms {
  const { orderType, side, size, limitPrice, offset, reduceOnly } = request;
  const trigger = triggerOf(exchange, market, request);
  const atMarket = trigger ? !limitPrice && !offset : orderType === 'ioc' || orderType === 'mkt';
  return {
    ...{ market, side, quantity: size, quantityIn: 'base', reduceOnly, trigger },
    limitPrice: orderType === 'mkt' ? marketPrice(exchange, market, side) : limitPrice,
    timeInForce: atMarket ? 'IOC' : orderType === 'fok' ? 'FOK' : 'GTC',
    ...{ postOnly: orderType === 'post', feeIn: 'quote', startAt: 0, expireAt: 0 },
    ...{ clientOrderId: request.cliOrdId, own: {} },
  };
}

/** A market order is an immediate order with price protection (a recorded answer: fill at 66596, limit 67261). */
function marketPrice(exchange: FuturesExchange, market: Market, side: Order['side']) {
  const { marketProtection } = futuresRules.matching;
  const { tickSize } = instrumentOf(market);
  return marketProtection && protectedPrice(quoteOf(exchange, market), side, marketProtection, tickSize);
}

/** A stop fires when the price moves against the position, a take-profit when it moves for it: opposite sides of the trigger price. */
function triggerOf(exchange: FuturesExchange, market: Market, request: OrderRequest): Trigger | null {
  const { kind, side, stopPrice, signal, trailing, offset } = request;
  if (!kind) return null;
  const above = (kind === 'target') !== (side === 'buy');
  const price = stopPrice ?? futuresRules.number(0);
  const fires = above ? 'above' : 'below';
  const trigger: Trigger = { kind, price, signal, fires, trailing, limitOffset: offset, firedAt: null };
  trigger.price = trailingPrice(exchange, market, side, trigger);
  return trigger;
}
