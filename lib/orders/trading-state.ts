import type { Registration, TradingState } from '../accounts/account.ts';
import { accountNotFound, readAccount } from '../accounts/account-store.ts';
import { currentCall } from '../aws/call-context.ts';
import { OemsError } from '../errors.ts';
import { type NotSent, tooLate } from './submit/send-guard.ts';

/**
 * How long after reading the trading state a line may be journaled without reading it again. A halt looks into the journal `settleMs`
 * (3 s) after it has written HALTED, and waits for what it finds there. So every order that may still leave must stand there by then:
 *
 *   line written up to 2 s after reading ACTIVE    the reading was before the halt, so the line is there 1 s or more before the look
 *   line written later, ACTIVE read once more      that reading too was before the halt, and the line is older than it
 *   line written later, HALTED read                nothing is sent
 *
 * How long the bytes then take to leave does not matter: the line stays open meanwhile, and behind its deadline the exchange refuses them.
 * Each span is measured on one machine, from one event to a later one: clocks need not agree.
 */
export const stateHoldsMs = 2000;

/**
 * Called between the journal's IN_FLIGHT and the bytes, each time they leave. The state was read in this call, so not before the call
 * began:
 * in a warm container this costs no request. A state that cannot be read allows nothing, nor does the state of another account that has
 * been registered under the name since: what is sent would be signed with the keys of the one that is gone.
 */
export async function deniedMeanwhile(
  account: Registration,
  enforce: (state: TradingState) => void,
): Promise<NotSent | null> {
  if (Date.now() - (currentCall()?.startedAt ?? 0) <= stateHoldsMs) return null;
  try {
    const { registrationId, tradingState } = await readAccount(account);
    if (registrationId !== account.registrationId) throw accountNotFound();
    enforce(tradingState);
    return null;
  } catch (error) {
    return error instanceof OemsError ? { kind: 'notSent', error } : tooLate;
  }
}
