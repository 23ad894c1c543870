import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Fill, Page, PageRequest, PublishedRates } from '../../../../lib/exchanges/model/history.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import {
  fundingPaymentOf,
  placeCursor,
  placeCursorPattern,
  pnlEventOf,
} from '../../../../lib/exchanges/rules/ledger-events.ts';
import { collect, unreadable } from '../../../../lib/exchanges/rules/paging.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import {
  epochMs,
  type Json,
  optionalText,
  readableDecimal,
  requiredList,
} from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { readableEntry } from './ledger-entry.ts';
import { marketName } from './market-name.ts';
import { prices } from './prices.ts';

const pageRows = 50;

export function spotData(wire: MarketWire): ProvidedAdapter['data'] {
  const none = { fillsFrom: null, fundingRates: null, fundingPayments: null, realizedPnl: null };
  return { fills: (request) => fills(wire, request), ...none, ...prices(wire) };
}

export function swapData(wire: MarketWire): ProvidedAdapter['data'] {
  return {
    fills: (request) => fills(wire, request),
    fillsFrom: null,
    fundingRates: (symbol, range) => fundingRates(wire, symbol, range),
    fundingPayments: (request) => fromLedger(wire, request, fundingPaymentOf),
    realizedPnl: (request) => fromLedger(wire, request, pnlEventOf),
    ...prices(wire),
  };
}

async function fundingRates(
  { read, markets, market: { title } }: MarketWire,
  symbol: string,
  { from = 0, to = Number.POSITIVE_INFINITY }: PageRequestRange,
): Promise<PublishedRates> {
  const { id: instrument } = await markets.market(symbol);
  const told = requiredList(title, await read(endpoints.fundingRates, { instrument }), 'data').map((row) => ({
    symbol,
    timestamp: requiredTime(title, row),
    rate: readableDecimal(row.rate),
  }));
  const inRange = told.filter(({ timestamp }) => timestamp >= from && timestamp < to);
  return {
    rates: inRange.flatMap(({ rate, ...at }) => (rate === null ? [] : [{ ...at, rate }])),
    gaps: inRange.flatMap((at) => (at.rate === null ? [{ from: at.timestamp, to: at.timestamp + 1 }] : [])),
  };
}

function requiredTime(title: string, row: Json): number {
  const time = epochMs(row.time);
  if (time === null) throw new MalformedResponse(title, 200);
  return time;
}
type PageRequestRange = Pick<PageRequest, 'from' | 'to'>;

async function fills(wire: MarketWire, request: PageRequest): Promise<Page<Fill>> {
  const { title } = wire.market;
  const symbolOf = await wire.markets.naming();
  return collect<Json, Fill>(request, {
    source: 'fills',
    cursorOf: (row) => String(row.id),
    cursorPattern: /^\d{1,15}$/,
    timeOf: (row) => epochMs(row.time),
    pick: (row) => fillFrom(row, symbolOf) ?? unreadable,
    read: async (cursor) => {
      const query = { market: marketName(wire), limit: String(pageRows), ...bounds(request, cursor) };
      const rows = requiredList(title, await wire.read(endpoints.fills, query), 'data');
      return { rows, isLast: rows.length < pageRows };
    },
  });
}

/** Null for a fill that cannot be read: with a guessed side or number every sum over the fills would be wrong. */
function fillFrom(row: Json, symbolOf: (name: string) => string): Fill | null {
  const [id, instrument, timestamp] = [optionalText(row.id), optionalText(row.instrument), epochMs(row.time)];
  const [quantity, price, { side }] = [readableDecimal(row.quantity), readableDecimal(row.price), row];
  if (id === null || instrument === null || timestamp === null || quantity === null || price === null) return null;
  if (side !== 'buy' && side !== 'sell') return null;
  return {
    id,
    orderId: optionalText(row.order),
    clientOrderId: optionalText(row.clientId),
    store: 'regular',
    symbol: symbolOf(instrument),
    side,
    quantity,
    price,
    fee: readableDecimal(row.fee),
    feeAsset: 'USDT',
    liquidity: typeof row.maker === 'boolean' ? (row.maker ? 'maker' : 'taker') : null,
    timestamp,
  };
}

/** Funding and realized PnL are entries of the one ledger, newest first. */
async function fromLedger<T extends { readonly symbol: string }>(
  wire: MarketWire,
  request: PageRequest,
  pick: (entry: LedgerEntry) => T | null,
): Promise<Page<T>> {
  const { title } = wire.market;
  const symbolOf = await wire.markets.naming();
  return collect<Json, T>(request, {
    source: 'ledger',
    cursorOf: (row) => placeCursor({ time: requiredTime(title, row), id: String(row.id) }),
    cursorPattern: placeCursorPattern,
    timeOf: (row) => epochMs(row.time),
    pick: (row) => {
      const entry = readableEntry(title, row, symbolOf);
      return entry === null ? unreadable : pick(entry);
    },
    read: async (cursor) => {
      const query = { order: 'desc', limit: String(pageRows), ...bounds(request, cursor?.split('.')[1]) };
      const rows = requiredList(title, await wire.read(endpoints.ledger, query), 'data');
      return { rows, isLast: rows.length < pageRows };
    },
  });
}

function bounds({ from, to }: PageRequest, before: string | undefined): Record<string, string> {
  return {
    ...(from === undefined ? {} : { from: String(from) }),
    ...(to === undefined ? {} : { to: String(to) }),
    ...(before === undefined ? {} : { before }),
  };
}
