import { inParallel } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { errorText } from '../error-text.ts';
import type { ExchangeOrder, OrderRef } from '../exchanges/model/order.ts';
import type { Session } from '../session/open-session.ts';
import { describeOrder } from './describe-order.ts';
import { withJournaledTerms } from './journaled-terms.ts';
import { isOver, type OrderRecord } from './order.ts';
import { ownersOf } from './order-owner.ts';
import { isNew } from './order-store.ts';

export type EndedRef = OrderRef & { readonly exchangeOrderId: string };

/** The journal's entries of orders that the exchange shows, in their order; null for an order of another program. */
export type RecordsOf = (shown: readonly ExchangeOrder[]) => Promise<readonly (OrderRecord | null)[]>;

/**
 * Journals how orders of ours have ended a moment ago, each with the event of the end, so that no reader waits for the job that follows orders. Costs
 * the exchange a read for fifty orders on spot and one on futures, and the table a write for each order of ours. An order whose end the exchange
 * does not show yet is left to the job, and so is everything after an error.
 */
export async function keepEnds(
  session: Session,
  refs: readonly EndedRef[],
  since: number,
  recordsOf: RecordsOf,
): Promise<void> {
  if (refs.length === 0) return;
  try {
    const startedAt = sharedNow();
    const shown = await session.orders.readSome(refs, since, true);
    const ends = shown.flatMap(ended);
    await keepAll(ends, await recordsOf(ends), startedAt);
  } catch (error) {
    const { tenant, accountId: account } = session.account;
    const what = { message: 'ends of orders left to the follower', tenant, account, outcome: session.marketType };
    log({ level: 'WARN', ...what, error: errorText(error) }, currentCall());
  }
}

/** By the ids in the journal: a read of the table for a hundred orders, and one more where the exchange tells no client order ids. */
export function journaledRecords({ account, marketType }: Session): RecordsOf {
  return async (shown) => {
    const owners = await ownersOf(
      account,
      shown.map((order) => ({ ...order, marketType })),
    );
    return owners.map(({ record }) => record);
  };
}

function ended(order: ExchangeOrder | null): ExchangeOrder[] {
  return order !== null && isOver(order.status) ? [order] : [];
}

/** Writes to the table side by side. */
const width = 10;
/** Of the call's time, for the answer. */
const reserveMs = 3000;

async function keepAll(
  ends: readonly ExchangeOrder[],
  records: readonly (OrderRecord | null)[],
  at: number,
): Promise<void> {
  const until = (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs;
  await inParallel([...ends.entries()], width, async ([index, order]) => {
    const record = records[index] ?? null;
    if (record === null || Date.now() > until) return;
    const told = withJournaledTerms(order, record, at);
    if (isNew(told, record)) await describeOrder(record, told, at);
  });
}
