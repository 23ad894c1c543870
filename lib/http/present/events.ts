import type { TradingState } from '../../accounts/account.ts';
import type { Input } from '../../contract/deferred.ts';
import type { eventsResponse } from '../../contract/schemas/events.ts';
import type { EventPage, ListedEvent } from '../../events/read-events.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { OrderSnapshot } from '../../orders/order-changes.ts';
import { orderFromRecord } from '../../orders/order-view.ts';
import type { ChangeSubject, EventType } from '../../outbox/change.ts';
import { type TransferRecord, transferFromRecord } from '../../transfers/transfer.ts';
import { iso } from './iso-time.ts';
import { presentOrder } from './orders.ts';
import { presentTransferState } from './transfers.ts';

type Wire = Input<typeof eventsResponse>;

export function presentEvents({ events, next, hasMore }: EventPage): Wire {
  return { events: events.map(presentEvent), count: events.length, has_more: hasMore, next_cursor: next };
}

function presentEvent({ id, event, change }: ListedEvent): Wire['events'][number] {
  const { type, fill } = event;
  return {
    id,
    type,
    time: iso(change.at),
    exchange_account_id: change.accountId,
    ...presentSubject(change.subject),
    ...(fill === undefined ? {} : { fill }),
    message: event.message ?? messages[type],
  };
}

/** The shape of a record follows from its kind: only the part that owns the kind writes such changes. */
function presentSubject({ kind, record }: ChangeSubject): Partial<Wire['events'][number]> {
  if (kind === 'order')
    return { order: presentOrder(orderFromRecord(withRequest(record as unknown as OrderSnapshot))) };
  if (kind === 'transfer')
    return { transfer: presentTransferState(transferFromRecord(record as unknown as TransferRecord)) };
  if (kind === 'position') {
    const { symbol, marketType } = record as { readonly symbol: string | null; readonly marketType: MarketType };
    return { position: { symbol, market_type: marketType } };
  }
  const { tradingState, haltId } = record as { readonly tradingState?: TradingState; readonly haltId?: string };
  return {
    ...(tradingState === undefined ? {} : { trading_state: tradingState }),
    ...(haltId === undefined ? {} : { halt_id: haltId }),
  };
}

/** No answer shows the exact request of an order. */
function withRequest(snapshot: OrderSnapshot) {
  return { ...snapshot, prepared: { endpoint: '', body: {}, deadline: null } };
}

const messages: Record<EventType, string> = {
  order_accepted: 'The exchange has taken the order',
  order_amended: 'The order has other terms: see quantity, price and stop_price',
  order_triggered: 'The stop has fired',
  order_partly_filled: 'A part of the order was filled',
  order_filled: 'The order is filled',
  order_canceled: 'The order was canceled',
  order_expired: 'The order has expired',
  order_rejected: 'The exchange has rejected the order: see reject_reason',
  order_not_placed: 'The order was not placed: see reject_reason',
  order_needs_review: 'Nobody can tell what became of the order: look at the exchange',
  position_closed: 'The position is closed',
  transfer_pending: 'The exchange has accepted the transfer',
  transfer_completed: 'The ledger of the exchange shows the transfer',
  transfer_failed: 'The transfer was not carried out: see reject_reason',
  transfer_needs_review: 'Nobody can tell what became of the transfer: look at the exchange',
  trading_halted: 'Trading is halted: no order is sent',
  halt_completed: 'The halt is complete: no order is open or can arrive',
  trading_state_changed: 'The trading state was changed',
  key_changed: 'Keys of the account were set or cleared',
  key_warning: 'A key needs attention',
};
