import type { Account } from '../accounts/account.ts';
import type { ErrorDetail } from '../errors.ts';
import { countOpen } from './count-open.ts';
import { requireNothingOpen } from './left-open.ts';
import { countResting } from './resting-orders.ts';

/** What a deletion looks at. Without `force` the exchange has shown no open order by the time of the count. `transfers`: those without a verdict. */
export function deletionLooks(force: boolean, transfers: (account: Account) => Promise<readonly ErrorDetail[]>) {
  const requireClosed = async (account: Account) => requireNothingOpen(account, await transfers(account));
  return { countLeft: force ? countOpen : countResting, ...(force ? {} : { requireClosed }) };
}
