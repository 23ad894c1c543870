import { setTimeout as sleep } from 'node:timers/promises';
import { OemsError } from '../../errors.ts';
import { eachInTurn } from '../rules/each-in-turn.ts';
import { optionalText } from '../wire/readers.ts';
import { endpoints } from './endpoints.ts';
import { rowsIn } from './lists.ts';
import { openOrders } from './open-orders.ts';
import { isHidden, type PartWire, type UntradedPart, untradedParts } from './part.ts';

/** The exchange takes 500 orders of contracts at a time, picked at random (docs/v5 order/cancel-all). */
const mostRounds = 12;
/** An acknowledged order is still there for a moment. Ten requests a second are allowed. */
const pauseMs = 200;

/**
 * Each coin and each kind has a call of its own, repeated until the exchange has nothing left to cancel. The orders are counted once. Null: an
 * id of a canceled order could not be read, so that the order cannot be counted.
 */
export async function cancelAll(wire: PartWire): Promise<number | null> {
  const { category, scopes } = wire.part;
  const kinds = category === 'spot' ? spotKinds : [{}];
  const canceled = new Set<string | null>();
  const queries = scopes.flatMap((scope) => kinds.map((kind) => ({ category, ...scope, ...kind })));
  const works = queries.map((query) => () => cancelEach(wire, query, canceled));
  const beside = category === 'linear' ? untradedParts : [];
  await eachInTurn([...works, ...beside.map((part) => () => cancelUntraded({ ...wire, part }, part, canceled))]);
  return canceled.has(null) ? null : canceled.size;
}

/**
 * Orders of a kind that this service does not trade. First a look, which most accounts end with: inverse contracts are canceled by symbol alone, and
 * options all at once (docs/v5 order/cancel-all). A kind that the key is not shown has nothing that the key could cancel.
 */
async function cancelUntraded(wire: PartWire, part: UntradedPart, canceled: Set<string | null>): Promise<void> {
  const { rows, unread } = await openOrders(wire).catch((error: unknown) => {
    if (isHidden(part, error)) return { rows: [], unread: [] };
    throw error;
  });
  const open = [...rows, ...unread];
  const symbols = new Set(open.flatMap(({ symbol }) => (symbol === undefined ? [] : [symbol])));
  const queries = part.category === 'option' ? [{}] : [...symbols].map((symbol) => ({ symbol }));
  if (open.length === 0) return;
  await eachInTurn(queries.map((query) => () => cancelEach(wire, { category: part.category, ...query }, canceled)));
}

/** Without a filter spot cancels the orders of the book alone; contracts have every kind canceled. */
const spotKinds = [{ orderFilter: 'Order' }, { orderFilter: 'tpslOrder' }, { orderFilter: 'StopOrder' }];

async function cancelEach(wire: PartWire, query: Record<string, string>, canceled: Set<string | null>): Promise<void> {
  const { title } = wire.market;
  for (let round = 0; round < mostRounds; round += 1) {
    const taken = rowsIn(title, await wire.read(endpoints.cancelAll, query));
    if (taken.length === 0) return;
    for (const row of taken) canceled.add(optionalText(row.orderId));
    await sleep(pauseMs);
  }
  const message = `${title} still has orders to cancel after ${mostRounds} requests; ${canceled.size} were taken. Repeat the call`;
  throw new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 1 });
}
