import { handler as listEvents } from '../../../functions/api/list-events.ts';
import { handler as listOrders } from '../../../functions/api/list-orders.ts';
import { answered, begun, deskId } from '../harness/account-calls.ts';
import type { Scenario } from '../harness/scenario.ts';
import { startTime } from '../harness/time.ts';
import type { ShownEvent } from '../judge/shown-events.ts';
import type { ShownOrder } from '../judge/shown-orders.ts';

const ends = ['filled', 'canceled', 'expired', 'rejected', 'not_placed'];
/** The oldest order of an overlap of two reads: clocks differ. */
const overlapMs = 120_000;

/** All orders as they were shown so far, and those of this read: the orders that were not over, and all newer orders. */
export async function readOrders(scenario: Scenario, before: readonly ShownOrder[]) {
  const open = before.filter(({ status }) => !ends.includes(status));
  const newest = before.reduce((latest, { created_at }) => Math.max(latest, Date.parse(created_at)), 0);
  const oldest = Math.min(newest, ...open.map(({ created_at }) => Date.parse(created_at)));
  const read = await allOrders(scenario, Math.max(startTime, oldest) - overlapMs);
  const ids = new Set(read.map(({ client_order_id: id }) => id));
  return { read, rows: [...before.filter(({ client_order_id: id }) => !ids.has(id)), ...read] };
}

async function allOrders(scenario: Scenario, from: number): Promise<ShownOrder[]> {
  const rows: ShownOrder[] = [];
  for (let cursor: unknown; cursor !== null; ) {
    const query = {
      ...deskId,
      from: String(from),
      limit: '100',
      ...(cursor === undefined ? {} : { cursor: String(cursor) }),
    };
    const { status, body } = await answered(scenario, begun(scenario, 'read-orders', listOrders, { query }));
    if (status !== 200 || body.data === undefined) throw unread('orders', scenario, [status, body]);
    rows.push(...(body.data.orders as ShownOrder[]));
    cursor = body.data.next_cursor ?? null;
  }
  return rows;
}

/** The log alone tells the cause of an internal error, and a month is long to play again. */
function unread(what: string, { time, output }: Scenario, answer: readonly unknown[]): Error {
  const minute = Math.floor((time.now() - startTime) / 60_000);
  return new Error(`${what} in minute ${minute}: ${JSON.stringify(answer)}\n${output.slice(-5).join('\n')}`);
}

/** Page after page, until no more is listed. */
export async function readEvents(scenario: Scenario, after: string | undefined, limit: number) {
  const events: ShownEvent[] = [];
  let cursor = after;
  for (let hasMore = true; hasMore; ) {
    const query = { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const { status, body } = await answered(scenario, begun(scenario, 'read-events', listEvents, { query }));
    if (status !== 200 || body.data === undefined) throw unread('events', scenario, [status, body]);
    events.push(...(body.data.events as ShownEvent[]));
    cursor = String(body.data.next_cursor);
    hasMore = body.data.has_more === true;
  }
  return { events, cursor };
}
