import type { Input } from '../../contract/deferred.ts';
import type { orderShape } from '../../contract/schemas/orders.ts';
import type { haltResponse } from '../../contract/schemas/trading.ts';
import type { Cancellation } from '../../orders/cancel/cancel-order.ts';
import type { Halt } from '../../orders/halt/halt.ts';
import { type Order, orderFromRecord } from '../../orders/order.ts';
import type { DryRun, Submission } from '../../orders/submit/submit-order.ts';
import { replayMark, reply } from '../answer.ts';
import { isoOrNull } from './iso-time.ts';
import { notPlaced, presentReason, storedRejection } from './stored-rejection.ts';

export function presentOrder(order: Order): Input<typeof orderShape> {
  return {
    order_id: order.exchangeOrderId,
    client_order_id: order.clientOrderId,
    exchange: order.exchange,
    exchange_account_id: order.accountId,
    symbol: order.terms.symbol,
    side: order.terms.side,
    order_type: order.terms.type,
    status: order.status,
    quantity: order.terms.quantity,
    filled_quantity: order.filledQuantity,
    remaining_quantity: order.remainingQuantity,
    average_price: order.averagePrice,
    price: order.terms.price,
    stop_price: order.terms.stopPrice,
    reduce_only: order.terms.reduceOnly,
    post_only: order.terms.postOnly,
    time_in_force: order.terms.timeInForce,
    created_at: isoOrNull(order.createdAt),
    ...presentReason(order.reason),
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

/** 202 while the outcome is unknown; a replay of a rejected order answers the stored error again. */
export function presentSubmission({ record, replayed }: Submission) {
  const headers = replayMark(replayed);
  if (record.error !== null) throw storedRejection(record.error, headers);
  const order = orderFromRecord(record);
  const [status, message] = submissionStatus(order);
  return reply(status, message, { order: presentOrder(order) }, headers);
}

function submissionStatus({ status, reason, exchangeOrderId }: Order): [number, string] {
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
  return [200, status === 'not_placed' ? notPlaced('order', reason) : 'Order placed'];
}

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

export function presentHalt(accountId: string, halt: Halt): Input<typeof haltResponse> {
  return {
    exchange_account_id: accountId,
    trading_state: halt.tradingState,
    cancellations: halt.cancellations.map(({ marketType, outcome, canceled, message }) => ({
      market_type: marketType,
      outcome,
      canceled,
      message,
    })),
    orders_in_flight: halt.ordersInFlight,
    closed_positions: [...halt.closed],
    closing_failed: halt.closingFailed,
    complete:
      halt.wasHeld &&
      halt.cancellations.every(({ outcome }) => outcome !== 'failed') &&
      halt.closed.every(({ outcome }) => outcome === 'closed') &&
      halt.ordersInFlight === 0 &&
      halt.closingFailed === null,
  };
}
