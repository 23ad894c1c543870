import type { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import type { Exchange } from './exchange.ts';
import { nothingHidden } from './ledger-faults.ts';

/** The customer's account. An account opens at first sight, with the wallets that the exchange lists, all empty. */
export function openAccount(exchange: Exchange, customer: string): { account: Account; isNew: boolean } {
  const known = exchange.accounts.get(customer);
  if (known) return { account: known, isNew: false };
  const account: Account = {
    ...{ customer, uid: exchange.ids.account(), wallets: emptyWallets(exchange), ledger: [] },
    hiddenEntries: nothingHidden(),
    ...{ orders: new Map(), open: new Map(), ended: new Map(), fills: [], clientOrderIds: new Set() },
    ...{ positions: new Map(), leverage: new Map() },
  };
  exchange.accounts.set(customer, account);
  return { account, isNew: true };
}

function emptyWallets({ rules, markets }: Exchange): Account['wallets'] {
  const empty = (assets: readonly string[]): [string, Decimal][] => assets.map((asset) => [asset, rules.number(0)]);
  return new Map(rules.wallets(markets.values()).map(([wallet, assets]) => [wallet, new Map(empty(assets))]));
}
