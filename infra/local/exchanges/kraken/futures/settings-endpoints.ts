import type { Account } from '../../engine/account.ts';
import type { FuturesExchange } from './exchange.ts';

/** GET pnlpreferences: no account has a preference, so each profit is paid in the currency of the contract (docs.kraken.com, pnlpreferences). */
export function pnlPreferences() {
  return { preferences: [] };
}

/** GET self-trade-strategy: the engine's rule, and Kraken's default (docs.kraken.com, get-self-trade-strategy). */
export function selfTradeStrategy() {
  return { strategy: 'REJECT_TAKER' };
}

/** GET subaccounts: a customer without any (docs.kraken.com, subaccounts). */
export function subaccounts(_exchange: FuturesExchange, account: Account) {
  return { masterAccountUid: account.uid, subaccounts: [] };
}

/** GET notifications: the platform has none to give (docs.kraken.com, notifications). */
export function notifications() {
  return { notifications: [] };
}
