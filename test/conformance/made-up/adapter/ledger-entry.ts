import { digestOf, type LedgerEntry, type LedgerKind } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { decimalAsSent, type Json, optionalText, requiredText } from '../../../../lib/exchanges/wire/readers.ts';

const kinds: Readonly<Record<string, LedgerKind>> = {
  deposit: 'transfer',
  trade: 'trade',
  fee: 'trade',
  pnl: 'trade',
  funding: 'funding',
};

/** The exchange tells the change of a balance and no balance. */
export function ledgerEntryOf(title: string, row: Json, symbolOf: (name: string) => string): LedgerEntry {
  const label = requiredText(title, row, 'kind');
  const change = decimalAsSent(title, row, 'change');
  const instrument = optionalText(row.instrument);
  return {
    id: requiredText(title, row, 'id'),
    time: Number(requiredText(title, row, 'time')),
    kind: kinds[label] ?? 'other',
    label,
    symbol: instrument === null ? null : symbolOf(instrument),
    wallet: 'unified',
    asset: requiredText(title, row, 'asset'),
    change,
    balanceBefore: null,
    balanceAfter: null,
    realizedPnl: label === 'pnl' ? change : null,
    funding: label === 'funding' ? change : null,
    fee: label === 'fee' ? change.replace('-', '') : null,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    tradeId: optionalText(row.trade),
    digest: digestOf(row),
  };
}
