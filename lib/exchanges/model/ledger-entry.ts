import { createHash } from 'node:crypto';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { Side } from './order.ts';

/** The subject of a ledger entry. `rollover`: the fee of a margin position that stays open; `position`: contracts, not money. */
export type LedgerKind =
  | 'trade'
  | 'liquidation'
  | 'settlement'
  | 'rollover'
  | 'funding'
  | 'interest'
  | 'transfer'
  | 'conversion'
  | 'position'
  | 'other';

/** An entry of an exchange's ledger: a change of a balance. Decimals are the exchange's own text. */
export interface LedgerEntry {
  /** Unique in the ledger. Where the exchange numbers its entries, the number. */
  readonly id: string;
  /** Epoch ms. */
  readonly time: number;
  readonly kind: LedgerKind;
  /** The exchange's own word for the kind of entry. */
  readonly label: string;
  readonly symbol: string | null;
  /** `spot`, `flex`, `cash` …: one asset has a balance in each. */
  readonly wallet: string;
  /** Asset code; of a `position` entry the contract. */
  readonly asset: string;
  /** By how much the balance changed, fees included. */
  readonly change: DecimalString;
  /** The balance before the entry; null where the exchange does not tell it. */
  readonly balanceBefore: DecimalString | null;
  /** The balance after the entry; null where the exchange does not tell it. */
  readonly balanceAfter: DecimalString | null;
  readonly realizedPnl: DecimalString | null;
  /** Positive: received; negative: paid. */
  readonly funding: DecimalString | null;
  /** Positive: taken. */
  readonly fee: DecimalString | null;
  readonly liquidationFee: DecimalString | null;
  readonly price: DecimalString | null;
  /** The funding rate in money per unit of size, in the asset that settles the contract; never a relative rate. */
  readonly rate: DecimalString | null;
  /** The exchange's own id of the customer; null where the exchange does not tell one. */
  readonly owner: string | null;
  /** The trade that the entry records. */
  readonly tradeId: string | null;
  /** The exchange's id of the order that traded. Absent where the ledger tells none, and in entries that earlier releases have stored. */
  readonly orderId?: string;
  /** What an entry of money leaves of the position in `symbol`. Absent where the entry tells no position. */
  readonly positionAfter?: DecimalString;
  /** The trade, where the entry itself tells the trade. Absent in entries that earlier releases have stored. */
  readonly traded?: Traded;
  /** The trade as the fill tells the trade, the same on every entry of the trade. Absent until a pull has read the fill. */
  readonly fill?: FilledTrade;
  /** Over the whole entry as it was sent: the same id with another digest is a changed entry. */
  readonly digest: string;
}

export interface Traded {
  readonly side: Side | null;
  /** Null on the second entry of a trade, so that quantities can be added up. */
  readonly quantity: DecimalString | null;
}

/** What a fill tells of a trade and no entry of the ledger does. A sum of money is not among it: the entries have the money. */
export interface FilledTrade {
  readonly side: Side;
  /** In the unit of orders, of the whole trade: whoever adds up quantities takes one entry of each trade. */
  readonly quantity: DecimalString;
  readonly price: DecimalString;
  /** Where no entry of the ledger names the symbol. */
  readonly symbol?: string;
}

/** An entry as a place from which reading resumes. */
export type LedgerPlace = Pick<LedgerEntry, 'id' | 'time'>;

export interface LedgerRequest {
  /** Epoch ms, inclusive; null: from the beginning of what the exchange keeps. */
  readonly since: number | null;
  /** Resume after this entry instead. */
  readonly after: LedgerPlace | null;
  readonly maxRequests: number;
}

/** Consecutive entries, oldest first. */
export interface LedgerPage {
  readonly entries: readonly LedgerEntry[];
  /** The entries reach the end of the ledger at the time of the request. */
  readonly isLast: boolean;
  /** Of a page without entries that is not the last: no entry lies before this time (epoch ms), so reading goes on there. Absent: the page tells nothing. */
  readonly readTo?: number;
  /** Moments (epoch ms) that have more entries than the exchange tells. Absent: none. */
  readonly missing?: readonly number[];
  /** The customer, as in the entries; also where a page has none. */
  readonly owner: string | null;
  readonly requests: number;
  /** Rows within the page that cannot be read. Absent: none. */
  readonly unread?: readonly UnreadEntry[];
}

/** An entry that cannot be read lies between the two moments (epoch ms). Null: before the first, or after the last entry of the page. */
export interface UnreadEntry {
  readonly from: number | null;
  readonly to: number | null;
}

/** A balance of a wallet in the exchange's present answer; money only. */
export interface LedgerBalance {
  readonly wallet: string;
  readonly asset: string;
  readonly balance: DecimalString;
}

/** The balance before an entry, from the exchange or from the balance after; null where the exchange tells neither. */
export function balanceBefore({ change, ...told }: LedgerEntry): DecimalString | null {
  if (told.balanceBefore !== null || told.balanceAfter === null) return told.balanceBefore;
  return new Decimal(told.balanceAfter).minus(change).toFixed();
}

/** The fields may come in any order. 96 bits tell two versions of an entry apart. */
export function digestOf(row: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 16);
}
