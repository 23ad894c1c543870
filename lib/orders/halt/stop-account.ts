import type { Account } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { addedUp, cancelEverything, type MayAct } from './cancel-everything.ts';
import { closePositionsOf } from './close-positions.ts';
import { ordersOfFormerKeys, unreachedOf } from './former-keys.ts';
import { lookAtWallets } from './look.ts';
import { waitForOrdersInFlight } from './orders-in-flight.ts';
import type { HaltFindings } from './reasons.ts';
import { reportFailedStep } from './report-halt.ts';

/** An account whose state HALTED was written at `at` (epoch ms, by the table's clock). */
export interface StopTerms {
  readonly account: Account;
  readonly at: number;
  readonly closesPositions: boolean;
  /** Throws where the account may not be stopped any more. Asked with the account as read right before a step that changes something. */
  readonly mayAct: MayAct;
}

export interface Stopped {
  readonly findings: HaltFindings;
  /** The account after the last step; null where the account could not be read. */
  readonly ended: Account | null;
}

/**
 * The state stands by now: no order that reads the state from now on is sent. First the open orders. An order that read ACTIVE just before may
 * still be in flight: the steps wait for such orders in the journal, and cancel a second time. Then the positions. At last a look at every
 * wallet. A failing step stops no other step, and each step that has failed is a reason not to be complete.
 */
export async function stopAccount({ account, at, closesPositions, mayAct }: StopTerms): Promise<Stopped> {
  const ref = { tenant: account.tenant, accountId: account.accountId };
  const first = await cancelEverything(ref, account, mayAct);
  const [inFlight, former] = await settleAll([waitForOrdersInFlight(account, at), ordersOfFormerKeys(account)]);
  const steps = addedUp(first, await cancelEverything(ref, account, mayAct));
  const closing = closesPositions ? await closePositionsOf(ref, account, mayAct) : { closed: [], closingFailures: [] };
  const looks = await lookAtWallets(ref, { account, closesPositions, steps, former });
  const ended = await readAccount(ref).catch((error: unknown) => {
    reportFailedStep(ref, 'account at the end', error);
    return null;
  });
  const wasHeld = ended !== null && isStill(account, ended);
  const ordersInFlight = inFlight === null ? null : inFlight.arriving + unreachedOf(inFlight.outOfReach, former, looks);
  return {
    findings: { account, closesPositions, steps, former, looks, ordersInFlight, wasHeld, ...closing },
    ended,
  };
}

/** The account was the same all the time: halted, and with the keys whose orders were canceled. */
function isStill(halted: Account, { registrationId, tradingState, credentials }: Account): boolean {
  return (
    tradingState === 'HALTED' &&
    registrationId === halted.registrationId &&
    Object.keys({ ...halted.credentials, ...credentials }).every(
      (slot) => credentials[slot]?.version === halted.credentials[slot]?.version,
    )
  );
}
