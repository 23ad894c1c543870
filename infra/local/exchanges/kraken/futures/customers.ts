import { Decimal } from 'decimal.js';
import { nothingWithheld } from '../../engine/ledger-faults.ts';
import { book } from './ledger.ts';
import type { Customer, Venue } from './venue.ts';

/** Opens an account with the wallets the venue lists for it, all empty. */
export function openAccount(venue: Venue, id: string): Customer {
  const known = venue.customers.get(id);
  if (known) return known;
  const inverse = [...venue.markets.values()]
    .map(({ instrument }) => instrument)
    .filter(({ wallet }) => wallet !== 'flex');
  const customer: Customer = {
    id,
    accountUid: venue.uid(),
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
    withheld: nothingWithheld(),
    fills: [],
    history: { orders: [], triggers: [], executions: [], positions: [] },
  };
  venue.customers.set(id, customer);
  return customer;
}

/** The sandbox customer's opening balance, booked like any other money so that the log accounts for all of it. */
export function fundSandbox(venue: Venue, id: string): void {
  const customer = openAccount(venue, id);
  const opening = { info: 'cross-exchange transfer', wallet: 'flex' };
  book(venue, customer, { ...opening, currency: 'usd', change: new Decimal(10_000), execution: venue.uid() });
  book(venue, customer, { ...opening, currency: 'xbt', change: new Decimal('0.1'), execution: venue.uid() });
}
