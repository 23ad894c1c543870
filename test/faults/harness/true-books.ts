import { Decimal } from 'decimal.js';
import type { Exchange } from '../../../infra/local/exchanges/engine/exchange.ts';
import { type HiddenEntries, visibility } from '../../../infra/local/exchanges/engine/ledger-faults.ts';
import { findAsset } from '../../../infra/local/exchanges/kraken/spot/assets.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
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
export function trueBooks(venues: Venues, marketType: MarketType, customer: string): TrueRow[] {
  return marketType === 'spot' ? spotRows(venues, customer) : futuresRows(venues, customer);
}

function spotRows({ spot, world }: Venues, customer: string): TrueRow[] {
  const rows = rowsOf(spot.exchange(), world.now(), customer, (asset) => findAsset(asset)?.code ?? asset);
  // The spot ledger prints a fee for every entry.
  return rows.map((row) => ({ ...row, fee: row.fee ?? new Decimal(0) }));
}

function futuresRows({ futures, world }: Venues, customer: string): TrueRow[] {
  return rowsOf(futures.exchange(), world.now(), customer, (asset) => (asset === 'xbt' ? 'BTC' : asset.toUpperCase()));
}

function rowsOf(exchange: Exchange, now: number, customer: string, codeOf: (asset: string) => string): TrueRow[] {
  const account = exchange.accounts.get(customer);
  if (account === undefined) return [];
  const shows = visibility(exchange.ledgerFaults, account.hiddenEntries, now) ?? (() => true);
  return account.ledger.map((entry) => ({
    id: String(entry.id),
    time: entry.at,
    wallet: entry.wallet,
    asset: codeOf(entry.asset),
    before: entry.before,
    after: entry.after,
    realizedPnl: entry.realizedPnl,
    funding: entry.realizedFunding,
    fee: entry.fee,
    liquidationFee: entry.liquidationFee,
    isPosition: entry.of === 'position',
    isShown: shows(entry.id, entry.at),
    wasWithheld: isWithheld(account.hiddenEntries, entry.id),
  }));
}

function isWithheld({ hidden, late }: HiddenEntries, id: string | number): boolean {
  return hidden.has(id) || late.has(id);
}
