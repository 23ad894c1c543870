import type { Account } from '../../accounts/account.ts';
import { inParallel, settleAll } from '../../aws/all-to-the-end.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { Told } from '../../exchanges/model/told.ts';
import { openSession } from '../../session/open-session.ts';
import { isOver, lookBackFrom, type OrderRecord } from '../order.ts';
import { findOrderRecords, readOrderRecord } from '../order-store.ts';
import type { PlannedCancel } from './cancel-all.ts';
import { configuredIn } from './cancel-everywhere.ts';

/** Orders as a client names them: all by the exchange's ids, or all by client order ids. */
export interface NamedOrders {
  readonly by: 'exchangeOrderId' | 'clientOrderId';
  readonly ids: readonly string[];
  /** Only orders of this market are meant. */
  readonly within: MarketType | undefined;
}

/** Ids are looked up side by side, a few at a time. */
const width = 10;

/**
 * Finds each order in the journal. Orders that the journal does not know are looked for among the open orders of each wallet, in one request
 * a wallet, and only where there are such orders.
 */
export async function planCancels(account: Account, named: NamedOrders): Promise<PlannedCancel[]> {
  const known = await inParallel(named.ids, width, async (id) => ({ id, record: await recordOf(account, named, id) }));
  const foreign = known.filter(({ record }) => record === null);
  const lists = foreign.length === 0 ? [] : await openLists(account, named);
  return known.map(({ id, record }) => (record === null ? plannedElsewhere(id, named, lists) : planned(id, record)));
}

async function recordOf(account: Account, { by, within }: NamedOrders, id: string): Promise<OrderRecord | null> {
  const records = by === 'clientOrderId' ? [await readOrderRecord(account, id)] : await findOrderRecords(account, id);
  const matching = records.flatMap((record) => record ?? []).filter(({ marketType }) => isWithin(within, marketType));
  // An exchange that gives the same id in two markets: the open lists tell which of them is meant.
  return matching.length === 1 ? (matching[0] ?? null) : null;
}

function isWithin(within: MarketType | undefined, marketType: MarketType): boolean {
  return within === undefined || within === marketType;
}

function planned(id: string, record: OrderRecord): PlannedCancel {
  const { state, described, exchangeOrderId, marketType, request, store } = record;
  if (state === 'NOT_SENT' || state === 'NEVER_ARRIVED') return { id, kind: 'absent' };
  if (state === 'REJECTED' || (described !== null && isOver(described.status))) return { id, kind: 'closed' };
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
      return { marketType, orders: list?.rows ?? null, isWhole: list?.unread.length === 0 };
    }),
  );
}

function lostKey({ exchange, changedKeys }: Account, marketType: MarketType): boolean {
  return changedKeys?.has(marketOf({ exchange, marketType }).key) === true;
}

async function openOn(account: Account, marketType: MarketType): Promise<Told<ExchangeOrder>> {
  const { orders } = await openSession(account, marketType);
  return orders.openList();
}

function plannedElsewhere(id: string, { by }: NamedOrders, lists: readonly OpenList[]): PlannedCancel {
  for (const { marketType, orders } of lists) {
    const [open] = orders?.filter((order) => order[by] === id) ?? [];
    if (open === undefined) continue;
    const { exchangeOrderId, symbol, store } = open;
    return { id, kind: 'target', marketType, order: { exchangeOrderId, symbol, store } };
  }
  return { id, kind: lists.every(({ isWhole }) => isWhole) ? 'absent' : 'unread' };
}
