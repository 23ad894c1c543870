import type { Decimal } from 'decimal.js';
import { type HiddenEntries, visibility } from '../../../infra/local/exchanges/engine/ledger-faults.ts';
import { findAsset } from '../../../infra/local/exchanges/kraken/spot/assets.ts';
import type { Product } from '../../../lib/exchanges/exchange.ts';
import type { Venues } from './venues.ts';

/** A row of an exchange's own books, read from its state and never from an answer. */
export interface TrueRow {
  readonly id: string;
  readonly time: number;
  readonly wallet: string;
  readonly asset: string;
  readonly before: Decimal;
  readonly after: Decimal;
  readonly realizedPnl: Decimal | null;
  readonly funding: Decimal | null;
  readonly fee: Decimal | null;
  readonly liquidationFee: Decimal | null;
  /** Contracts, not money. */
  readonly isPosition: boolean;
  /** Whether the exchange would show it now. */
  readonly isShown: boolean;
  /** Whether it was ever withheld on its own. */
  readonly wasWithheld: boolean;
}

/** Everything booked, oldest first, shown or not. */
export function trueBooks(venues: Venues, product: Product, customer: string): TrueRow[] {
  return product === 'spot' ? spotRows(venues, customer) : futuresRows(venues, customer);
}

function spotRows({ spot, world }: Venues, customer: string): TrueRow[] {
  const venue = spot.exchange();
  const account = venue.accounts.get(customer);
  if (account === undefined) return [];
  const shows = visibility(venue.ledgerFaults, account.hiddenEntries, world.now()) ?? (() => true);
  return account.ledger.map(({ id, at, asset, amount, fee, balance }) => ({
    id,
    time: at,
    wallet: 'spot',
    asset: findAsset(asset)?.code ?? asset,
    before: balance.sub(amount).add(fee),
    after: balance,
    realizedPnl: null,
    funding: null,
    fee,
    liquidationFee: null,
    isPosition: false,
    isShown: shows(id, at),
    wasWithheld: isWithheld(account.hiddenEntries, id),
  }));
}

function futuresRows({ futures, world }: Venues, id: string): TrueRow[] {
  const venue = futures.exchange();
  const customer = venue.customers.get(id);
  if (customer === undefined) return [];
  const shows = visibility(venue.ledgerFaults, customer.hiddenEntries, world.now()) ?? (() => true);
  return customer.log.map((row) => ({
    id: String(row.id),
    time: row.date,
    wallet: row.margin_account,
    asset: row.asset === 'xbt' ? 'BTC' : row.asset.toUpperCase(),
    before: row.old_balance,
    after: row.new_balance,
    realizedPnl: row.realized_pnl,
    funding: row.realized_funding,
    fee: row.fee,
    liquidationFee: row.liquidation_fee,
    isPosition: row.asset === row.contract,
    isShown: shows(row.id, row.date),
    wasWithheld: isWithheld(customer.hiddenEntries, row.id),
  }));
}

function isWithheld({ hidden, late }: HiddenEntries, id: string | number): boolean {
  return hidden.has(id) || late.has(id);
}
