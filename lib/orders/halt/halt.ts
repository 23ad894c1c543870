import type { Account, AccountRef, TradingState } from '../../accounts/account.ts';
import { learnTime } from '../../accounts/learn-time.ts';
import { type AskedHalt, keepHalt, newHalt } from '../../accounts/pending-halt.ts';
import { setTradingState } from '../../accounts/trading-state.ts';
import { sharedNow } from '../../aws/clock.ts';
import type { ExchangeId } from '../../exchanges/exchanges.ts';
import type { HaltStep } from './cancel-everything.ts';
import type { ClosedPositions } from './close-positions.ts';
import { accountReasons, type HaltedWallet, type HaltFindings, haltedWallets, judgedSteps } from './reasons.ts';
import { reportFailedStep, reportIncomplete } from './report-halt.ts';
import { type Stopped, stopAccount } from './stop-account.ts';
import { tellEnd } from './tell-end.ts';

/** What the steps of a halt have come to. */
export interface HaltVerdict extends ClosedPositions {
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

export interface Halt extends HaltVerdict {
  /** Halts of one account that meet share the id. Null where the state could not be written. */
  readonly haltId: string | null;
  /** Something may be open, and the resolver goes on. */
  readonly carriedOn: boolean;
}

/** An account after the write of HALTED, which has journaled the halt. `at`: epoch ms after that write, by the table's clock. */
export interface HaltedAccount {
  readonly account: Account;
  readonly at: number;
  readonly asked: AskedHalt;
}

/** Stops one account. Throws where the state could not be written: nothing else was done then. */
export async function haltTrading(ref: AccountRef, closesPositions: boolean): Promise<Halt> {
  return haltHalted(await writeHalted(ref, closesPositions));
}

export async function writeHalted(ref: AccountRef, closesPositions: boolean): Promise<HaltedAccount> {
  await learnTime(ref);
  const asked = newHalt(closesPositions);
  return { account: await setTradingState(ref, 'HALTED', asked), at: sharedNow(), asked };
}

export async function haltHalted({ account, at, asked }: HaltedAccount): Promise<Halt> {
  const { closesPositions } = asked;
  const stopped = await stopAccount({ account, at, closesPositions, mayAct: () => undefined });
  const verdict = verdictOn(stopped);
  const isDone = isComplete(verdict);
  if (!isDone) reportIncomplete(account, countReasons(verdict));
  const { halt } = account;
  // The write of HALTED has journaled the halt.
  if (halt === undefined) return { ...verdict, haltId: asked.id, carriedOn: false };
  const pending = { ...account, halt: { ...halt, closesPositions } };
  const left = isDone ? await endedHere(pending) : await leftToResolver(pending, asked, stopped);
  return { ...verdict, haltId: left ?? halt.id, carriedOn: left !== null };
}

/** A halt whose end cannot be written is complete all the same: the resolver will see so, and write the end. */
async function endedHere(account: HaltedPending): Promise<null> {
  await tellEnd(account).catch((error: unknown) => reportFailedStep(account, 'end of the halt', error));
  return null;
}

type HaltedPending = Parameters<typeof tellEnd>[0];

/**
 * The id under which the resolver goes on; null where the resolver does not go on. A second halt at the same time may have ended the shared halt:
 * then this halt is journaled anew, under an id of its own.
 */
async function leftToResolver(account: HaltedPending, asked: AskedHalt, { ended }: Stopped): Promise<string | null> {
  // The write of HALTED has journaled the halt: an account that cannot be read has the halt still.
  if (ended === null) return account.halt.id;
  if (ended.halt !== undefined) return ended.halt.id;
  if (ended.tradingState !== 'HALTED') return null;
  try {
    return (await keepHalt({ tenant: account.tenant, accountId: account.accountId }, asked))?.halt?.id ?? null;
  } catch (error) {
    reportFailedStep(account, 'journal of the halt', error);
    return null;
  }
}

export function verdictOn({ findings, ended }: Stopped): HaltVerdict {
  const { account, ordersInFlight, closed, closingFailures }: HaltFindings = findings;
  return {
    closed,
    closingFailures,
    ordersInFlight,
    tradingState: ended?.tradingState ?? null,
    accountId: account.accountId,
    exchange: account.exchange,
    cancellations: judgedSteps(findings),
    wallets: haltedWallets(findings),
    reasons: accountReasons(findings),
  };
}

/** Nothing of the account can be open or arrive, but for positions that were not to be closed. */
export function isComplete(verdict: HaltVerdict): boolean {
  return countReasons(verdict) === 0;
}

export function countReasons({ wallets, reasons }: HaltVerdict): number {
  return wallets.reduce((sum, wallet) => sum + wallet.reasons.length, reasons.length);
}
