import { OemsError } from '../api/errors.ts';
import { Decimal } from './exact-decimal.ts';
import type { FundingPayment, FundingRate, Page, PageRequest, RealizedPnlEvent, TimeRange } from './exchange.ts';
import { decimalText } from './market.ts';
import { collect } from './paging.ts';
import { isoMs, type Json, optionalText, requiredList } from './read-answer.ts';

const title = 'Kraken Futures';

type AccountLog = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (contract: string) => string;

/** Rows per request: within Kraken's cheaper cost brackets. */
const pageRows = 500;

/** The published hourly rates, newest first; `relativeFundingRate` is the rate per hour as a fraction of the position's value. */
export const readFundingRates = (answer: unknown, symbol: string, range: TimeRange): FundingRate[] =>
  requiredList(title, answer, 'rates')
    .map((row) => ({
      symbol,
      timestamp: isoMs(row.timestamp) ?? 0,
      rate: decimalText(row.relativeFundingRate) ?? '0',
    }))
    .filter(({ timestamp }) => timestamp >= (range.from ?? 0) && timestamp < (range.to ?? Number.POSITIVE_INFINITY))
    .sort((a, b) => b.timestamp - a.timestamp);

/** This account's funding cash flows, newest first: hourly, and whenever a trade changes the position (support.kraken.com 4844359082772). */
export const readFundingPayments = (
  log: AccountLog,
  request: PageRequest,
  symbolOf: SymbolOf,
): Promise<Page<FundingPayment>> =>
  readLog(log, request, (row) => {
    const amount = decimalText(row.realized_funding);
    if (amount === null || new Decimal(amount).isZero() || !isCashLeg(row)) return null;
    return {
      id: String(row.id),
      symbol: symbolOf(String(row.contract)),
      timestamp: isoMs(row.date) ?? 0,
      rate: decimalText(row.funding_rate),
      amount,
      asset: assetOf(row),
    };
  });

/**
 * Realized PnL, newest first, from the account log: the venue's own books, with fees. Only when the log cannot be read do the last
 * 100 fills answer instead, and the page says so in `source`.
 */
export const readRealizedPnl = async (
  log: AccountLog,
  fills: () => Promise<unknown>,
  request: PageRequest,
  symbolOf: SymbolOf,
): Promise<Page<RealizedPnlEvent>> => {
  try {
    return await readLog(log, request, (row) => pnlFromLog(row, symbolOf));
  } catch (error) {
    // A cursor points into the log: the fills cannot go on from there.
    const away = error instanceof OemsError && error.code === 'EXCHANGE_UNAVAILABLE';
    if (!away || request.cursor !== undefined) throw error;
    return pnlFromFills(await fills(), request, symbolOf);
  }
};

const pnlFromLog = (row: Json, symbolOf: SymbolOf): RealizedPnlEvent | null => {
  const realizedPnl = decimalText(row.realized_pnl);
  if (
    !/^futures /.test(String(row.info)) ||
    !isCashLeg(row) ||
    realizedPnl === null ||
    new Decimal(realizedPnl).isZero()
  )
    return null;
  return {
    id: String(row.id),
    symbol: symbolOf(String(row.contract)),
    timestamp: isoMs(row.date) ?? 0,
    realizedPnl,
    fee: feeOf(row),
    asset: assetOf(row),
    quantity: null,
    price: decimalText(row.trade_price),
    orderId: null,
    tradeId: optionalText(row.execution),
  };
};

/** What the row took: trading fee and, on a liquidation, that fee as well. */
const feeOf = (row: Json): string =>
  new Decimal(decimalText(row.fee) ?? '0').plus(decimalText(row.liquidation_fee) ?? '0').toFixed();

/** A trade writes two rows: the cash leg (asset usd) carries the money, the position leg (asset = contract) the contracts. */
const isCashLeg = (row: Json): boolean => row.asset !== row.contract;

const assetOf = (row: Json): string => {
  const asset = String(row.asset).toUpperCase();
  return asset === 'XBT' ? 'BTC' : asset;
};

/** The account log below a row id; ids are unique and increasing, so equal timestamps across a page edge lose nothing. */
const readLog = <T extends { symbol: string }>(
  log: AccountLog,
  request: PageRequest,
  pick: (row: Json) => T | null,
): Promise<Page<T>> =>
  collect(request, {
    source: 'account_log',
    cursorOf: (row) => String(row.id),
    cursorPattern: /^\d{1,30}$/,
    timeOf: (row) => isoMs(row.date) ?? 0,
    pick,
    read: async (below) => {
      const all = requiredList(title, await log(logQuery(request, below)), 'logs');
      const rows = all.filter((row) => below === undefined || BigInt(String(row.id)) < BigInt(below));
      return { rows, isLast: all.length < pageRows };
    },
  });

const logQuery = (request: PageRequest, below: string | undefined): Record<string, string> => ({
  sort: 'desc',
  count: String(pageRows),
  ...(request.from === undefined ? {} : { since: String(request.from) }),
  ...(request.to === undefined ? {} : { before: String(request.to) }),
  ...(below === undefined ? {} : { to: below }),
});

const pnlFromFills = (answer: unknown, request: PageRequest, symbolOf: SymbolOf): Page<RealizedPnlEvent> => {
  const events = requiredList(title, answer, 'fills').flatMap((row): RealizedPnlEvent[] => {
    const realizedPnl = decimalText(row.realized_pnl);
    if (realizedPnl === null || new Decimal(realizedPnl).isZero()) return [];
    const id = String(row.fill_id);
    return [
      {
        id,
        symbol: symbolOf(String(row.symbol)),
        timestamp: isoMs(row.fillTime) ?? 0,
        realizedPnl,
        fee: decimalText(row.fee_paid) ?? '0',
        asset: String(row.fee_currency ?? 'USD').toUpperCase(),
        quantity: decimalText(row.size),
        price: decimalText(row.price),
        orderId: optionalText(row.order_id),
        tradeId: id,
      },
    ];
  });
  const inRange = events.filter(
    ({ timestamp, symbol }) =>
      timestamp >= (request.from ?? 0) &&
      timestamp < (request.to ?? Number.POSITIVE_INFINITY) &&
      (request.symbol ?? symbol) === symbol,
  );
  const items = inRange.slice(0, request.limit);
  const edges = { newest: items.at(0)?.timestamp ?? null, oldest: events.at(-1)?.timestamp ?? null };
  return { items, next: null, source: 'fills', ...edges };
};
