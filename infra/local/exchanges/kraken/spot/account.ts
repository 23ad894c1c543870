import type { Decimal } from 'decimal.js';
import { exact, zero } from '../../engine/decimals.ts';
import type { HiddenEntries } from '../../engine/ledger-faults.ts';
import { noteEntry, nothingHidden } from '../../engine/ledger-faults.ts';
import { findAsset } from './assets.ts';
import type { Exchange } from './exchange.ts';
import { newId } from './exchange.ts';
import type { Order, Trade } from './order.ts';
import { holdOf } from './order.ts';

/** One change of one balance. `amount` is signed, `fee` is not: balance = previous + amount - fee. */
export interface LedgerEntry {
  id: string;
  refid: string;
  at: number;
  type: 'trade' | 'deposit' | 'transfer';
  subtype: string;
  asset: string;
  amount: Decimal;
  fee: Decimal;
  balance: Decimal;
}

/** A customer. `orders` keeps every order ever placed; `open` those that can still trade. */
export interface Account {
  customer: string;
  balances: Map<string, Decimal>;
  /** Oldest first. */
  ledger: LedgerEntry[];
  hiddenEntries: HiddenEntries;
  orders: Map<string, Order>;
  open: Map<string, Order>;
  trades: Trade[];
}

/** What every new customer of the sandbox starts with; the last one sits in Flex Earn. */
const startingBalances: Record<string, string> = {
  ZUSD: '100000',
  ZEUR: '20000',
  USDT: '50000',
  XXBT: '2',
  XETH: '20',
  'XBT.F': '0.5',
};

/** The customer's account, opened with the starting balances (each a deposit in its ledger) at first sight. */
export function openAccount(exchange: Exchange, customer: string): Account {
  const known = exchange.accounts.get(customer);
  if (known) return known;
  const account: Account = {
    customer,
    balances: new Map(),
    ledger: [],
    hiddenEntries: nothingHidden(),
    orders: new Map(),
    open: new Map(),
    trades: [],
  };
  exchange.accounts.set(customer, account);
  for (const [asset, amount] of Object.entries(startingBalances))
    book(exchange, account, { asset, amount: exact(amount), type: 'deposit', refid: newId(exchange, 'B') });
  return account;
}

export type Entry = Pick<LedgerEntry, 'asset' | 'amount' | 'type' | 'refid'> & { fee?: Decimal; subtype?: string };

/**
 * The only way a balance changes, so the ledger always adds up to the balances. Throws when the balance
 * would fall below zero: every caller has checked before, so that is a bug of the simulator.
 */
export function book(exchange: Exchange, account: Account, entry: Entry): LedgerEntry {
  const fee = entry.fee ?? zero;
  const balance = balanceOf(account, entry.asset).plus(entry.amount).minus(fee);
  if (balance.isNegative()) throw new Error(`${account.customer}: ${entry.asset} would fall to ${balance}`);
  account.balances.set(entry.asset, balance);
  const row: LedgerEntry = { id: newId(exchange, 'L'), at: exchange.world.now(), subtype: '', ...entry, fee, balance };
  account.ledger.push(row);
  noteEntry(exchange.ledgerFaults, account.hiddenEntries, row.id, row.at);
  return row;
}

export function balanceOf(account: Account, asset: string): Decimal {
  return account.balances.get(asset) ?? zero;
}

/** What open orders hold of an asset; `except` leaves one order out. */
export function heldOf(account: Account, asset: string, except?: Order): Decimal {
  let held = zero;
  for (const order of account.open.values()) {
    if (order === except) continue;
    const hold = holdOf(order);
    if (hold.asset === asset) held = held.plus(hold.amount);
  }
  return held;
}

export function availableOf(account: Account, asset: string, except?: Order): Decimal {
  return balanceOf(account, asset).minus(heldOf(account, asset, except));
}

/** Money arriving from the futures wallet, in any of the asset's names. */
export function depositFromFutures(exchange: Exchange, customer: string, name: string, amount: Decimal): void {
  const asset = findAsset(name);
  if (!asset) throw new RangeError(`spot wallet does not know ${name}`);
  const refid = newId(exchange, 'B');
  const entry: Entry = { asset: asset.id, amount: exact(amount), type: 'transfer', subtype: 'spotfromfutures', refid };
  book(exchange, openAccount(exchange, customer), entry);
}
