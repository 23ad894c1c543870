import { Decimal, type DecimalString } from '../../../decimal.ts';
import { digestOf, type LedgerEntry, type LedgerKind } from '../../model/ledger-entry.ts';
import { decimalAsSent, isoMs, type Json, optionalText, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { formsOf, requireForms } from '../../wire/row-forms.ts';
import { assetOf, loggedWallet } from './logged-wallet.ts';

const title = 'Kraken Futures';

/** docs.kraken.com get-account-log, `logs`; null where a kind of entry has no such field. */
const forms = formsOf({
  text: 'date asset info margin_account contract collateral execution booking_uid position_uid',
  decimal:
    'old_balance new_balance old_average_entry_price new_average_entry_price trade_price mark_price realized_pnl fee funding_rate realized_funding conversion_spread_percentage liquidation_fee',
});

type SymbolOf = (contract: string) => string;

/**
 * Null for an entry that cannot be read. The entry does not vanish: the page tells its place, and coverage shows a gap there. An error for the
 * entry would end all reading.
 */
export function readableEntry(row: Json, symbolOf: SymbolOf, owner: string | null = null): LedgerEntry | null {
  try {
    return ledgerEntryOf(row, symbolOf, owner);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

/**
 * An entry of the account log. The balances before and after must be present: the proof that no entry is missing rests on them. An entry of
 * funding that does not tell the funding moves nothing else but its fee: the change of the balance tells the funding.
 */
function ledgerEntryOf(row: Json, symbolOf: SymbolOf, owner: string | null): LedgerEntry {
  requireForms(title, row, forms);
  const time = isoMs(row.date);
  const id = String(row.id);
  if (time === null || !isEntryId(id)) throw new MalformedResponse(title, 200);
  const asset = requiredText(title, row, 'asset');
  const isPosition = isContract(asset, row.contract);
  const contract = optionalText(row.contract) ?? (isPosition ? asset : null);
  const [before, after] = [decimalAsSent(title, row, 'old_balance'), decimalAsSent(title, row, 'new_balance')];
  const kind = isPosition ? 'position' : kindOf(requiredText(title, row, 'info'));
  const [change, fee] = [new Decimal(after).minus(before).toFixed(), decimal(row, 'fee')];
  return {
    id,
    time,
    kind,
    label: requiredText(title, row, 'info'),
    symbol: contract === null ? null : symbolOf(contract),
    wallet: loggedWallet(row) ?? requiredText(title, row, 'margin_account'),
    asset: isPosition ? asset.toUpperCase() : assetOf(asset),
    change,
    balanceBefore: before,
    balanceAfter: after,
    realizedPnl: decimal(row, 'realized_pnl'),
    funding:
      decimal(row, 'realized_funding') ?? (kind === 'funding' ? new Decimal(change).plus(fee ?? 0).toFixed() : null),
    fee,
    liquidationFee: decimal(row, 'liquidation_fee'),
    price: decimal(row, 'trade_price'),
    rate: decimal(row, 'funding_rate'),
    owner,
    tradeId: optionalText(row.execution),
    digest: digestOf(row),
  };
}

export function isEntryId(id: unknown): boolean {
  return /^\d{1,20}$/.test(String(id));
}

/** No coin has an underscore. A row of 2019 tells the contract as its asset alone (docs.kraken.com, feed account_log: `pi_bchusd`). */
function isContract(asset: string, contract: unknown): boolean {
  return asset === contract || asset.includes('_');
}

/** Numbers are text here already (parseExact). */
function decimal(row: Json, key: string): DecimalString | null {
  return row[key] === null || row[key] === undefined ? null : decimalAsSent(title, row, key);
}

/** docs.kraken.com get-account-log, `info`; what is not listed changes a balance all the same. The first pattern that fits decides. */
const kinds: readonly (readonly [RegExp, LedgerKind])[] = [
  [/^funding rate change$/, 'funding'],
  [/^interest payment$/, 'interest'],
  [/tax/, 'other'],
  // The exchange auctions positions taken over in a liquidation.
  [/liquidation|portfolio auctioning/, 'liquidation'],
  [/settle|expir/, 'settlement'],
  [/^futures[ _]|^rfq$|^options trade$|^hedging trade$/, 'trade'],
  [/conversion/, 'conversion'],
  [/transfer|withdrawal|deposit/, 'transfer'],
];
function kindOf(info: string): LedgerKind {
  return kinds.find(([pattern]) => pattern.test(info))?.[1] ?? 'other';
}
