import type { EntryKind, LedgerEntry } from '../../engine/account.ts';
import type { AnswerShapes } from './answer-shapes.ts';
import { iso, number } from './render-order.ts';
import { cashWallet } from './rules.ts';

/** Kraken's words for kinds of entry (docs.kraken.com, get-account-log). */
const infos: Record<EntryKind, string> = {
  trade: 'futures trade',
  liquidation: 'futures liquidation',
  funding: 'funding rate change',
  settlement: 'settlement',
  conversion: 'conversion',
  transfer: 'transfer',
  arrival: 'cross-exchange transfer',
  departure: 'cross-exchange transfer',
  deposit: 'cross-exchange transfer',
  shortfall: 'admin transfer',
};

export function infoOf({ kind }: LedgerEntry): string {
  return infos[kind];
}

/** An element of account-log. A position is an asset with the contract's name there. */
export function entryJson(entry: LedgerEntry, wallets: AnswerShapes['loggedWallets']) {
  const { details, asset, of } = entry;
  return {
    contract: details.symbol?.toLowerCase() ?? null,
    collateral: details.settle ?? null,
    old_average_entry_price: number(details.entryBefore ?? null),
    new_average_entry_price: number(details.entryAfter ?? null),
    trade_price: number(details.price ?? null),
    mark_price: number(details.markPrice ?? null),
    realized_pnl: number(entry.realizedPnl),
    fee: number(entry.fee),
    execution: entry.reference,
    funding_rate: number(details.fundingRate ?? null),
    realized_funding: number(entry.realizedFunding),
    conversion_spread_percentage: number(details.conversionFee?.mul(100) ?? null),
    liquidation_fee: number(entry.liquidationFee),
    date: iso(entry.at),
    info: infoOf(entry),
    asset: of === 'position' ? asset.toLowerCase() : asset,
    margin_account: wallets === 'feed' ? feedName(entry) : entry.wallet,
    old_balance: number(entry.before),
    new_balance: number(entry.after),
    id: entry.id,
    booking_uid: entry.uid,
    position_uid: null,
  };
}

/** The multi-collateral wallet has one name everywhere. */
function feedName({ wallet, asset }: LedgerEntry): string {
  const [, coin] = /^fi_([a-z0-9]+)usd$/.exec(wallet) ?? [];
  if (coin !== undefined) return `f-${coin}:usd`;
  return wallet === cashWallet ? asset.toUpperCase() : wallet;
}
