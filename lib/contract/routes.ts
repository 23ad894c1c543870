import type { Route } from './route.ts';
import * as about from './schemas/about.ts';
import * as account from './schemas/accounts.ts';
import * as cancel from './schemas/cancel-all.ts';
import * as close from './schemas/close-position.ts';
import * as events from './schemas/events.ts';
import * as ledgerExport from './schemas/export.ts';
import * as halt from './schemas/halt.ts';
import * as history from './schemas/history.ts';
import * as markets from './schemas/markets.ts';
import * as order from './schemas/orders.ts';
import * as pnl from './schemas/pnl.ts';
import * as portfolio from './schemas/portfolio.ts';
import * as trading from './schemas/trading.ts';
import * as transfer from './schemas/transfers.ts';

/** Operations that use the table alone. */
const light = { timeoutSeconds: 10, memoryMb: 256 } as const;
/** API Gateway waits 30 s; the function's own budget ends at 28. */
const exchange = { timeoutSeconds: 29, memoryMb: 1024 } as const;
/** Operations that read the table for as long as a call may take; more memory brings more processor. */
const ledger = { timeoutSeconds: 29, memoryMb: 1024 } as const;
const query = { source: 'query' } as const;
const body = { source: 'body' } as const;

/** THE table. File name in functions/api = operation id in kebab-case. */
// biome-ignore format: an operation takes few lines, so that the table stays readable
export const routes = {
  registerExchangeAccount: {
    method: 'POST', path: '/delegation/register-exchange-account', tag: 'Accounts', scope: 'oems/admin', ...body, ...exchange,
    summary: 'Register an exchange account with its keys', message: 'Exchange account registered',
    request: account.registerRequest, response: account.accountResponse,
  },
  listExchangeAccounts: {
    method: 'GET', path: '/delegation/exchange-accounts', tag: 'Accounts', scope: 'oems/read', ...query, ...light,
    summary: 'List the exchange accounts', message: 'Exchange accounts',
    request: account.accountsQuery, response: account.accountsResponse,
  },
  getExchangeAccount: {
    method: 'GET', path: '/delegation/exchange-account', tag: 'Accounts', scope: 'oems/read', ...query, ...light,
    summary: 'Read one exchange account with the state of its ledgers, without its secrets', message: 'Exchange account',
    request: account.accountQuery, response: account.accountWithPullsResponse,
  },
  setCredentials: {
    method: 'PUT', path: '/delegation/exchange-account/credentials', tag: 'Accounts', scope: 'oems/admin', ...body, ...exchange,
    summary: 'Set, rotate or clear keys; the next call uses them', message: 'Credentials updated',
    request: account.credentialsRequest, response: account.accountResponse,
  },
  setTradingState: {
    method: 'PUT', path: '/delegation/exchange-account/trading-state', tag: 'Accounts', scope: 'oems/admin', ...body, ...light,
    summary: 'Allow all orders, only reducing ones, or none', message: 'Trading state updated',
    request: account.tradingStateRequest, response: account.accountResponse,
  },
  deleteExchangeAccount: {
    method: 'DELETE', path: '/delegation/exchange-account', tag: 'Accounts', scope: 'oems/admin', ...query, ...ledger,
    summary: 'Destroy the keys and remove the account', message: 'Exchange account deleted',
    request: account.deleteQuery, response: account.deletedResponse,
  },
  getBalance: {
    method: 'GET', path: '/oems/execution/balance', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Balances of one wallet, or of every wallet of the account', message: 'Balances',
    request: trading.balanceQuery, response: trading.balanceResponse,
  },
  getPositions: {
    method: 'GET', path: '/oems/execution/positions', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Open futures positions; on spot the margin positions that were opened elsewhere', message: 'Positions',
    request: trading.positionsQuery, response: trading.positionsResponse,
  },
  getMargin: {
    method: 'GET', path: '/oems/execution/margin', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Equity, available and required margin of each wallet', message: 'Margin',
    request: trading.walletMarginQuery, response: trading.walletMarginResponse,
  },
  createTransfer: {
    method: 'POST', path: '/oems/execution/transfer', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, idempotent: true,
    summary: 'Move funds between two wallets of the account; the trading state governs orders and does not stop transfers', message: 'Transfer completed',
    request: transfer.transferRequest, response: transfer.transferResponse,
  },
  getTransfer: {
    method: 'GET', path: '/oems/execution/transfer', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'One transfer of this service; also settles a transfer that is pending or unknown', message: 'Transfer',
    request: transfer.transferQuery, response: transfer.transferShape,
  },
  getLeverage: {
    method: 'GET', path: '/oems/execution/leverage', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Leverage and margin mode of a pair', message: 'Leverage',
    request: trading.leverageQuery, response: trading.marginResponse,
  },
  setLeverage: {
    method: 'POST', path: '/oems/execution/leverage', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange,
    summary: 'Set the leverage of a pair; some exchanges make the pair isolated by it', message: 'Leverage set',
    request: trading.leverageRequest, response: trading.marginResponse,
  },
  setMarginMode: {
    method: 'POST', path: '/oems/execution/margin-mode', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange,
    summary: 'Set cross or isolated margin of a pair', message: 'Margin mode set',
    request: trading.marginModeRequest, response: trading.marginResponse,
  },
  createOrder: {
    method: 'POST', path: '/oems/execution/order', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, idempotent: true,
    summary: 'Place an order', message: 'Order placed',
    request: order.orderRequest, response: order.orderCommandResponse,
  },
  getOrder: {
    method: 'GET', path: '/oems/execution/order', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'One order, by either id or by its Idempotency-Key; also settles an order whose outcome is unknown', message: 'Order',
    request: order.orderQuery, response: order.orderResponse,
  },
  amendOrder: {
    method: 'PATCH', path: '/oems/execution/order', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, idempotent: true,
    summary: 'Change quantity, price or stop price of an open order', message: 'Order amended',
    request: order.amendRequest, response: order.orderCommandResponse,
  },
  cancelOrder: {
    method: 'DELETE', path: '/oems/execution/order', tag: 'Trading', scope: 'oems/trade', ...query, ...exchange,
    summary: 'Cancel an order; the answer shows the status of an order that is already done', message: 'Order canceled',
    request: order.orderRefQuery, response: order.orderResponse,
  },
  getOpenOrders: {
    method: 'GET', path: '/oems/execution/open-orders', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Open orders, live from the exchange', message: 'Open orders',
    request: order.openOrdersQuery, response: order.openOrdersResponse,
  },
  cancelAllOrders: {
    method: 'DELETE', path: '/oems/execution/open-orders', tag: 'Trading', scope: 'oems/trade', ...query, ...exchange, idempotent: true,
    summary: 'Cancel all open orders of the account, of a market type or of one symbol, or up to 50 orders by id', message: 'Open orders canceled',
    request: cancel.cancelAllQuery, response: cancel.canceledAllResponse,
  },
  listOrders: {
    method: 'GET', path: '/oems/execution/orders', tag: 'Trading', scope: 'oems/read', ...query, ...light,
    summary: 'Orders placed through this service, newest first', message: 'Orders',
    request: order.ordersQuery, response: order.ordersResponse,
  },
  listEvents: {
    method: 'GET', path: '/oems/execution/events', tag: 'Trading', scope: 'oems/read', ...query, ...ledger,
    summary: 'What has changed at orders, positions, transfers, accounts and keys, oldest first; nothing is skipped and nothing is told twice', message: 'Events',
    request: events.eventsQuery, response: events.eventsResponse,
  },
  haltTrading: {
    method: 'POST', path: '/oems/execution/halt', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange,
    summary: 'Stop new orders of one account or of all, cancel all open orders, close positions on request', message: 'Halt carried out: complete',
    request: halt.haltRequest, response: halt.haltResponse,
  },
  closePosition: {
    method: 'POST', path: '/oems/execution/close-position', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, idempotent: true,
    summary: 'Close the whole position in a symbol with a reduce-only market order, in every trading state', message: 'Position closed',
    request: close.closePositionRequest, response: close.closePositionResponse,
  },
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
  getPortfolio: {
    method: 'GET', path: '/oems/execution/portfolio', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Balances and positions of all accounts of the tenant, with their value in USD', message: 'Portfolio',
    request: portfolio.portfolioQuery, response: portfolio.portfolioResponse,
  },
  getPnlSummary: {
    method: 'GET', path: '/oems/execution/pnl-summary', tag: 'Trading', scope: 'oems/read', ...query, ...ledger,
    summary: 'Realized PnL, funding and fees from the ledger, added up by day, symbol or account', message: 'PnL summary',
    request: pnl.summaryQuery, response: pnl.summaryResponse,
  },
  exportPnl: {
    method: 'GET', path: '/oems/execution/pnl-export', tag: 'Trading', scope: 'oems/read', ...query, ...ledger, contentType: 'text/csv', headers: ledgerExport.exportHeaders,
    summary: 'The ledger of an account as CSV or JSON, oldest first; of CSV only the first page has the header line', message: 'Ledger entries as CSV',
    request: ledgerExport.exportQuery, response: ledgerExport.exportResponse, text: ledgerExport.exportText, json: ledgerExport.exportJson,
  },
  listSymbols: {
    method: 'GET', path: '/oems/markets/symbols', tag: 'Markets', scope: 'oems/read', ...query, ...exchange,
    summary: 'The markets of an exchange, with steps, minima and fees', message: 'Symbols',
    request: markets.symbolsQuery, response: markets.symbolsResponse,
  },
  getTicker: {
    method: 'GET', path: '/oems/markets/ticker', tag: 'Markets', scope: 'oems/read', ...query, ...exchange,
    summary: 'The prices of a symbol; the exchange is asked once a second, however many callers there are', message: 'Ticker',
    request: markets.tickerQuery, response: markets.tickerResponse,
  },
  getOrderBook: {
    method: 'GET', path: '/oems/markets/order-book', tag: 'Markets', scope: 'oems/read', ...query, ...exchange,
    summary: 'The order book of a symbol; the exchange is asked once a second, however many callers there are', message: 'Order book',
    request: markets.orderBookQuery, response: markets.orderBookResponse,
  },
  getCapabilities: {
    method: 'GET', path: '/oems/execution/capabilities', tag: 'Trading', scope: 'oems/read', ...query, ...light,
    summary: 'What each exchange supports', message: 'Capabilities',
    request: about.capabilitiesQuery, response: about.capabilitiesResponse,
  },
  getHealth: {
    method: 'GET', path: '/health', tag: 'Service', scope: null, ...query, ...light,
    summary: 'Whether the service answers', message: 'OK',
    request: about.nothing, response: about.healthResponse,
  },
  getOpenapi: {
    method: 'GET', path: '/openapi.json', tag: 'Service', scope: null, ...query, ...light, bare: true,
    summary: 'This API as OpenAPI 3.1', message: 'OK',
    request: about.nothing, response: about.openapiResponse,
  },
} as const satisfies Record<string, Route>;

export type OperationId = keyof typeof routes;

/** `createOrder` -> `create-order`: the file, the bundle, the function and the metric dimension. */
export function kebabCase(operationId: string): string {
  return operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
