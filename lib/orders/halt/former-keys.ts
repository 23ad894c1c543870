import type { Account } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { Decimal } from '../../decimal.ts';
import { storesOf, traitsOf } from '../../exchanges/definition.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { isOver, lookBackFrom, type OrderRecord } from '../order.ts';
import { ordersBeyondKeys } from '../order-store.ts';
import { reserveMs } from './orders-in-flight.ts';
import { reportFailedStep } from './report-halt.ts';

/** Orders of one market that the present keys may not reach. */
export interface FormerOrders {
  readonly marketType: MarketType;
  /** The key that has signed the orders. */
  readonly credentialVersion: string;
  /** Orders that may be open, or may have left a position. */
  readonly count: number;
  /** Of `count`: orders that may be open. */
  readonly open: number;
  /** The newest orders to which the exchange has given an id. */
  readonly named: readonly OrderRecord[];
}

/** What the journal tells of orders that the present keys may not reach. */
export interface FormerKeys {
  readonly orders: readonly FormerOrders[];
  /** Orders of the present keys without a verdict, which no deadline ends. */
  readonly undecided: number;
  /** Markets with an order of a key that is gone. */
  readonly traded: readonly MarketType[];
}

const nothing: FormerKeys = { orders: [], undecided: 0, traded: [] };

/**
 * Searches the journal back to the registration of the account, unless every key is the first of its slot. Null: the journal could not be
 * read to that point.
 */
export async function ordersOfFormerKeys(account: Account): Promise<FormerKeys | null> {
  if (!isSearched(account)) return nothing;
  const until = (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
  const versions = Object.values(account.credentials).map(({ version }) => version);
  const since = lookBackFrom({ sentAt: account.createdAt });
  let found = nothing;
  try {
    for await (const records of ordersBeyondKeys(account, since, versions)) {
      found = records.reduce((sum, record) => withRecord(account, sum, record), found);
      if (Date.now() > until) return null;
    }
    return found;
  } catch (error) {
    reportFailedStep(account, 'orders of former keys', error);
    return null;
  }
}

/** The number of orders whose former key no look has recognized as a key of the present customer. */
export function unreachedOf(
  orders: readonly OrderRecord[],
  former: FormerKeys | null,
  looks: readonly { readonly marketType: MarketType; readonly unseen: readonly FormerOrders[] }[],
): number {
  const isReached = ({ marketType, credentialVersion }: OrderRecord): boolean => {
    const look = looks.find((one) => one.marketType === marketType);
    const isKnown = former?.orders.some(isOf(marketType, credentialVersion)) ?? false;
    return isKnown && look !== undefined && !look.unseen.some(isOf(marketType, credentialVersion));
  };
  return orders.filter((order) => !isReached(order)).length;
}

function isOf(marketType: MarketType, credentialVersion: string) {
  return (one: FormerOrders): boolean => one.marketType === marketType && one.credentialVersion === credentialVersion;
}

function isSearched(account: Account): boolean {
  return marketTypes.some((marketType) => {
    const market = marketOf({ exchange: account.exchange, marketType });
    const isEndless = storesOf(market).some((store) => traitsOf(market, store).deadline === null);
    return isEndless || !hasFirstKey(account, market.key);
  });
}

/** The slot has the key of the registration, or was empty from the registration on. */
function hasFirstKey({ credentials, changedKeys, remembersKeys, createdAt }: Account, slot: string): boolean {
  if (changedKeys?.has(slot)) return false;
  const setAt = credentials[slot]?.setAt;
  return setAt === undefined ? remembersKeys === true : setAt <= createdAt;
}

function withRecord(account: Account, sum: FormerKeys, record: OrderRecord): FormerKeys {
  const { key } = marketOf({ exchange: account.exchange, marketType: record.marketType });
  if (account.credentials[key]?.version === record.credentialVersion) return { ...sum, undecided: sum.undecided + 1 };
  const traded = sum.traded.includes(record.marketType) ? sum.traded : [...sum.traded, record.marketType];
  return { ...sum, traded, orders: mayMatter(account, record) ? withOrder(sum.orders, record) : sum.orders };
}

/** The most orders by which a present key is recognized as a key of the same customer. */
const mostNamed = 3;

function withOrder(orders: readonly FormerOrders[], record: OrderRecord): readonly FormerOrders[] {
  const { marketType, credentialVersion } = record;
  const isSame = isOf(marketType, credentialVersion);
  const { count, open, named } = orders.find(isSame) ?? { count: 0, open: 0, named: [] };
  const isNamed = record.state === 'ACCEPTED' && record.exchangeOrderId !== null && named.length < mostNamed;
  const counts = { count: count + 1, open: open + (mayBeOpen(record) ? 1 : 0) };
  const next = { marketType, credentialVersion, ...counts, named: isNamed ? [...named, record] : named };
  return [...orders.filter((one) => !isSame(one)), next];
}

/** The journal's description may be old: an order that has ended stays ended. */
function mayBeOpen({ state, described }: OrderRecord): boolean {
  if (state === 'REJECTED' || state === 'NOT_SENT' || state === 'NEVER_ARRIVED') return false;
  return state !== 'ACCEPTED' || described === null || !isOver(described.status);
}

/** The order may be open, or has left a position. */
function mayMatter({ exchange }: Account, record: OrderRecord): boolean {
  const { state, described, request, marketType } = record;
  if (mayBeOpen(record)) return true;
  if (state !== 'ACCEPTED' || described === null) return false;
  const { positions } = marketOf({ exchange, marketType }).capabilities;
  const isUnfilled = described.filledQuantity !== null && new Decimal(described.filledQuantity).isZero();
  return positions && !request.reduceOnly && !isUnfilled;
}
