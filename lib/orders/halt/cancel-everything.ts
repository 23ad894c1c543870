import type { Account, AccountRef } from '../../accounts/account.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { openSession } from '../../session/open-session.ts';
import { reportFailedStep } from './report-halt.ts';

export interface HaltStep {
  readonly marketType: MarketType;
  /** `not_configured`: the market has no key. */
  readonly outcome: 'done' | 'failed' | 'not_configured';
  readonly canceled: number | null;
  readonly message: string | null;
}

/** Throws where the account may not be stopped any more. */
export type MayAct = (account: Account) => void;

/** Each market cancels its own orders alone, so the halt calls every market, also where markets share a key and a wallet. */
export function cancelEverything(
  ref: AccountRef,
  { exchange, credentials }: Account,
  mayAct: MayAct,
): Promise<HaltStep[]> {
  return settleAll(
    marketTypes.map((marketType) => {
      const { key } = marketOf({ exchange, marketType });
      return cancelAll(ref, marketType, credentials[key] !== undefined, mayAct);
    }),
  );
}

/** Whatever is open when the request arrives is canceled, however late: a halted account shall have nothing open. */
async function cancelAll(
  ref: AccountRef,
  marketType: MarketType,
  isConfigured: boolean,
  mayAct: MayAct,
): Promise<HaltStep> {
  if (!isConfigured) return { marketType, outcome: 'not_configured', canceled: null, message: null };
  try {
    const { account, orders } = await openSession(ref, marketType);
    mayAct(account);
    return { marketType, outcome: 'done', canceled: await orders.cancelAll(), message: null };
  } catch (error) {
    reportFailedStep(ref, 'cancel', error, marketType);
    return { marketType, outcome: 'failed', canceled: null, message: messageOf(error) };
  }
}

/** The second cancellations, with the number of orders of both; null where one of them tells no number. */
export function addedUp(first: readonly HaltStep[], second: readonly HaltStep[]): HaltStep[] {
  return second.map((step, index) => ({ ...step, canceled: sumOf(first[index], step) }));
}

/** A first cancellation that failed has canceled nothing that was told. */
function sumOf(first: HaltStep | undefined, { canceled }: HaltStep): number | null {
  if (canceled === null || (first?.outcome === 'done' && first.canceled === null)) return null;
  return canceled + (first?.canceled ?? 0);
}

export function messageOf(error: unknown): string {
  return error instanceof OemsError ? error.message : 'internal error';
}
