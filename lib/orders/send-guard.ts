import type { Account, Registration, TradingState } from '../accounts/account.ts';
import { accountNotFound, readAccount } from '../accounts/account-store.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';
import { type MarketDefinition, type OrderTraits, traitsOf } from '../exchanges/definition.ts';
import { marketOf } from '../exchanges/exchanges.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { OrderRequest, OrderStore } from '../exchanges/model/order.ts';
import type { SubmitOutcome } from '../exchanges/model/outcome.ts';
import type { Arrival } from './arrival.ts';

/** Without reduce-only orders at the exchange a sale is what makes an account smaller. */
export function reduces(
  { capabilities }: MarketDefinition,
  { side, reduceOnly }: Pick<OrderRequest, 'side' | 'reduceOnly'>,
): boolean {
  return capabilities.reduceOnly ? reduceOnly : side === 'sell';
}

/** The state comes from the record that the call reads anyway: a halt holds from the very next order on. */
export function enforceTradingState(
  state: TradingState,
  market: MarketDefinition,
  order: Pick<OrderRequest, 'side' | 'reduceOnly'>,
): void {
  if (state === 'ACTIVE' || (state === 'REDUCE_ONLY' && reduces(market, order))) return;
  const reducing = `only ${market.capabilities.reduceOnly ? 'reduce_only orders' : 'sells'} on ${market.title}`;
  const allowed = state === 'HALTED' ? 'no new orders' : reducing;
  throw new OemsError(
    'TRADING_HALTED',
    `denied: the account is ${state}, which allows ${allowed}; change it with PUT /delegation/exchange-account/trading-state`,
  );
}

/** Throws when the state denies the request. Null for the halt's own orders, which no state denies. */
export type Enforce = ((state: TradingState) => void) | null;

type NotSent = Extract<SubmitOutcome, { readonly kind: 'notSent' }>;

const tooLate = {
  kind: 'notSent',
  error: new OemsError(
    'EXCHANGE_UNAVAILABLE',
    'the call took too long before the request could be sent; nothing was sent, repeat it',
  ),
} as const satisfies SubmitOutcome;

/** Checked before every attempt, including the first: trading may have been halted since the request started, or too little time is left. */
export async function blockBeforeSend(
  account: Registration & Pick<Account, 'exchange'>,
  record: Sendable,
  enforce: Enforce,
): Promise<NotSent | null> {
  const denied = enforce === null ? null : await deniedMeanwhile(account, enforce);
  const market = marketOf({ exchange: account.exchange, marketType: record.marketType });
  return denied ?? (isTooLate(record, traitsOf(market, record.store)) ? tooLate : null);
}

/** The part of a journal entry that says whether its request may still leave. */
interface Sendable extends Pick<Arrival, 'notAfter'> {
  readonly marketType: MarketType;
  readonly store: OrderStore;
}

function isTooLate({ notAfter }: Sendable, { leastTimeToSendMs }: OrderTraits): boolean {
  return notAfter - sharedNow() < leastTimeToSendMs;
}

/** With nonce window 0 and many programs at once, the exchange refuses four attempts in ten. The deadline bounds the attempts, not this count. */
export const maxAttempts = 12;
export function pauseMs(): number {
  return 20 + Math.random() * 40;
}

/**
 * How long after reading the trading state an entry may be journaled without a second reading. A halt looks into the journal `settleMs`
 * (3 s) after writing HALTED, and waits for the orders in flight there. So every order that may still leave must be journaled by then:
 *
 *   entry written up to 2 s after reading ACTIVE    the reading was before the halt: the entry is there 1 s or more before the look
 *   entry written later, ACTIVE read once more      that reading was before the halt as well, and the entry is older than that reading
 *   entry written later, HALTED read                nothing is sent
 *
 * How long the bytes take to leave does not matter: the entry stays open meanwhile, and after the deadline the exchange refuses the bytes.
 * Each time span is measured on one machine, from one event to a later event: clocks need not agree.
 */
export const stateHoldsMs = 2000;

/**
 * Runs between the journal's IN_FLIGHT and the bytes, before each attempt. This call has read the state, so the reading is not older than
 * the call: in a warm container the check costs no request. An unreadable state allows nothing. The state of another account that has been
 * registered under the name since allows nothing either: the request would be signed with the keys of the former account.
 */
async function deniedMeanwhile(account: Registration, enforce: (state: TradingState) => void): Promise<NotSent | null> {
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
