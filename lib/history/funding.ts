import type { AccountRef } from '../accounts/account.ts';
import { openExchange } from '../accounts/open-exchange.ts';
import { invalidField, OemsError } from '../api/errors.ts';
import { fundingPaymentOf } from '../exchanges/book-events.ts';
import type { DecimalString, PageRequest, Product } from '../exchanges/exchange.ts';
import { bookAnswer } from './book-answer.ts';
import { type Coverage, coverageOf } from './coverage.ts';

/** One line of funding history: a published rate (`amount` null) or this account's cash flow. */
export interface FundingEntry {
  readonly symbol: string;
  readonly timestamp: number;
  readonly rate: DecimalString | null;
  readonly amount: DecimalString | null;
  readonly asset: string | null;
}

export interface FundingHistory {
  readonly entries: readonly FundingEntry[];
  readonly next: string | null;
  readonly coverage: Coverage;
}

/** The exchange's published schedule of one symbol, newest first; it is the market's, not the account's. */
export const fundingRates = async (
  ref: AccountRef,
  request: PageRequest,
  product: Product = 'swap',
): Promise<FundingHistory> => {
  const { symbol } = request;
  if (symbol === undefined) {
    const message = 'is required for kind=rates: rates are published per symbol';
    throw new OemsError('INVALID_REQUEST', `symbol: ${message}`, { details: [{ field: 'symbol', message }] });
  }
  const { exchange } = await openExchange(ref, product, { symbol });
  const before = request.cursor === undefined ? request.to : timeOf(request.cursor);
  const rates = await exchange.fundingRates(symbol, { from: request.from, to: before });
  const page = rates.slice(0, request.limit);
  const next = rates.length > page.length ? String(page.at(-1)?.timestamp) : null;
  const entries = page.map((rate) => ({ ...rate, amount: null, asset: null }));
  const edges = { next, newest: page.at(0)?.timestamp ?? null, oldest: page.at(-1)?.timestamp ?? null };
  return { entries, next, coverage: coverageOf(request, edges) };
};

/** A cursor of this list is the time of its last rate; one of another list would read as the beginning. */
const timeOf = (cursor: string): number => {
  if (/^\d{12,14}$/.test(cursor)) return Number(cursor);
  throw invalidField('cursor', 'must be a cursor from the answer before');
};

/** This account's funding payments, newest first. */
export const fundingPayments = async (
  ref: AccountRef,
  request: PageRequest,
  product: Product = 'swap',
): Promise<FundingHistory> => {
  const { items, next, coverage } = await bookAnswer(ref, product, request, {
    kinds: ['funding', 'trade', 'liquidation', 'settlement'],
    pick: fundingPaymentOf,
    live: (exchange, asked) => exchange.fundingPayments(asked),
  });
  return { entries: items, next, coverage };
};
