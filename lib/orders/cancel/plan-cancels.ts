import type { Account } from '../../accounts/account.ts';
import { inParallel, settleAll } from '../../aws/all-to-the-end.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { UntradedOrders } from '../../exchanges/model/told.ts';
import { openSession } from '../../session/open-session.ts';
import { everyOpen } from '../every-open.ts';
import { isOver, lookBackFrom, type OrderRecord } from '../order.ts';
import { findOrderRecords, readOrderRecord } from '../order-store.ts';
import type { PlannedCancel } from './cancel-all.ts';
import { configuredIn } from './cancel-everywhere.ts';
import { type ShownOrder, shownElsewhere } from './ended-elsewhere.ts';

/** Orders as a client names them: all by the exchange's ids, or all by client order ids. */
export interface NamedOrders {
  readonly by: 'exchangeOrderId' | 'clientOrderId';
  readonly ids: readonly string[];
  /** Only orders of this market are meant. */
  readonly within: MarketType | undefined;
  /** Only orders of this symbol are meant. */
  readonly symbol?: string | undefined;
}

type Meant = Pick<NamedOrders, 'within' | 'symbol'>;

/** Ids are looked up side by side, a few at a time. */
const width = 10;

/**
 * Finds each order in the journal. Orders that the journal does not know are looked for among the open orders of each wallet, in one request
 * a wallet, and only where there are such orders.
 */
export async function planCancels(account: Account, named: NamedOrders): Promise<PlannedCancel[]> {
  const known = await inParallel(named.ids, width, async (id) => ({
    id,
    records: await recordsOf(account, named, id),
  }));
  const single = known.map(({ records }) => only(records.filter((record) => isMeant(named, placeOf(record)))));
  const lists = single.includes(null) ? await openLists(account, named) : [];
  const plan = known.map(({ id, records }, index) => {
    const record = single[index] ?? null;
    if (record === null) return plannedElsewhere({ id, records }, named, lists);
    return { ...planned(id, record), ...otherName(named, placedAs(record)) };
  });
  return withEnds(account, named, plan, lists);
}

/** An order of another program that is neither open nor in the journal has ended where the exchange still shows the end. */
async function withEnds(
  account: Account,
  named: NamedOrders,
  plan: readonly PlannedCancel[],
  lists: readonly OpenList[],
): Promise<PlannedCancel[]> {
  const unknown = plan.filter(({ kind }) => kind === 'absent').map(({ id }) => id);
  const markets = lists.map(({ marketType }) => marketType);
  const ids = named.by === 'exchangeOrderId' ? unknown : [];
  const shown = await shownElsewhere(account, markets, ids, named.symbol);
  return plan.map((each) => (ids.includes(each.id) ? endedOf(each, named, shown) : each));
}

/** An order that a list of open orders has left out may be open: nothing is said of its end. */
function endedOf(absent: PlannedCancel, named: NamedOrders, shown: readonly ShownOrder[]): PlannedCancel {
  const { id } = absent;
  const ofId = shown.filter(({ order }) => order.exchangeOrderId === id);
  const meant = ofId.filter(({ marketType, order }) => isMeant(named, { marketType, symbol: order.symbol }));
  const [first] = meant;
  if (first === undefined) return absent;
  if (!meant.every(({ order }) => isOver(order.status))) return { id, kind: 'unread', reason: notListed };
  return { id, kind: 'closed', ...(meant.length === 1 ? otherName(named, first.order) : {}) };
}

const notListed =
  'the exchange shows the order, and its list of open orders does not; nothing was sent for it, repeat the call';

type NamesOfOrder = Readonly<Record<NamedOrders['by'], string | null>>;

/** The id under which the exchange may have the order of a record without a verdict could be the id of another order. */
function placedAs({ state, exchangeOrderId, clientOrderId }: OrderRecord): NamesOfOrder {
  return state === 'ACCEPTED' ? { exchangeOrderId, clientOrderId } : { exchangeOrderId: null, clientOrderId: null };
}

function otherName({ by }: NamedOrders, names: NamesOfOrder): Pick<PlannedCancel, 'other'> {
  const other = by === 'clientOrderId' ? names.exchangeOrderId : names.clientOrderId;
  return other === null ? {} : { other };
}

async function recordsOf(account: Account, { by }: NamedOrders, id: string): Promise<OrderRecord[]> {
  if (by === 'exchangeOrderId') return findOrderRecords(account, id);
  const record = await readOrderRecord(account, id);
  return record === null ? [] : [record];
}

