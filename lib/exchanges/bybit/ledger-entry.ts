import { createHash } from 'node:crypto';
import { Decimal, type DecimalString } from '../../decimal.ts';
import { digestOf, type LedgerEntry, type LedgerKind, type Traded } from '../model/ledger-entry.ts';
import { decimalAsSent, epochMs, type Json, optionalText, readableDecimal, requiredText } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { formsOf, requireForms } from '../wire/row-forms.ts';
import { sideOf } from './described-orders.ts';

/** docs/v5 account/transaction-log. `extraFees` is documented as text, and the stream of executions has sent a list (recorded in 2025). */
const forms = formsOf({
  text: 'id symbol category side type transSubType currency tradeId orderId orderLinkId',
  decimal: 'transactionTime qty size tradePrice funding fee cashFlow change cashBalance feeRate bonusChange',
  rows: 'extraFees',
});

/** The symbol of a name; the category decides between spot and contract of one name. */
export type SymbolIn = (category: string, id: string) => string;

/** What names of coins and symbols are called here. */
export interface Naming {
  readonly symbolIn: SymbolIn;
  readonly codeOf: (coin: string) => string;
}

/**
 * Null for a row that cannot be read. The row does not vanish: the next row of its coin does not begin at the last balance, and coverage shows
 * the gap.
 */
export function readableEntry(title: string, row: Json, naming: Naming): LedgerEntry | null {
  try {
    return ledgerEntryOf(title, row, naming);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

/** A row of account/transaction-log: `change` with the fee inside, and `cashBalance` after the row (docs/v5 account/transaction-log). */
function ledgerEntryOf(title: string, row: Json, { symbolIn, codeOf }: Naming): LedgerEntry {
  requireForms(title, row, forms);
  const time = epochMs(row.transactionTime);
  if (time === null) throw new MalformedResponse(title, 200);
  const type = requiredText(title, row, 'type');
  const [category, id] = [optionalText(row.category) ?? '', optionalText(row.symbol)];
  const symbol = id === null || category === '' ? null : symbolIn(category, id);
  const asset = codeOf(requiredText(title, row, 'currency'));
  return {
    id: idOf(title, row),
    time,
    kind: kindOf(type),
    label: labelOf(type, optionalText(row.transSubType)),
    symbol,
    wallet: 'unified',
    asset,
    change: decimalAsSent(title, row, 'change'),
    balanceBefore: null,
    balanceAfter: decimalAsSent(title, row, 'cashBalance'),
    realizedPnl: isOfContracts(category) && realizing.includes(type) ? told(title, row, 'cashFlow') : null,
    funding: type === 'SETTLEMENT' ? told(title, row, 'funding') : null,
    fee: told(title, row, 'fee'),
    liquidationFee: null,
    price: told(title, row, 'tradePrice'),
    // `feeRate` is relative.
    rate: null,
    owner: null,
    tradeId: optionalText(row.tradeId),
    // On spot the row of the quote coin has the quantity of the quote coin.
    ...(trading.includes(type) ? tradeIn(row, isOfContracts(category) || isBaseOf(asset, symbol)) : {}),
    ...positionIn(title, row, type, category),
    digest: digestOf(row),
  };
}

/**
 * The exchange calls `id` unique, and its own example has one id on two rows of a position: on a trade and on a settlement. A trade on spot has
 * two rows, of the base and of the quote coin. So an entry is named by all that tells two rows apart.
 */
function idOf(title: string, row: Json): string {
  const parts = [requiredText(title, row, 'id'), row.type, row.tradeId ?? '', row.currency, row.transactionTime];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Empty where the row has nothing of the kind. Text that is no number is garbled. */
function told(title: string, row: Json, key: string): DecimalString | null {
  const value = row[key];
  return value === undefined || value === null || value === '' ? null : decimalAsSent(title, row, key);
}

/** In spot the cash flow is the coins themselves. In a settlement of USDC contracts it is the profit of the session (docs/v5 enum). */
const realizing: readonly string[] = ['TRADE', 'LIQUIDATION', 'ADL', 'SETTLEMENT', 'DELIVERY'];

/** A settlement tells side and quantity of a position, and trades nothing. */
const trading: readonly string[] = ['TRADE', 'LIQUIDATION', 'ADL'];

/** A row of funding has an `orderId` too, which no order has (docs/v5 account/transaction-log, the example). */
function tradeIn(row: Json, hasQuantity: boolean): Pick<LedgerEntry, 'traded' | 'orderId'> {
  const orderId = optionalText(row.orderId);
  return { traded: tradedIn(row, hasQuantity), ...(orderId === null ? {} : { orderId }) };
}

/** The quantity of a row of the coin that leaves may have a sign. */
function tradedIn(row: Json, hasQuantity: boolean): Traded {
  const quantity = hasQuantity ? readableDecimal(row.qty) : null;
  return { side: sideOf(row.side), quantity: quantity === null ? null : new Decimal(quantity).abs().toFixed() };
}

function isBaseOf(asset: string, symbol: string | null): boolean {
  return symbol?.startsWith(`${asset}/`) === true;
}

/** `size` is the position after a trade. A settlement tells the position that stays, and changes none. */
function positionIn(title: string, row: Json, type: string, category: string): Pick<LedgerEntry, 'positionAfter'> {
  const size =
    isOfContracts(category) && realizing.includes(type) && type !== 'SETTLEMENT' ? told(title, row, 'size') : null;
  return size === null ? {} : { positionAfter: size };
}

function isOfContracts(category: string): boolean {
  return category !== '' && category !== 'spot';
}

/** docs/v5 enum, type of the transaction log; an unknown word moves the balance all the same. */
const kinds: readonly (readonly [RegExp, LedgerKind])[] = [
  [/^TRADE$/, 'trade'],
  [/^(LIQUIDATION|ADL)$/, 'liquidation'],
  [/^SETTLEMENT$/, 'funding'],
  [/^DELIVERY$/, 'settlement'],
  [/^(INTEREST)$/, 'interest'],
  [/TRANSFER_(IN|OUT)/, 'transfer'],
  [/^CURRENCY_(BUY|SELL)$|^SPOT_REPAYMENT_/, 'conversion'],
];

function kindOf(type: string): LedgerKind {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}

function labelOf(type: string, subtype: string | null): string {
  return subtype === null ? type : `${type}/${subtype}`;
}
