import { sharersOf } from '../accounts/shared-keys.ts';
import { inParallel } from '../aws/all-to-the-end.ts';
import type { ErrorDetail } from '../errors.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { isUndecided } from '../journal/entry.ts';
import type { Session } from '../session/open-session.ts';
import { lookBackFrom, type OrderRecord } from './order.ts';
import { readOrderRecord } from './order-store.ts';

/**
 * The order at the exchange is older than the first attempt to send: an earlier registration of the account placed the order, or a call that
 * the journal has forgotten. `behindMs` is the lag of the exchange's clock behind our clock.
 */
export function isOlderThanSent(record: OrderRecord, { createdAt }: ExchangeOrder, behindMs: number): boolean {
  const sentFrom = lookBackFrom({ sentAt: record.firstSentAt ?? record.sentAt }) - behindMs;
  return createdAt !== null && createdAt < sentFrom;
}

export const takenIdRemedy =
  'a different order bears this id at the exchange, placed earlier or by another account with a key of the same customer, and nothing was placed now; take a new id';
export const takenIdDetail: ErrorDetail = { field: 'client_order_id', message: takenIdRemedy };

/** The orders of other accounts of the tenant, in the same market and under the same client order id. */
export interface Rivals {
  /** At the exchange, under the exchange's id. */
  readonly placed: readonly OrderRecord[];
  /** Without a verdict, or without the exchange's id. */
  readonly unclear: readonly OrderRecord[];
}

const noRivals: Rivals = { placed: [], unclear: [] };

/**
 * A client order id that the client chose is the same at the exchange for all accounts of one customer. The journals of these accounts are
 * asked only where the exchange shows an order under the id of an order without a verdict.
 */
export async function rivalsOf(
  { account }: Pick<Session, 'account'>,
  { ref: { tenant, accountId: own }, clientOrderId, marketType, isOwnId }: OrderRecord,
): Promise<Rivals> {
  if (isOwnId === true) return noRivals;
  const sharers = (await sharersOf(tenant, [account])).get(own) ?? [];
  const ids = [...new Set(sharers.map(({ accountId }) => accountId))];
  const read = await inParallel(ids, width, (accountId) => readOrderRecord({ tenant, accountId }, clientOrderId));
  const rivals = read.filter((rival) => rival !== null).filter((rival) => rival.marketType === marketType);
  const isPlaced = (rival: OrderRecord) => isSettled(rival) && rival.exchangeOrderId !== null;
  return {
    placed: rivals.filter(isPlaced),
    unclear: rivals.filter((rival) => isUndecided(rival) || (rival.state === 'ACCEPTED' && !isPlaced(rival))),
  };
}

/** Journals are read side by side, a few at a time. */
const width = 10;

function isSettled({ state }: OrderRecord): boolean {
  return state === 'ACCEPTED' || state === 'REJECTED';
}