/** An exchange can give one id to orders of two markets or symbols: the open lists tell which of them is open. */
function only<T>(rows: readonly T[]): T | null {
  return rows.length === 1 ? (rows[0] ?? null) : null;
}

interface Place {
  readonly marketType: MarketType;
  readonly symbol: string;
}

function placeOf({ marketType, request: { symbol } }: OrderRecord): Place {
  return { marketType, symbol };
}

function isMeant({ within, symbol }: Meant, place: Place): boolean {
  return isWithin(within, place.marketType) && (symbol ?? place.symbol) === place.symbol;
}

function isWithin(within: MarketType | undefined, marketType: MarketType): boolean {
  return within === undefined || within === marketType;
}

function planned(id: string, record: OrderRecord): PlannedCancel {
  const { state, exchangeOrderId, marketType, request, store } = record;
  if (state === 'NOT_SENT' || state === 'NEVER_ARRIVED') return { id, kind: 'absent' };
  if (hasEnded(record)) return { id, kind: 'closed' };
  if (state !== 'ACCEPTED' || exchangeOrderId === null) return { id, kind: 'unsettled' };
  const order = { exchangeOrderId, symbol: request.symbol, store, since: lookBackFrom(record) };
  return { id, kind: 'target', marketType, order };
}

/** The open orders of one wallet, as far as they can be read; null where the list could not be read, and where the key was removed. */
interface OpenList {
  readonly marketType: MarketType;
  readonly orders: readonly ExchangeOrder[] | null;
  /** Every order of the list could be read: an id that is not in the list is not open. */
  readonly isWhole: boolean;
}

function openLists(account: Account, { within }: NamedOrders): Promise<OpenList[]> {
  const configured = configuredIn(account);
  const meant = marketTypes.filter((marketType) => isWithin(within, marketType));
  const wallets = meant.filter((marketType) => configured.includes(marketType) || lostKey(account, marketType));
  return settleAll(
    wallets.map(async (marketType) => {
      const list = await openOn(account, marketType).catch(() => null);
      return { marketType, orders: list?.rows ?? null, isWhole: list?.unread.length === 0 && list.unseen.length === 0 };
    }),
  );
}

function lostKey({ exchange, changedKeys }: Account, marketType: MarketType): boolean {
  return changedKeys?.has(marketOf({ exchange, marketType }).key) === true;
}

async function openOn(account: Account, marketType: MarketType): Promise<UntradedOrders> {
  return everyOpen(await openSession(account, marketType));
}

interface Unplanned {
  readonly id: string;
  /** Of the journal: of other places than the client means, or several. */
  readonly records: readonly OrderRecord[];
}

/** Several open orders of one id are all left alone: the wrong one of them might be canceled. */
function plannedElsewhere({ id, records }: Unplanned, named: NamedOrders, lists: readonly OpenList[]): PlannedCancel {
  const open = lists.flatMap(({ marketType, orders }) =>
    (orders ?? [])
      .filter((order) => order[named.by] === id && isMeant(named, { marketType, symbol: order.symbol }))
      .map(({ exchangeOrderId, clientOrderId, symbol, store }) => ({
        marketType,
        order: { exchangeOrderId, symbol, store },
        ...otherName(named, { exchangeOrderId, clientOrderId }),
      })),
  );
  const target = only(open);
  if (target !== null) return { id, kind: 'target', ...target };
  if (open.length > 1) return { id, kind: 'unread', reason: namesSeveral };
  if (!lists.every(({ isWhole }) => isWhole)) return { id, kind: 'unread' };
  return records.length === 0 ? { id, kind: 'absent' } : notOpen(id, records, named);
}

const namesSeveral =
  'several open orders have this id, and nothing was sent for it; give symbol, or cancel each order by itself';

/** No order that the client means is open. */
function notOpen(id: string, records: readonly OrderRecord[], named: NamedOrders): PlannedCancel {
  const meant = records.filter((record) => isMeant(named, placeOf(record)));
  if (meant.length > 0) return meant.every(hasEnded) ? { id, kind: 'closed' } : { id, kind: 'unread' };
  const places = records.map(placeOf).map(({ marketType, symbol }) => `${symbol} (${marketType})`);
  return { id, kind: 'unread', reason: `the id names an order of ${places.join(', ')}, and nothing was sent for it` };
}

function hasEnded({ state, described }: OrderRecord): boolean {
  return state === 'REJECTED' || (described !== null && isOver(described.status));
}
