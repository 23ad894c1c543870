import { job } from '../../lib/http/endpoint.ts';
import { reportUndecided } from '../../lib/journal/report-undecided.ts';
import { amendmentJournal } from '../../lib/orders/amend/amendment-store.ts';
import { resolveDueAmendments } from '../../lib/orders/amend/reconcile-amendment.ts';
import { cancelAllJournal } from '../../lib/orders/cancel/cancel-all-store.ts';
import { resolveDueCancelAlls } from '../../lib/orders/cancel/reconcile-cancel-all.ts';
import { carryOnHalts } from '../../lib/orders/halt/carry-on.ts';
import { orderJournal } from '../../lib/orders/order-store.ts';
import { resolveDueOrders } from '../../lib/orders/reconcile-order.ts';
import { bookDueTransfers } from '../../lib/transfers/reconcile/book-transfers.ts';
import { resolveDueTransfers } from '../../lib/transfers/reconcile/reconcile-transfer.ts';
import { transferJournal } from '../../lib/transfers/transfer-store.ts';

/**
 * Settles every journal, carries pending halts on, and counts what is left: a failure of a journal must not stop the look-ups of the remaining
 * journals. The looks are part of the commands, and as urgent.
 */
export const handler = job('resolve-orders', settle, 'command');

async function settle(): Promise<void> {
  const resolving = [
    resolveDueOrders(),
    resolveDueTransfers(),
    resolveDueAmendments(),
    resolveDueCancelAlls(),
    bookDueTransfers(),
    carryOnHalts(),
  ];
  const ends = await Promise.allSettled(resolving);
  await reportUndecided([orderJournal, transferJournal, amendmentJournal, cancelAllJournal]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
