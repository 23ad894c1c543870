import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import type { Account, TradingState } from './account.ts';

type Times = Pick<Account, 'createdAt' | 'lifted'>;

/** The account comes from a restored table, and no person has let it trade since. */
export function isHeldByRestore({ createdAt, lifted }: Times): boolean {
  const { restoredTo } = env;
  return restoredTo !== null && createdAt <= restoredTo && lifted?.to !== restoredTo;
}

/**
 * Orders, halts and keys of the last minutes are lost with the restored table. So the stored state counts for nothing until a person has
 * compared the account with the exchange.
 */
export function stateAfterRestore(times: Times, stored: TradingState): TradingState {
  return isHeldByRestore(times) ? 'HALTED' : stored;
}

/** Commands that may have been executed without an entry in the journal: sent in this span of time, in epoch ms. */
export interface LostWindow {
  readonly from: number;
  readonly to: number;
}

/** A call that was under way at the moment of the restore may have journaled its request just after. */
const callMs = 60_000;
/** Clients repeat a command without an answer within hours. A look further back costs more with each hour. */
const repeatedForMs = 24 * 3_600_000;

/**
 * The span of time whose journal may be lost; null where no client repeats a command of that time any more. An account that was registered anew may
 * have lost its former record as well.
 */
export function lostWindowOf(account: Times, now = sharedNow()): LostWindow | null {
  const { restoredTo } = env;
  if (restoredTo === null) return null;
  if (isHeldByRestore(account)) return { from: restoredTo - callMs, to: now };
  const isRestored = account.createdAt <= restoredTo;
  const from = isRestored ? (account.lifted?.at ?? now) : restoredTo + repeatedForMs;
  if (now > from + repeatedForMs) return null;
  return { from: restoredTo - callMs, to: isRestored ? from : account.createdAt };
}
