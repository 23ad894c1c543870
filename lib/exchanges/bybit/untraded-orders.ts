import { OemsError } from '../../errors.ts';
import type { ExchangeOrder, OrderRef } from '../model/order.ts';
import type { CancelOutcome } from '../model/outcome.ts';
import type { UnreadRow, UntradedOrders } from '../model/told.ts';
import { unlessUnread } from '../wire/told-rows.ts';
import { cancelOrder, cancelSome } from './cancel.ts';
import { readOrder } from './find-order.ts';
import { openOrders } from './open-orders.ts';
import { isHidden, type PartWire, type UntradedPart, untradedParts } from './part.ts';
import { symbolIn, untradedCategory } from './symbols.ts';

/**
 * Open orders of inverse contracts and options: other programs place such orders under the same key, and the orders hold and lose money of the
 * same wallet. One request a kind: the lists need no coin (docs/v5 order/open-order). A kind that fails hides nothing of the other kind.
 */
export async function untradedOrders(wire: PartWire): Promise<UntradedOrders> {
  const [rows, unread, unseen, hidden]: [ExchangeOrder[], UnreadRow[], string[], string[]] = [[], [], [], []];
  for (const part of untradedParts) {
    try {
      const list = await openOrders({ ...wire, part });
      rows.push(...list.rows.map((order) => named(part, order)));
      unread.push(...list.unread.map((row) => namedRow(part, row)));
    } catch (error) {
      if (!(error instanceof OemsError)) throw error;
      const why = `orders of ${part.title} could not be looked at: ${error.message}`;
      (isHidden(part, error) ? hidden : unseen).push(why);
    }
  }
  return { rows, unread, unseen, hidden };
}

/** The list of contracts that this service trades does not know the names. */
function named(part: UntradedPart, order: ExchangeOrder): ExchangeOrder {
  return { ...order, symbol: symbolIn(part.category, order.symbol), isUntraded: true };
}

function namedRow({ category }: UntradedPart, { symbol, ...row }: UnreadRow): UnreadRow {
  return symbol === undefined ? row : { ...row, symbol: symbolIn(category, symbol) };
}

/** The kind of an order by its symbol; null for a symbol of the market itself, and for no symbol. */
function partOf(wire: PartWire, { symbol }: OrderRef): UntradedPart | null {
  if (wire.part.category !== 'linear' || symbol === null) return null;
  const category = untradedCategory(symbol);
  return untradedParts.find((part) => part.category === category) ?? null;
}

/** The kinds in which an order may lie that the market itself does not show: an id without a symbol may be of any. */
function elsewhere({ part }: PartWire, { symbol }: OrderRef): readonly UntradedPart[] {
  return part.category === 'linear' && symbol === null ? untradedParts : [];
}

type Named = OrderRef & { readonly exchangeOrderId: string };

/** As `readOrder`, also of the kinds that this service does not trade. */
export async function readAnywhere(wire: PartWire, ref: Named, since: number): Promise<ExchangeOrder | null> {
  const known = partOf(wire, ref);
  if (known !== null) return readIn(wire, known, ref, since);
  const own = await readOrder(wire, ref, since);
  if (own !== null) return own;
  for (const part of elsewhere(wire, ref)) {
    const found = await unlessHidden(part, readIn(wire, part, ref, since));
    if (found !== null) return found;
  }
  return null;
}

async function readIn(wire: PartWire, part: UntradedPart, ref: Named, since: number): Promise<ExchangeOrder | null> {
  const order = await readOrder({ ...wire, part }, { ...ref, symbol: null }, since);
  return order === null ? null : named(part, order);
}

/** As `cancelOrder`, also of the kinds that this service does not trade. */
export async function cancelAnywhere(wire: PartWire, ref: OrderRef): Promise<CancelOutcome> {
  const known = partOf(wire, ref);
  if (known !== null) return cancelOrder({ ...wire, part: known }, { ...ref, symbol: null });
  const own = await cancelOrder(wire, ref);
  if (own !== 'gone') return own;
  for (const part of elsewhere(wire, ref)) {
    const outcome = await unlessHidden(part, cancelOrder({ ...wire, part }, ref));
    if (outcome !== null && outcome !== 'gone') return outcome;
  }
  return 'gone';
}

async function unlessHidden<T>(part: UntradedPart, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isHidden(part, error)) return null;
    throw error;
  }
}

/** As `cancelSome`. The market's own batch takes no order of another kind. */
export async function cancelSomeAnywhere(
  wire: PartWire,
  refs: readonly OrderRef[],
): Promise<readonly (CancelOutcome | null)[]> {
  const own = refs.filter((ref) => partOf(wire, ref) === null);
  const outcomes = own.length === 0 ? [] : await cancelSome(wire, own);
  const ends = new Map(own.map((ref, index) => [ref, outcomes[index] ?? null]));
  for (const ref of refs) if (!ends.has(ref)) ends.set(ref, await unlessUnread(cancelAnywhere(wire, ref)));
  return refs.map((ref) => ends.get(ref) ?? null);
}
