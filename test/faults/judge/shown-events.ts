import type { OrderLife, OrderLives } from './order-lives.ts';
import type { LookedAt, ShownOrder } from './shown-orders.ts';

/** An event of `GET /oems/execution/events`. */
export interface ShownEvent {
  readonly id: string;
  readonly type: string;
  readonly order?: ShownOrder;
  readonly fill?: { readonly quantity: number; readonly price: number | null } | null;
  readonly position?: { readonly symbol: string | null };
  readonly transfer?: { readonly transfer_id: string | null };
}

const ends: Readonly<Record<string, string>> = {
  order_filled: 'filled',
  order_canceled: 'canceled',
  order_expired: 'expired',
};

/** What the exchange did to our orders before the last undisturbed look is in the list: every end, and everything filled. */
export function judgeEventsBy(
  events: readonly ShownEvent[],
  rows: readonly ShownOrder[],
  lives: OrderLives,
  lookedAt: LookedAt,
): string[] {
  const told = Map.groupBy(events, ({ order }) => order?.order_id ?? '');
  return rows.flatMap((row) => {
    const life = lives.byId.get(row.order_id ?? '');
    return life === undefined ? [] : lateFaults(life, told.get(life.id) ?? [], lookedAt(row));
  });
}

function lateFaults({ id, versions }: OrderLife, told: readonly ShownEvent[], lookedAt: number): string[] {
  const then = versions.findLast(({ from }) => from < lookedAt);
  if (then === undefined) return [];
  const faults: string[] = [];
  if (!told.some(({ type }) => type === 'order_accepted'))
    faults.push(`${id}: no event tells that the order was accepted`);
  if (filledIn(told) < then.filled - 1e-9) faults.push(`${id}: events tell ${filledIn(told)} filled of ${then.filled}`);
  if (then.status !== 'open' && !told.some(({ type }) => ends[type] !== undefined))
    faults.push(`${id}: no event tells the end`);
  return faults;
}

function filledIn(events: readonly ShownEvent[]): number {
  return events.reduce((sum, { fill }) => sum + (fill?.quantity ?? 0), 0);
}

/** The whole list in the end: each id once and rising, and the life of each order in its order. */
export function judgeLifeEvents(events: readonly ShownEvent[], lives: OrderLives): string[] {
  const ids = events.map(({ id }) => id);
  const rising = ids.flatMap((id, index) => (index > 0 && id <= (ids[index - 1] ?? '') ? [`${id} does not rise`] : []));
  const told = Map.groupBy(
    events.filter(({ type }) => type.startsWith('order_')),
    ({ order }) => order?.order_id ?? '',
  );
  told.delete('');
  return [...rising, ...[...told].flatMap(([id, own]) => lifeFaults(id, own, lives.byId.get(id)))];
}

function lifeFaults(id: string, told: readonly ShownEvent[], life: OrderLife | undefined): string[] {
  const last = life?.versions.at(-1);
  if (life === undefined || last === undefined)
    return [`${id}: events tell of an order that the exchange does not know`];
  const types = told.map(({ type }) => type);
  const count = (type: string) => types.filter((one) => one === type).length;
  const endsTold = types.filter((type) => ends[type] !== undefined);
  const checks: Readonly<Record<string, boolean>> = {
    'accepted once, and first': count('order_accepted') === 1 && types[0] === 'order_accepted',
    'one end, and last':
      endsTold.length === (last.status === 'open' ? 0 : 1) &&
      (endsTold.length === 0 || ends[types.at(-1) ?? ''] !== undefined),
    'the end of the exchange': last.status === 'open' || ends[endsTold[0] ?? ''] === last.status,
    'everything filled, once': Math.abs(filledIn(told) - last.filled) < 1e-9,
    'a trigger once, if it fired': count('order_triggered') === Number(last.hasFired),
    'amended no more often than changed': count('order_amended') <= termChanges(life),
    'filled quantities never fall': isRising(told.map(({ order }) => order?.filled_quantity ?? 0)),
  };
  return Object.entries(checks).flatMap(([what, holds]) =>
    holds ? [] : [`${id} not ${what}: ${types.join(' ')}; ${JSON.stringify(life.versions)}`],
  );
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
}

function termChanges({ versions }: OrderLife): number {
  return versions.filter((one, index) => {
    const before = versions[index - 1];
    if (before === undefined) return false;
    const isOther = before.quantity !== one.quantity || before.limitPrice !== one.limitPrice;
    return isOther || (one.stopPrice !== null && before.stopPrice !== one.stopPrice);
  }).length;
}
