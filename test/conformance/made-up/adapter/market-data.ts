import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Fill, FundingRate, Page, PageRequest } from '../../../../lib/exchanges/model/history.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { Side } from '../../../../lib/exchanges/model/order.ts';
import {
  fundingPaymentOf,
  placeCursor,
  placeCursorPattern,
  pnlEventOf,
} from '../../../../lib/exchanges/rules/ledger-events.ts';
import { collect } from '../../../../lib/exchanges/rules/paging.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import {
  type Json,
  optionalText,
  requiredDecimal,
  requiredList,
  requiredText,
} from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { ledgerEntryOf } from './ledger-entry.ts';
import { marketName } from './market-name.ts';
import { prices } from './prices.ts';

const pageRows = 50;

export function spotData(wire: MarketWire): ProvidedAdapter['data'] {
  const none = { fundingRates: null, fundingPayments: null, realizedPnl: null };
  return { fills: (request) => fills(wire, request), ...none, ...prices(wire) };
}

export function swapData(wire: MarketWire): ProvidedAdapter['data'] {
  return {
    fills: (request) => fills(wire, request),
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
): Promise<FundingRate[]> {
  const { id: instrument } = await markets.market(symbol);
  return requiredList(title, await read(endpoints.fundingRates, { instrument }), 'data')
    .map((row) => ({ symbol, timestamp: Number(row.time), rate: requiredDecimal(title, row, 'rate') }))
    .filter(({ timestamp }) => timestamp >= from && timestamp < to);
}
type PageRequestRange = Pick<PageRequest, 'from' | 'to'>;

async function fills(wire: MarketWire, request: PageRequest): Promise<Page<Fill>> {
  const { title } = wire.market;
  const symbolOf = await wire.markets.naming();
  return collect<Json, Fill>(request, {
    source: 'fills',
    cursorOf: (row) => String(row.id),
    cursorPattern: /^\d{1,15}$/,
    timeOf: (row) => Number(row.time),
    pick: (row) => fillFrom(title, row, symbolOf),
    read: async (cursor) => {
      const query = { market: marketName(wire), limit: String(pageRows), ...bounds(request, cursor) };
      const rows = requiredList(title, await wire.read(endpoints.fills, query), 'data');
      return { rows, isLast: rows.length < pageRows };
    },
  });
}

function fillFrom(title: string, row: Json, symbolOf: (name: string) => string): Fill {
  return {
    id: requiredText(title, row, 'id'),
    orderId: optionalText(row.order),
    clientOrderId: optionalText(row.clientId),
    store: 'regular',
    symbol: symbolOf(requiredText(title, row, 'instrument')),
    side: sideOf(title, row),
    quantity: requiredDecimal(title, row, 'quantity'),
    price: requiredDecimal(title, row, 'price'),
    fee: requiredDecimal(title, row, 'fee'),
    feeAsset: 'USDT',
    liquidity: typeof row.maker === 'boolean' ? (row.maker ? 'maker' : 'taker') : null,
    timestamp: Number(row.time),
  };
}

/** A fill with an unknown side would count as a sale: the answer is garbled. */
function sideOf(title: string, { side }: Json): Side {
  if (side !== 'buy' && side !== 'sell') throw new MalformedResponse(title, 200);
  return side;
}

/** Funding and realized PnL are entries of the one ledger, newest first. */
async function fromLedger<T extends { readonly symbol: string }>(
  wire: MarketWire,
  request: PageRequest,
  pick: (entry: LedgerEntry) => T | null,
): Promise<Page<T>> {
  const { title } = wire.market;
  const symbolOf = await wire.markets.naming();
  return collect<LedgerEntry, T>(request, {
    source: 'ledger',
    cursorOf: placeCursor,
    cursorPattern: placeCursorPattern,
    timeOf: ({ time }) => time,
    pick,
    read: async (cursor) => {
      const query = { order: 'desc', limit: String(pageRows), ...bounds(request, cursor?.split('.')[1]) };
      const rows = requiredList(title, await wire.read(endpoints.ledger, query), 'data');
      return { rows: rows.map((row) => ledgerEntryOf(title, row, symbolOf)), isLast: rows.length < pageRows };
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
