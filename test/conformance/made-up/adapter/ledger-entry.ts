import { Decimal } from '../../../../lib/decimal.ts';
import { digestOf, type LedgerEntry, type LedgerKind } from '../../../../lib/exchanges/model/ledger-entry.ts';
import {
  decimalAsSent,
  epochMs,
  type Json,
  optionalText,
  requiredText,
} from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { formsOf, requireForms } from '../../../../lib/exchanges/wire/row-forms.ts';

const kinds: Readonly<Record<string, LedgerKind>> = {
  deposit: 'transfer',
  trade: 'trade',
  fee: 'trade',
  pnl: 'trade',
  funding: 'funding',
};

const forms = formsOf({ text: 'kind asset instrument trade', decimal: 'time change', digits: 'id' });

/** Null for an entry that cannot be read: the page tells its place, and coverage shows a gap there. */
export function readableEntry(title: string, row: Json, symbolOf: (name: string) => string): LedgerEntry | null {
  try {
    return ledgerEntryOf(title, row, symbolOf);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

/** The exchange tells the change of a balance and no balance. */
function ledgerEntryOf(title: string, row: Json, symbolOf: (name: string) => string): LedgerEntry {
  requireForms(title, row, forms);
  const label = requiredText(title, row, 'kind');
  const change = decimalAsSent(title, row, 'change');
  const instrument = optionalText(row.instrument);
  const time = epochMs(row.time);
  if (time === null) throw new MalformedResponse(title, 200);
  return {
    id: requiredText(title, row, 'id'),
    time,
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
    fee: label === 'fee' ? new Decimal(change).neg().toFixed() : null,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    tradeId: optionalText(row.trade),
    digest: digestOf(row),
  };
}
