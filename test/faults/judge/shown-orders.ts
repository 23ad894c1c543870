import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderLife, OrderLives, Version } from './order-lives.ts';

/** An order of `GET /oems/execution/orders` and of an event. */
export interface ShownOrder {
  readonly order_id: string | null;
  readonly client_order_id: string | null;
  readonly market_type: MarketType;
  readonly symbol: string;
  readonly side: string;
  readonly order_type: string;
  readonly status: string;
  readonly quantity: number | null;
  readonly filled_quantity: number | null;
  readonly remaining_quantity: number | null;
  readonly average_price: number | null;
  readonly fees: readonly { readonly asset: string; readonly amount: number }[] | null;
  readonly price: number | null;
  readonly stop_price: number | null;
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly as_of: string | null;
  readonly external: boolean | null;
}

/** When the last undisturbed look began that had to see the order: what is older must be shown. True time, 0 for no look. */
export type LookedAt = (row: ShownOrder) => number;

/** `sharedNow` follows dates in whole seconds. */
const clockMarginMs = 2000;

/**
 * Holds the shown orders against the lives in the engine. Content must have been true, at the time of `as_of` or later, and at the last
 * undisturbed look or later. Each line names the order and the fields.
 */
export function judgeShown(rows: readonly ShownOrder[], lives: OrderLives, lookedAt: LookedAt): string[] {
  return rows.flatMap((row) => rowFaults(row, lives, lookedAt(row)));
}

/** Without an id the journal tells of no order at the exchange. */
function rowFaults(row: ShownOrder, lives: OrderLives, lookedAt: number): string[] {
  if (row.order_id === null) return [];
  const name = `${row.market_type} ${row.order_type} ${row.order_id}`;
  const life = lives.byId.get(row.order_id);
  if (life === undefined) return [`${name}: the exchange does not know the order`];
  if (row.external !== false) return [`${name}: the order is called external`];
  const [first] = life.versions;
  // A wrong answer may have made the order unknown since that look.
  const changedAt = row.status === 'unknown' && row.updated_at !== null ? Date.parse(row.updated_at) : 0;
  if (row.status === 'pending' || row.status === 'unknown')
    return Math.max(first?.from ?? 0, changedAt) < lookedAt ? [`${name} is ${row.status} after a look`] : [];
  return contentFaults(name, row, life, lookedAt);
}

function contentFaults(name: string, row: ShownOrder, { versions }: OrderLife, lookedAt: number): string[] {
  const asOf = row.as_of === null ? 0 : Date.parse(row.as_of) - clockMarginMs;
  const since = Math.max(asOf, lookedAt);
  const valid = versions.filter((_, index) => (versions[index + 1]?.from ?? Number.POSITIVE_INFINITY) > since);
  const differences = valid.map((version) => differenceOf(row, version, lookedAt));
  if (differences.some((fields) => fields.length === 0)) return [];
  const last = versions.at(-1);
  return [
    `${name}: ${differences.at(-1)?.join(', ')} is not what the exchange has: ${JSON.stringify([row, last, since])}`,
  ];
}

/** The fields in which a shown order differs from a version. The price and the fees of a change that no undisturbed look has seen may be unknown. */
function differenceOf(row: ShownOrder, version: Version, lookedAt: number): string[] {
  const { status, quantity, filled, averagePrice, fee, limitPrice, stopPrice } = version;
  const isArmed = stopPrice !== null && status === 'open';
  const checks: Readonly<Record<string, boolean>> = {
    status: statusOf(row) === status,
    quantity: row.quantity === quantity,
    filled_quantity: row.filled_quantity === filled,
    remaining_quantity: row.remaining_quantity === null || isNear(row.remaining_quantity, quantity - filled, 1e-9),
    average_price: isPrice(row.average_price, averagePrice) || (row.average_price === null && version.from >= lookedAt),
    fees: areFees(row.fees, fee) || (row.fees === null && version.from >= lookedAt),
    price: row.price === null || limitPrice === null || row.price === limitPrice || row.order_type === 'stop_loss',
    stop_price: !isArmed || row.stop_price === stopPrice,
  };
  return Object.entries(checks).flatMap(([field, holds]) => (holds ? [] : [field]));
}

function statusOf({ status }: ShownOrder): string {
  return status === 'partially_filled' ? 'open' : status;
}

/** To a tenth of a dollar: Kraken Spot prints an average so. */
function isPrice(shown: number | null, average: number | null): boolean {
  return average === null ? !shown : shown !== null && isNear(shown, average, 0.06);
}

function isNear(one: number, other: number, within: number): boolean {
  return Math.abs(one - other) <= within;
}

/** The engine counts fees in dollars. Without a fill there is no fee. */
function areFees(fees: ShownOrder['fees'], fee: number): boolean {
  if (fees === null) return false;
  const dollars = fees.filter(({ asset }) => asset === 'USD').reduce((sum, { amount }) => sum + amount, 0);
  return fees.some(({ asset }) => asset !== 'USD') || isNear(dollars, fee, 0.0002);
}

/** Each order of ours that the exchange has had since before the last look is shown under its id, and no name has two orders. */
export function missingOrders(rows: readonly ShownOrder[], lives: OrderLives, lookedAt: number): string[] {
  const byName = new Map(rows.map((row) => [nameOf(row.client_order_id), row]));
  return [...Map.groupBy(lives.byId.values(), ({ clientOrderId }) => nameOf(clientOrderId))].flatMap(([name, own]) => {
    const row = byName.get(name);
    const [first] = own;
    if (row === undefined || first === undefined) return [];
    if (own.length > 1) return [`${name} was placed ${own.length} times`];
    const isOld = (first.versions[0]?.from ?? 0) < lookedAt - verdictMs;
    return isOld && row.order_id !== first.id
      ? [`${first.id} (${name}) is at the exchange and shown as ${row.status}`]
      : [];
  });
}

/** An order without an answer has its verdict by then: notAfter + 180 s, and a lockout. */
const verdictMs = 18 * 60_000;

/** The exchanges spell a UUID with and without dashes. */
function nameOf(clientOrderId: string | null): string {
  return (clientOrderId ?? 'none').replaceAll('-', '');
}
