import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { FundingPayment, RealizedPnlEvent } from '../model/history.ts';
import type { LedgerEntry } from '../model/ledger-entry.ts';

/** The meaning of a ledger entry for profit, funding and fees, the same for live answers and stored entries. */

function isZero(amount: DecimalString | null): boolean {
  return amount === null || new Decimal(amount).isZero();
}

/**
 * Null for entries that realize no profit or loss. Any cash entry may realize some, under any name the exchange gives it: a trade writes
 * a cash entry with the money and a position entry with the contracts.
 */
export function pnlEventOf(row: LedgerEntry): RealizedPnlEvent | null {
  if (row.kind === 'position' || isZero(row.realizedPnl)) return null;
  return {
    id: row.id,
    symbol: row.symbol ?? row.asset,
    timestamp: row.time,
    realizedPnl: new Decimal(row.realizedPnl ?? 0).toFixed(),
    fee: row.fee === null && row.liquidationFee === null ? null : feeOf(row),
    asset: row.asset,
    quantity: row.fill?.quantity ?? row.traded?.quantity ?? null,
    price: row.price ?? row.fill?.price ?? null,
    orderId: row.orderId ?? null,
    tradeId: row.tradeId,
  };
}

/**
 * Null for rows that carry no funding. Any cash row may: a trade that changes a position settles what has accrued (support.kraken.com
 * 4844359082772).
 */
export function fundingPaymentOf(row: LedgerEntry): FundingPayment | null {
  if (row.kind === 'position' || isZero(row.funding)) return null;
  return {
    id: row.id,
    symbol: row.symbol ?? row.asset,
    timestamp: row.time,
    absoluteRate: row.rate,
    amount: new Decimal(row.funding ?? 0).toFixed(),
    asset: row.asset,
  };
}

/**
 * What an insurance fund has paid for a loss that the wallet could not bear: money of a liquidation that is neither profit nor funding nor fee.
 * Positive: received. Null for all other rows.
 */
export function insuranceOf(row: LedgerEntry): DecimalString | null {
  const { kind, realizedPnl, funding, fee, liquidationFee, change } = row;
  const isTold = [realizedPnl, funding, fee, liquidationFee].some((amount) => !isZero(amount));
  return kind === 'liquidation' && !isTold && !isZero(change) ? change : null;
}

/** What the row took: trading fee and, on a liquidation, that fee as well. */
export function feeOf({ fee, liquidationFee }: Pick<LedgerEntry, 'fee' | 'liquidationFee'>): DecimalString {
  return new Decimal(fee ?? 0).plus(liquidationFee ?? 0).toFixed();
}

/**
 * Where a list goes on: below this row, newest first. Live and stored entries have the same cursor, so a list can continue from live to
 * stored entries.
 */
export function placeCursor({ time, id }: Pick<LedgerEntry, 'time' | 'id'>): string {
  return `${time}.${id}`;
}
export const placeCursorPattern = /^\d{1,15}\.[A-Za-z0-9-]{1,64}$/;
