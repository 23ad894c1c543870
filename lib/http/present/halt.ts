import type { Input } from '../../contract/deferred.ts';
import type { haltedAccount, haltResponse } from '../../contract/schemas/halt.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type Halt, isComplete } from '../../orders/halt/halt.ts';
import type { Halts } from '../../orders/halt/halt-all.ts';
import type { HaltedWallet } from '../../orders/halt/reasons.ts';
import { reply } from '../answer.ts';

type WalletWire = Input<typeof haltedAccount>['wallets'][number];

export function presentHalt(halt: Halt): Input<typeof haltedAccount> {
  return {
    exchange_account_id: halt.accountId,
    trading_state: halt.tradingState,
    cancellations: halt.cancellations.map(({ marketType, outcome, canceled, message }) => ({
      market_type: marketType,
      outcome,
      canceled,
      message,
    })),
    orders_in_flight: halt.ordersInFlight,
    closed_positions: [...halt.closed],
    closing_failed: halt.closingFailures[0]?.message ?? null,
    wallets: halt.wallets.map(presentWallet),
    reasons: reasonsOf(halt),
    complete: isComplete(halt),
    halt_id: halt.haltId,
    carried_on: halt.carriedOn,
  };
}

/** Complete when every account is. An account that was registered meanwhile is no account of the halt. */
export function presentHalts({ accounts, reasons }: Halts): Input<typeof haltResponse> {
  return {
    accounts: accounts.map(presentHalt),
    count: accounts.length,
    reasons: [...reasons],
    complete: reasons.length === 0 && accounts.every(isComplete),
  };
}

/** The message says the outcome: a halt that may have left something open must not read like one that has not. */
export function haltAnswer<T extends { readonly complete?: boolean | undefined; readonly reasons: readonly string[] }>(
  data: T,
) {
  if (data.complete === true) return reply(200, 'Halt carried out: complete', data);
  const reasons = data.reasons.length === 0 ? 'see the accounts' : data.reasons.join('; ');
  return reply(200, `Halt carried out, and not complete: ${reasons}`, data);
}

function presentWallet({ marketType, openOrders, positions, reasons, hidden }: HaltedWallet): WalletWire {
  return {
    market_type: marketType,
    open_orders: openOrders,
    open_positions:
      positions?.map(({ symbol, side, quantity, isTraded }) => ({ symbol, side, quantity, closable: isTraded })) ??
      null,
    reasons: [...reasons],
    ...(hidden.length === 0 ? {} : { not_looked_at: [...hidden] }),
    complete: reasons.length === 0,
  };
}

function reasonsOf({ wallets, reasons, exchange }: Halt): string[] {
  const ofWallets = wallets.flatMap(({ marketType, reasons: told }) =>
    told.map((reason) => `${exchange === null ? marketType : marketOf({ exchange, marketType }).title}: ${reason}`),
  );
  return [...reasons, ...ofWallets];
}
