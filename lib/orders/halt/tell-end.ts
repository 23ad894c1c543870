import type { Account, PendingHalt } from '../../accounts/account.ts';
import { accountKey } from '../../accounts/partitions.ts';
import { endHalt } from '../../accounts/pending-halt.ts';
import { listBefore } from '../../events/list-item.ts';
import { reportFailedStep } from './report-halt.ts';

/**
 * Ends the halt after a complete look. The events of the orders that the halt canceled and closed are listed first: `halt_completed` stands behind
 * them. A halt ends without the listing as well.
 */
export async function tellEnd(account: Account & { readonly halt: PendingHalt }): Promise<Account | null> {
  await listBefore(account.tenant, accountKey(account)).catch((error: unknown) =>
    reportFailedStep(account, 'events before the end', error),
  );
  return endHalt(account);
}
