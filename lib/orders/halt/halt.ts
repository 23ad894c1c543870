import type { Account, AccountRef, TradingState } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { setTradingState } from '../../accounts/trading-state.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import type { ExchangeId } from '../../exchanges/exchanges.ts';
import { addedUp, cancelEverything, type HaltStep } from './cancel-everything.ts';
import { type ClosedPositions, closePositionsOf } from './close-positions.ts';
import { ordersOfFormerKeys, unreachedOf } from './former-keys.ts';
import { lookAtWallets } from './look.ts';
import { waitForOrdersInFlight } from './orders-in-flight.ts';
import { accountReasons, type HaltedWallet, type HaltFindings, haltedWallets, judgedSteps } from './reasons.ts';
import { reportFailedStep, reportIncomplete } from './report-halt.ts';

export interface Halt extends ClosedPositions {
  readonly accountId: string;
  /** Null where the account could not be read. */
  readonly exchange: ExchangeId | null;
  readonly cancellations: readonly HaltStep[];
  /** Orders that were in flight when the halt came and may still arrive; null when the journal could not be read. */
  readonly ordersInFlight: number | null;
  /** The state at the end: another caller may have allowed trading again. Null when the state could not be read. */
  readonly tradingState: TradingState | null;
  readonly wallets: readonly HaltedWallet[];
  /** Why the account as a whole is not certain to be stopped; the reasons of a wallet stand in `wallets`. */
  readonly reasons: readonly string[];
}

/** An account after the write of HALTED. `at`: epoch ms after that write. */
export interface HaltedAccount {
  readonly account: Account;
  readonly at: number;
}

/** Stops one account. Throws where the state could not be written: nothing else was done then. */
export async function haltTrading(ref: AccountRef, closesPositions: boolean): Promise<Halt> {
  return haltHalted(await writeHalted(ref), closesPositions);
}

export async function writeHalted(ref: AccountRef): Promise<HaltedAccount> {
  return { account: await setTradingState(ref, 'HALTED'), at: Date.now() };
}

/**
 * First the state, which stands by now: no order that reads the state from now on is sent. Then the open orders. An order that read ACTIVE
 * just before may still be in flight: the halt waits for such orders in the journal, and cancels a second time. Then the positions. At last
 * a look at every wallet. A failing step stops no other step, and each step that has failed is a reason not to be complete.
 */
export async function haltHalted({ account, at }: HaltedAccount, closesPositions: boolean): Promise<Halt> {
  const ref = { tenant: account.tenant, accountId: account.accountId };
  const first = await cancelEverything(ref, account);
  const [inFlight, former] = await settleAll([waitForOrdersInFlight(account, at), ordersOfFormerKeys(account)]);
  const steps = addedUp(first, await cancelEverything(ref, account));
  const closing = closesPositions ? await closePositionsOf(ref, account) : { closed: [], closingFailures: [] };
  const looks = await lookAtWallets(ref, { account, closesPositions, steps, former });
  const ended = await readAccount(ref).catch((error: unknown) => {
    reportFailedStep(ref, 'account at the end', error);
    return null;
  });
  const wasHeld = ended !== null && isStill(account, ended);
  const ordersInFlight = inFlight === null ? null : inFlight.arriving + unreachedOf(inFlight.outOfReach, former, looks);
  const findings = { account, closesPositions, steps, former, looks, ordersInFlight, wasHeld, ...closing };
  const halt = { ...closing, ordersInFlight, tradingState: ended?.tradingState ?? null, ...verdictOn(findings) };
  if (!isComplete(halt)) reportIncomplete(ref, reasonsOf(halt));
  return halt;
}

function verdictOn(
  findings: HaltFindings,
): Pick<Halt, 'accountId' | 'exchange' | 'cancellations' | 'wallets' | 'reasons'> {
  return {
    accountId: findings.account.accountId,
    exchange: findings.account.exchange,
    cancellations: judgedSteps(findings),
    wallets: haltedWallets(findings),
    reasons: accountReasons(findings),
  };
}

/** Nothing of the account can be open or arrive, but for positions that were not to be closed. */
export function isComplete({ wallets, reasons }: Halt): boolean {
  return reasons.length === 0 && wallets.every((wallet) => wallet.reasons.length === 0);
}

function reasonsOf({ wallets, reasons }: Halt): number {
  return wallets.reduce((sum, wallet) => sum + wallet.reasons.length, reasons.length);
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
