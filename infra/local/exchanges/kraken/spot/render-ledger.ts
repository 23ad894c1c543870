import type { EntryKind, LedgerEntry } from '../../engine/account.ts';
import { decimalsOf, findAsset } from './assets.ts';
import { seconds } from './exchange.ts';

const kinds: Partial<Record<EntryKind, { readonly type: string; readonly subtype: string }>> = {
  trade: { type: 'trade', subtype: 'tradespot' },
  deposit: { type: 'deposit', subtype: '' },
  arrival: { type: 'transfer', subtype: 'spotfromfutures' },
  departure: { type: 'transfer', subtype: 'spottofutures' },
};

/** Kraken's type and subtype of an entry. */
export function typeOf({ kind }: LedgerEntry): { readonly type: string; readonly subtype: string } {
  return kinds[kind] ?? { type: kind, subtype: '' };
}

/** An entry as Ledgers and QueryLedgers give it. `amount` is signed, `fee` is not. */
export function renderEntry(entry: LedgerEntry): Record<string, unknown> {
  const digits = decimalsOf(entry.asset);
  return {
    refid: entry.reference,
    time: seconds(entry.at),
    ...typeOf(entry),
    aclass: findAsset(entry.asset)?.aclass ?? 'currency',
    asset: entry.asset,
    amount: (entry.change ?? entry.after.times(0)).toFixed(digits),
    fee: (entry.fee ?? entry.after.times(0)).toFixed(digits),
    balance: entry.after.toFixed(digits),
  };
}
