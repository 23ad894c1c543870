import type { OperationId } from './routes.ts';

const named =
  'Name the request with an Idempotency-Key: a retry under the same key reports the first outcome and never acts twice.';
const asked = 'Asks the exchange.';
const stored = 'Reads the table of this service, and asks no exchange.';

/** The demands, changes and promises of an operation, in addition to the summary. */
// biome-ignore format: an operation on a line
export const operationDescriptions: Readonly<Record<OperationId, string>> = {
  registerExchangeAccount: 'The keys are checked with the exchange before they are stored. A key that the exchange refuses, and a key that can withdraw, are not stored; when the exchange cannot be reached, the key is stored as `pending`.',
  listExchangeAccounts: stored,
  getExchangeAccount: stored,
  setCredentials: 'A value sets or rotates a key, an empty text or null clears the key. Key and secret of a pair are given together. New keys are checked as in a registration.',
  setTradingState: 'Holds from the next order on. Open orders stay open: `halt` cancels them.',
  deleteExchangeAccount: 'The keys are destroyed first. Orders, transfers and the ledger stay, unless `purge` is true; with `purge` the call also finishes for an account that is gone. Refused (STILL_OPEN) where the exchange shows an open order or position, a transfer has no verdict, or a wallet cannot be looked at: halt the account first. `force` deletes all the same; orders and positions stay at the exchange then.',
  listAudit: 'Every call that can change something has a record, refused calls too; an order or transfer has a record of its verdict, which appears within a minute. Records are kept for years and outlive the account. A reading with `reason` has a record, too. Asks no exchange.',
  getBalance: asked,
  getPositions: asked,
  createTransfer: `${named} A 202 has no verdict yet: ask GET /oems/execution/transfer.`,
  getTransfer: 'Under one of the three names: asks the exchange only while the transfer has no verdict or is not in the ledger of the exchange yet. Without a name: the transfers of the account, newest first, as this service knows them, and no exchange is asked; `status=unknown` lists what has no verdict.',
  decideTransfer: 'For a transfer whose `status` stays `unknown`. `completed` needs the reference, which the ledger must show with the same terms; `not_moved` is held against a fresh look. Never replaces a verdict. Who said what, and when, is kept with the transfer.',
  getLeverage: asked,
  setLeverage: `${asked} While the account is HALTED or REDUCE_ONLY, a higher leverage is denied, and so is a leverage for a pair in cross margin that has a position or an open order.`,
  setMarginMode: `${asked} While the account is HALTED or REDUCE_ONLY, a change that may raise the risk is denied: to isolated with a position or an open order, to cross from a leverage.`,
  createOrder: `${named} A \`client_order_id\` names the order as well. A dry run shows the exact request and its cost, and sends nothing. A 202 has no verdict yet: ask GET /oems/execution/order.`,
  getOrder: 'Give one of the three names. An order of this service needs neither symbol nor market_type; an order of another program needs one of them.',
  amendOrder: `${named} \`quantity\` is the new total, filled part included. Give one of the two ids, and at least one change.`,
  cancelOrder: 'Give one of the two ids. Repeat the call as often as needed: an order that has ended without a fill is a success. A 202 says that the order may still fill.',
  getOpenOrders: 'Orders of other programs are in the list too.',
  cancelAllOrders: `${named} The orders that are open at that moment are canceled by id: a repeated call never cancels a newer order.`,
  decideOrder: 'For an order whose `status` stays `unknown`. `placed` needs the id, and the exchange must show that order with the same client order id and symbol; `not_placed` is held against a fresh look. Never replaces a verdict. Who said what, and when, is kept with the order.',
  listOrders: 'As the exchange showed the orders within the last minute. Reads the table of this service, and asks no exchange.',
  listEvents: 'Keep `next_cursor`, and ask with the cursor for what comes next. A change is listed within a minute; changes of one order stand in their true order. Events are kept for 90 days. Asks no exchange.',
  haltTrading: 'HALTED is written first, then open orders are canceled and, with `close_positions`, positions closed. `complete` is true only when nothing of the account can be open; otherwise `reasons` says why. Repeat the call until it is complete.',
  closePosition: `${named} The size is read from the exchange just before. A position above the most that the exchange takes in one order is closed with several, one after the other: \`orders\` lists each, and a repeated call sends none of those left out. \`remaining\` tells what is left. A 202 has no verdict yet: ask GET /oems/execution/order.`,
  getTrades: asked,
  getFundingHistory: '`kind=rates` needs a symbol.',
  getRealizedPnl: 'Entries from the stored ledger, and newer ones from the exchange.',
  getMargin: asked,
  getPortfolio: 'Asks the exchange for every wallet of the accounts of this page. Totals of all pages can be added up. `complete` is true only when the totals speak for all accounts, and `reasons` says what is missing.',
  getPnlSummary: 'Exact sums of the stored ledger, which is pulled every 15 minutes. Asks no exchange.',
  exportPnl: 'Columns stand in the header line; lines end with CRLF (RFC 4180). A long export continues with `cursor` set to the header X-Next-Cursor. Asks no exchange.',
  listSymbols: 'From a catalogue that a schedule refreshes; `as_of` is its age.',
  getTicker: 'All callers share an answer that is never older than five seconds; `as_of` is its age.',
  getOrderBook: 'All callers share an answer that is never older than five seconds; `as_of` is its age.',
  getCapabilities: 'Order types, margin modes and names of credentials, for each exchange and market type. Asks no exchange.',
  getHealth: 'Tells that this service answers. Needs no token, and asks neither table nor exchange: an exchange that is down is told by the calls that ask it, as EXCHANGE_UNAVAILABLE or EXCHANGE_TIMEOUT.',
  getOpenapi: 'Needs no token.',
};
