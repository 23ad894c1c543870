import { createHash } from 'node:crypto';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';

/** What a row of an exchange's books is about. `position`: contracts, not money. */
export type LedgerKind =
  | 'trade'
  | 'liquidation'
  | 'settlement'
  | 'funding'
  | 'transfer'
  | 'conversion'
  | 'position'
  | 'other';

/** One entry of an exchange's ledger: one change of one balance. Decimals are the exchange's own text. */
export interface LedgerEntry {
  /** Unique within the ledger. The number, where the exchange numbers its entries. */
  readonly id: string;
  /** Epoch ms. */
  readonly time: number;
  readonly kind: LedgerKind;
  /** The exchange's own word for it. */
  readonly label: string;
  readonly symbol: string | null;
  /** `spot`, `flex`, `cash` …: one asset has a balance in each. */
  readonly wallet: string;
  /** Asset code; of a `position` row the contract. */
  readonly asset: string;
  /** The balance before the entry, and the balance after it. */
  readonly before: DecimalString;
  readonly after: DecimalString;
  readonly realizedPnl: DecimalString | null;
  /** Positive: received; negative: paid. */
  readonly funding: DecimalString | null;
  /** Positive: taken. */
  readonly fee: DecimalString | null;
  readonly liquidationFee: DecimalString | null;
  readonly price: DecimalString | null;
  readonly rate: DecimalString | null;
  /** The exchange's id of the customer who owns the ledger. Null where the exchange does not tell it. */
  readonly owner: string | null;
  /** The execution it books. */
  readonly tradeId: string | null;
  /** Digest of the whole entry as the exchange sent it: the same id with a different digest is a conflict. */
  readonly digest: string;
}

/** A row as a place to go on from. */
export type LedgerPlace = Pick<LedgerEntry, 'id' | 'time'>;

export interface LedgerRequest {
  /** Epoch ms, inclusive; null: from the beginning of what the exchange keeps. */
  readonly since: number | null;
  /** Goes on behind this row instead. */
  readonly after: LedgerPlace | null;
  readonly maxRequests: number;
}

/** Rows without a hole between them, oldest first. */
export interface LedgerPage {
  readonly rows: readonly LedgerEntry[];
  /** The rows reach the end of the books as they were when asked. */
  readonly isLast: boolean;
  /** As in the rows; told also where there are none. */
  readonly owner: string | null;
  readonly requests: number;
}

/** What the exchange holds now, per wallet and asset; money only. */
export interface LedgerBalance {
  readonly wallet: string;
  readonly asset: string;
  readonly balance: DecimalString;
}

/** By how much a row changed its balance. */
export function changeOf({ before, after }: Pick<LedgerEntry, 'before' | 'after'>): DecimalString {
  return new Decimal(after).minus(before).toFixed();
}

/** Of the fields in any order: 96 bits tell two versions of a row apart. */
export function digestOf(row: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 16);
}
