import type { Input } from '../../contract/deferred.ts';
import type { orderShape } from '../../contract/schemas/order-shape.ts';
import { OemsError } from '../../errors.ts';
import type { OrderStatus } from '../../exchanges/model/order.ts';
import type { Cancellation } from '../../orders/cancel/cancel-order.ts';
import { type Order, orderFromRecord } from '../../orders/order-view.ts';
import type { DryRun, Submission } from '../../orders/submit/submit-order.ts';
import { refusalWith, replayField, replayHeader, reply } from '../answer.ts';
import { isoOrNull } from './iso-time.ts';
import { notPlacedAnswer, presentReason, rejectedAnswer } from './stored-rejection.ts';
import { presentUndecided } from './undecided.ts';

export function presentOrder(order: Order): Input<typeof orderShape> {
  return {
    order_id: order.exchangeOrderId,
    client_order_id: order.clientOrderId,
    exchange: order.exchange,
    exchange_account_id: order.accountId,
    market_type: order.marketType,
    symbol: order.terms.symbol,
    side: order.terms.side,
    order_type: order.terms.type,
    status: order.status,
    quantity: order.terms.quantity,
    filled_quantity: order.filledQuantity,
    remaining_quantity: order.remainingQuantity,
    average_price: order.averagePrice,
    fees: order.fees === null ? null : [...order.fees],
    price: order.terms.price,
    stop_price: order.terms.stopPrice,
    trailing_percent: order.terms.trailingPercent,
    trailing_amount: order.terms.trailingAmount,
    trigger_price_type: order.terms.triggerPriceType,
    reduce_only: order.terms.reduceOnly,
    post_only: order.terms.postOnly,
    time_in_force: order.terms.timeInForce,
    created_at: isoOrNull(order.createdAt),
    updated_at: isoOrNull(order.updatedAt),
    as_of: isoOrNull(order.asOf),
    external: order.isExternal,
    ...(order.isUntraded ? { untraded: true } : {}),
    ...presentReason(order.reason),
    ...presentUndecided(order),
  };
}

/** A dry run: the order as not placed, the exact request, and the estimated cost. */
export function presentDryRun({ order, parameters, estimate }: DryRun) {
  return {
    order: presentOrder(order),
    dry_run: {
      parameters,
      estimate: {
        price: estimate.price,
        notional: estimate.notional,
        fee: estimate.fee,
        fee_asset: estimate.feeAsset,
        margin: estimate.margin,
        margin_asset: estimate.marginAsset,
      },
    },
  };
}

/** 202 while the outcome is unknown. An order that was not placed is an error by its status, in every answer. */
export function presentSubmission({ record, replayed }: Submission) {
  const order = orderFromRecord(record);
  const data = { order: presentOrder(order), ...replayField(replayed) };
  if (record.error !== null) return rejectedAnswer(record.error, record, replayed, data);
  if (order.status === 'not_placed') return notPlacedAnswer('order', order.reason, replayed, data);
  if (order.status === 'rejected') return refusalWith(rejectedLater(replayed), data);
  const [status, message] = submissionStatus(order, replayed);
  return reply(status, message, data, replayHeader(replayed));
}

/** The exchange took the order, and rejected the order before anything was filled: a stop at its trigger, for example. */
function rejectedLater(replayed: boolean): OemsError {
  const message = 'The exchange has rejected the order after taking the order; nothing was filled';
  return new OemsError('ORDER_REJECTED', message, { headers: replayHeader(replayed) });
}

function submissionStatus({ status, exchangeOrderId }: Order, replayed: boolean): [number, string] {
  if (status === 'unknown' && exchangeOrderId !== null)
    return [
      202,
      'The exchange has the order, and the key may not see what became of the order. Add the permission, then ask GET /oems/execution/order',
    ];
  if (status === 'unknown')
    return [
      202,
      'The outcome of the order is not known yet, and the order will not be sent again. Ask GET /oems/execution/order',
    ];
  if (replayed)
    return [200, `Nothing was sent: an earlier call has placed this order, whose last known status is ${status}`];
  return [200, ended.includes(status) ? `The exchange took the order and ended the order: ${status}` : 'Order placed'];
}

/** Ends of an order that an answer must not call placed. */
const ended: readonly OrderStatus[] = ['canceled', 'expired'];

/** An order that ended before without a fill is no error: the order is not open, as the client wants. */
export function presentCancellation({ order, outcome }: Cancellation) {
  const data = { order: presentOrder(order) };
  if (order.status === 'unknown')
    return reply(202, 'The outcome of the order is not known yet; ask GET /oems/execution/order', data);
  if (outcome === 'pending')
    return reply(
      202,
      'The exchange has accepted the cancellation; the order may still fill until the cancellation is done',
      data,
    );
  return reply(
    200,
    outcome === 'canceled' ? 'Order canceled' : `Nothing to cancel: the order is ${order.status}`,
    data,
  );
}
