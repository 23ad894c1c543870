import { Decimal } from '../../../decimal.ts';
import { digestOf, type LedgerEntry, type LedgerKind } from '../../model/ledger-entry.ts';
import { decimalAsSent, type Json, optionalText, requiredText, secondsMs } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { formsOf, requireForms } from '../../wire/row-forms.ts';

const title = 'Kraken Spot';

/** docs.kraken.com get-ledgers-info. Old rows have no `subtype`. */
const forms = formsOf({ text: 'refid type subtype aclass asset', decimal: 'time amount fee balance' });

type CodeOf = (asset: string) => string;

/**
 * Null for a row with an amount, a time or an asset that cannot be read. The row does not vanish: the page tells its place, and coverage shows a
 * gap there. An error for the row would end all reading.
 */
export function readableEntry(id: string, row: Json, codeOf: CodeOf): LedgerEntry | null {
  try {
    return ledgerEntryOf(id, row, codeOf);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

/** A ledger entry: `balance` is the balance after the entry, `fee` is deducted in addition to `amount`. */
function ledgerEntryOf(id: string, row: Json, codeOf: CodeOf): LedgerEntry {
  requireForms(title, row, forms);
  const time = secondsMs(row.time);
  if (time === null) throw new MalformedResponse(title, 200);
  const type = requiredText(title, row, 'type');
  const subtype = optionalText(row.subtype);
  const [amount, fee, after] = [
    decimalAsSent(title, row, 'amount'),
    decimalAsSent(title, row, 'fee'),
    decimalAsSent(title, row, 'balance'),
  ];
  return {
    id,
    time,
    kind: kinds[type] ?? 'other',
    label: subtype === null ? type : `${type}/${subtype}`,
    symbol: null,
    wallet: 'spot',
    asset: codeOf(requiredText(title, row, 'asset')),
    change: new Decimal(amount).minus(fee).toFixed(),
    balanceBefore: null,
    balanceAfter: after,
    realizedPnl: realizing.includes(type) ? amount : null,
    funding: null,
    fee,
    liquidationFee: null,
    price: null,
    rate: null,
    owner: null,
    // Also of the trade of a margin position.
    tradeId: type === 'trade' || type === 'margin' ? requiredText(title, row, 'refid') : null,
    digest: digestOf(row),
  };
}

/** docs.kraken.com get-ledgers-info, `type`. */
const kinds: Readonly<Record<string, LedgerKind>> = {
  trade: 'trade',
  margin: 'trade',
  rollover: 'rollover',
  settled: 'settlement',
  deposit: 'transfer',
  withdrawal: 'transfer',
  transfer: 'transfer',
  conversion: 'conversion',
};

/**
 * The type whose amount is profit or loss in the asset of the row: the closing of a margin position books the profit under `margin`, the
 * opening books 0 and the fee (read so by rotki). A row of `settled` books coins paid or received in kind: +0.5 ETH (recorded 2014, test data
 * of XChange), -0.123 ETH (test data of rotki, which reads a profit). The cost of the coins is not told, and so the profit is not known.
 */
const realizing: readonly string[] = ['margin'];
