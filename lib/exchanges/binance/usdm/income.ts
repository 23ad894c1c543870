import { Decimal } from '../../../decimal.ts';
import { digestOf, type LedgerEntry, type LedgerKind } from '../../model/ledger-entry.ts';
import { decimalAsSent, epochMs, type Json, optionalText, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { formsOf, requireForms } from '../../wire/row-forms.ts';

const title = 'Binance USD-M';

/** USD-M: Get Income History. A garbled number of the row would be the number of another row. */
const forms = formsOf({ text: 'symbol incomeType asset info', decimal: 'income time', digits: 'tranId tradeId' });

/** Null for a row that cannot be read. The row does not vanish: the page tells its place, and coverage shows a gap there. */
export function readableEntry(row: Json, symbolOf: (name: string) => string): LedgerEntry | null {
  try {
    return entryFrom(row, symbolOf);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

/** A row of `income` (USD-M: Get Income History): a change of a balance, fees included, without the balance itself. */
function entryFrom(row: Json, symbolOf: (name: string) => string): LedgerEntry {
  requireForms(title, row, forms);
  const label = requiredText(title, row, 'incomeType');
  const change = decimalAsSent(title, row, 'income');
  const [time, symbol] = [epochMs(row.time), optionalText(row.symbol)];
  if (time === null) throw new MalformedResponse(title, 200);
  const asset = requiredText(title, row, 'asset');
  return {
    id: idOf(label, requiredText(title, row, 'tranId'), asset),
    time,
    kind: kinds[label] ?? 'other',
    label,
    symbol: symbol === null ? null : symbolOf(symbol),
    wallet: 'usdm',
    asset,
    change,
    balanceBefore: null,
    balanceAfter: null,
    realizedPnl: realizing.includes(label) ? change : null,
    funding: label === 'FUNDING_FEE' ? change : null,
    fee: label === 'COMMISSION' ? negated(change) : null,
    liquidationFee: label === 'INSURANCE_CLEAR' && isTaken(change) ? negated(change) : null,
    price: null,
    rate: null,
    owner: null,
    tradeId: optionalText(row.tradeId),
    digest: digestOf(row),
  };
}

/** `tranId` is unique for a user and type of income. Signs that a place in the ledger cannot have are left out. */
function idOf(label: string, tranId: string, asset: string): string {
  return [label, tranId, asset].map((part) => part.replaceAll(/[^A-Za-z0-9]/g, '')).join('-');
}

function negated(change: string): string {
  return new Decimal(change).neg().toFixed();
}

/** What the insurance fund pays for a loss that the wallet could not bear is no fee: a fee below zero would hide fees that were taken. */
function isTaken(change: string): boolean {
  return new Decimal(change).isNegative();
}

/** DELIVERED_SETTELMENT (sic) closes the position in a dated contract. */
const realizing: readonly string[] = ['REALIZED_PNL', 'DELIVERED_SETTELMENT'];

/** Every type that the documentation names. A type that is not listed changes a balance all the same. */
const kinds: Readonly<Record<string, LedgerKind>> = {
  COMMISSION: 'trade',
  REALIZED_PNL: 'trade',
  FUNDING_FEE: 'funding',
  TRANSFER: 'transfer',
  INTERNAL_TRANSFER: 'transfer',
  CROSS_COLLATERAL_TRANSFER: 'transfer',
  STRATEGY_UMFUTURES_TRANSFER: 'transfer',
  OPTIONS_SETTLE_PROFIT: 'settlement',
  COIN_SWAP_DEPOSIT: 'conversion',
  COIN_SWAP_WITHDRAW: 'conversion',
  AUTO_EXCHANGE: 'conversion',
  INSURANCE_CLEAR: 'liquidation',
  DELIVERED_SETTELMENT: 'settlement',
};

/** Types whose rows can come in bursts: of more than a full answer in one millisecond each is asked for alone. */
export const incomeTypes: readonly string[] = [
  ...Object.keys(kinds),
  ...['REFERRAL_KICKBACK', 'COMMISSION_REBATE', 'API_REBATE', 'WELCOME_BONUS', 'CONTEST_REWARD', 'FEE_RETURN'],
  ...['OPTIONS_PREMIUM_FEE', 'POSITION_LIMIT_INCREASE_FEE', 'BFUSD_REWARD'],
];
