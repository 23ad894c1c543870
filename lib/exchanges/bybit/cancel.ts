import { sharedNow } from '../../aws/clock.ts';
import type { OrderRef } from '../model/order.ts';
import type { CancelOutcome } from '../model/outcome.ts';
import { isRecord, type Json, optionalText, requiredList, requiredText } from '../wire/readers.ts';
import { ExchangeRejection, MalformedResponse, type RefusalKind, ruleFor } from '../wire/refusals.ts';
import { unlessUnread } from '../wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { bybitRules } from './errors.ts';
import { findOrder, longestRangeMs, readOrder } from './find-order.ts';
import { resultIn } from './lists.ts';
import { idOf } from './order-parameters.ts';
import type { Filter, PartWire } from './part.ts';

/**
 * The kinds as which an order may lie at the exchange. A spot stop is canceled under its kind alone; a fired stop is an order of the book.
 * Orders of contracts need no kind.
 */
function kindsOf({ part }: PartWire, { store }: OrderRef): readonly CancelKind[] {
  if (part.category !== 'spot' || store === 'regular') return [{}];
  return [{ orderFilter: 'tpslOrder' }, { orderFilter: 'StopOrder' }, { orderFilter: 'Order' }];
}

type CancelKind = Filter | Readonly<{ orderFilter: 'Order' }>;

/** The exchange acknowledges the request and cancels later: nothing is canceled until the order is read so. */
export async function cancelOrder(wire: PartWire, ref: OrderRef): Promise<CancelOutcome> {
  const symbol = await symbolOf(wire, ref);
  if (symbol === null) return 'gone';
  for (const kind of kindsOf(wire, ref)) {
    const query = { category: wire.part.category, symbol, ...idOf(ref), ...kind };
    const outcome = await wire.cancel(endpoints.cancelOrder, query, (answer) => acknowledged(wire, answer));
    if (outcome !== 'gone') return outcome;
  }
  return 'gone';
}

function acknowledged({ market: { title } }: PartWire, answer: unknown): CancelOutcome {
  requiredText(title, resultIn(title, answer), 'orderId');
  return 'pending';
}

/** The exchange's name of the order's symbol; every cancellation needs the name. Null: the exchange does not show the order. */
async function symbolOf(wire: PartWire, ref: OrderRef): Promise<string | null> {
  const listed = ref.symbol === null ? null : await wire.markets.find(ref.symbol);
  if (listed !== null) return listed.id;
  return (await orderOf(wire, ref))?.symbol ?? null;
}

async function orderOf(wire: PartWire, ref: OrderRef) {
  const { exchangeOrderId, clientOrderId = '' } = ref;
  const since = sharedNow() - longestRangeMs / 2;
  if (exchangeOrderId !== undefined) return readOrder(wire, { ...ref, exchangeOrderId }, since);
  const found = await findOrder(wire, { ...ref, clientOrderId }, since, { older: 'all' });
  return found.kind === 'found' ? found.order : null;
}

/** One request for the orders of the book. Stops of spot have no common cancellation. */
export async function cancelSome(wire: PartWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const isAlone = (ref: OrderRef) => wire.part.category === 'spot' && ref.store === 'trigger';
  const together = refs.filter((ref) => !isAlone(ref));
  const ends = new Map<OrderRef, CancelOutcome | null>();
  const outcomes = together.length === 0 ? [] : await cancelTogether(wire, together);
  for (const [index, ref] of together.entries()) ends.set(ref, outcomes[index] ?? null);
  for (const ref of refs.filter(isAlone)) ends.set(ref, await cancelOrder(wire, ref));
  return refs.map((ref) => ends.get(ref) ?? null);
}

/** The end of each order stands beside the result, in the order of the request (docs/v5 order/batch-cancel). */
async function cancelTogether(wire: PartWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const { title } = wire.market;
  const symbols: (string | null)[] = [];
  const unread = new Set<OrderRef>();
  for (const ref of refs) {
    const symbol = await unlessUnread(symbolOf(wire, ref).then((found) => ({ found })));
    if (symbol === null) unread.add(ref);
    symbols.push(symbol?.found ?? null);
  }
  const named = refs.flatMap((ref, index) => {
    const symbol = symbols[index];
    return symbol === null || symbol === undefined ? [] : [{ ref, symbol }];
  });
  // An order whose row cannot be read is not gone, and stops no other cancellation.
  const unnamed = (ref: OrderRef) => (unread.has(ref) ? null : 'gone');
  if (named.length === 0) return refs.map(unnamed);
  const request = named.map(({ ref, symbol }) => ({ symbol, ...idOf(ref) }));
  const answer = await wire.read(endpoints.cancelBatch, { category: wire.part.category, request });
  const told = requiredList(title, isRecord(answer) ? answer.retExtInfo : null, 'list');
  if (told.length !== named.length) throw new MalformedResponse(title, 200);
  return refs.map((ref) => {
    const place = named.findIndex((each) => each.ref === ref);
    return place === -1 ? unnamed(ref) : endOf(title, told[place]);
  });
}

function endOf(title: string, { code, msg }: Json = {}): CancelOutcome | null {
  if (String(code) === '0') return 'pending';
  const refusal = new ExchangeRejection(title, String(code), optionalText(msg) ?? String(code));
  return outcomes[ruleFor(bybitRules, refusal).kind] ?? null;
}

const outcomes: Partial<Readonly<Record<RefusalKind, CancelOutcome>>> = { gone: 'gone', canceling: 'pending' };
