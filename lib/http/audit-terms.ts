import type { AuditedTerms, AuditedThing } from '../audit/audit-record.ts';

/**
 * The fields of requests that an audit record keeps. An allow-list: a field that a later operation adds, and that may hold a secret, is left out
 * until somebody decides.
 */
export const auditedFields = [
  'exchange',
  'symbol',
  'market_type',
  'side',
  'order_type',
  'quantity',
  'price',
  'stop_price',
  'trailing_percent',
  'trailing_amount',
  'trigger_price_type',
  'time_in_force',
  'post_only',
  'reduce_only',
  'leverage',
  'margin_mode',
  'trading_state',
  'asset',
  'amount',
  'from_account',
  'to_account',
  'close_positions',
  'order_ids',
  'client_order_ids',
  'purge',
  'force',
  'verify',
  'allow_withdraw',
  'verdict',
  'reason',
] as const;

/** Fields that are never kept, and why. */
export const unauditedFields = {
  params: 'exchange keys',
  exchange_account_id: 'a field of the record itself',
  order_id: 'a field of the record itself',
  client_order_id: 'a field of the record itself',
  transfer_id: 'a field of the record itself',
  dry_run: 'a dry run changes nothing and leaves no record',
} as const;

type Fields = Readonly<Record<string, unknown>>;

/** The most characters of a value: an audit record must stay small for every request. */
const longest = 500;

function textOf(value: unknown): string {
  return (Array.isArray(value) ? value.join(',') : String(value)).slice(0, longest);
}

/** The terms of the request, field by field. */
export function termsOf(request: Fields): AuditedTerms {
  const given = auditedFields.filter((name) => request[name] !== undefined && request[name] !== null);
  return Object.fromEntries(given.map((name) => [name, textOf(request[name])]));
}

/** The order or transfer of a request or an answer. */
export function thingIn(fields: Fields): AuditedThing {
  const named = { orderId: fields.order_id, clientOrderId: fields.client_order_id, transferId: fields.transfer_id };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (typeof value === 'string' ? [[name, textOf(value)]] : [])),
  );
}
