import type { Route } from '../route.ts';
import * as ledgerExport from '../schemas/export.ts';
import * as history from '../schemas/history.ts';
import * as pnl from '../schemas/pnl.ts';
import { exchange, ledger, query } from './terms.ts';

/** Operations that read histories and sums. */
// biome-ignore format: an operation takes few lines, so that the table stays readable
export const historyRoutes = {
  getTrades: {
    method: 'GET', path: '/oems/execution/trades', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Own fills, newest first', message: 'Trades',
    request: history.tradesQuery, response: history.tradesResponse,
  },
  getFundingHistory: {
    method: 'GET', path: '/oems/execution/funding-history', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: "Published funding rates, or this account's funding payments", message: 'Funding history',
    request: history.fundingQuery, response: history.fundingResponse,
  },
  getRealizedPnl: {
    method: 'GET', path: '/oems/execution/realized-pnl', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Realized PnL, newest first', message: 'Realized PnL',
    request: history.realizedPnlQuery, response: history.realizedPnlResponse,
  },
  getPnlSummary: {
    method: 'GET', path: '/oems/execution/pnl-summary', tag: 'Trading', scope: 'oems/read', ...query, ...ledger, heavy: true,
    summary: 'Realized PnL, funding and fees from the ledger, added up by day, symbol or account', message: 'PnL summary',
    request: pnl.summaryQuery, response: pnl.summaryResponse,
  },
  exportPnl: {
    method: 'GET', path: '/oems/execution/pnl-export', tag: 'Trading', scope: 'oems/read', ...query, ...ledger, contentType: 'text/csv', headers: ledgerExport.exportHeaders,
    summary: 'The ledger of an account as CSV or JSON, oldest first; of CSV only the first page has the header line', message: 'Ledger entries as CSV',
    request: ledgerExport.exportQuery, response: ledgerExport.exportResponse, text: ledgerExport.exportText, json: ledgerExport.exportJson,
  },
} as const satisfies Record<string, Route>;
