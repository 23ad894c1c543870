import { Decimal } from 'decimal.js';
import { nothingHidden } from '../../engine/ledger-faults.ts';
import type { Customer, Exchange } from './exchange.ts';
import { book } from './ledger.ts';

/** Opens an account with the wallets Kraken lists for it, all empty. */
export function openAccount(exchange: Exchange, id: string): Customer {
  const known = exchange.customers.get(id);
  if (known) return known;
  const inverse = [...exchange.markets.values()]
    .map(({ instrument }) => instrument)
    .filter(({ wallet }) => wallet !== 'flex');
  const customer: Customer = {
    id,
    accountUid: exchange.uid(),
    wallets: new Map([
      ['cash', new Map()],
      ['flex', new Map()],
      ...inverse.map(({ wallet, settle }): [string, Map<string, Decimal>] => [
        wallet,
        new Map([[settle, new Decimal(0)]]),
      ]),
    ]),
    positions: new Map(),
    open: new Map(),
    ended: new Map(),
    clientOrderIds: new Set(),
    leverage: new Map(),
    log: [],
    hiddenEntries: nothingHidden(),
    fills: [],
    history: { orders: [], triggers: [], executions: [], positions: [] },
  };
  exchange.customers.set(id, customer);
  return customer;
}

/** The sandbox customer's opening balance, booked like any other money so that the log accounts for all of it. */
export function fundSandbox(exchange: Exchange, id: string): void {
  const customer = openAccount(exchange, id);
  const opening = { info: 'cross-exchange transfer', wallet: 'flex' };
  book(exchange, customer, { ...opening, currency: 'usd', change: new Decimal(10_000), execution: exchange.uid() });
  book(exchange, customer, { ...opening, currency: 'xbt', change: new Decimal('0.1'), execution: exchange.uid() });
}
