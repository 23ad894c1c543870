import type { ErrorCode } from '../errors.ts';
import type { OperationId } from './routes.ts';

/** The account is unknown, or the thing that the request names. */
const named = ['NOT_FOUND'] as const;
/** The call may run out of time. Operations without it read the table alone, for moments. */
const long = ['EXCHANGE_TIMEOUT'] as const;
/** The exchange is asked in public: refused for its load or the request, or silent. */
const publicly = [...long, 'EXCHANGE_UNAVAILABLE', 'INVALID_SYMBOL', 'NOT_SUPPORTED'] as const;
/** The exchange is asked with the account's key. Refusals of any request that an exchange does not take come as the last three. */
const signed = [
  ...named,
  ...publicly,
  ...(['KEY_REFUSED', 'NONCE_REJECTED', 'INVALID_ORDER', 'INSUFFICIENT_FUNDS', 'ORDER_REJECTED'] as const),
] as const;
/** Moments of a command that happens once or not at all. */
const once = ['IDEMPOTENCY_CONFLICT', 'IN_PROGRESS', 'NOT_PLACED'] as const;

/** The codes of `everywhere` come on top. */
// biome-ignore format: an operation on a line
const own: Readonly<Record<OperationId, readonly ErrorCode[]>> = {
  registerExchangeAccount: [...long, 'ALREADY_EXISTS', 'LIMIT_REACHED', 'KEY_REFUSED', 'NONCE_REJECTED', 'NOT_SUPPORTED', 'INVALID_ORDER', 'ORDER_REJECTED'],
  listExchangeAccounts: [],
  getExchangeAccount: named,
  setCredentials: [...named, ...long, 'ALREADY_EXISTS', 'IN_PROGRESS', 'KEY_REFUSED', 'NONCE_REJECTED', 'NOT_SUPPORTED', 'INVALID_ORDER', 'ORDER_REJECTED'],
  setTradingState: [...named, 'IN_PROGRESS'],
  deleteExchangeAccount: [...named, ...long, 'STILL_OPEN', 'IN_PROGRESS'],
  listAudit: [],
  getBalance: signed,
  getPositions: signed,
  createTransfer: [...signed, ...once, 'TRADING_HALTED'],
  getTransfer: signed,
  decideTransfer: [...signed, 'ALREADY_EXISTS', 'IN_PROGRESS'],
  getLeverage: signed,
  setLeverage: [...signed, 'TRADING_HALTED'],
  setMarginMode: [...signed, 'TRADING_HALTED'],
  createOrder: [...signed, ...once, 'TRADING_HALTED', 'CLOCK_SKEW'],
  getOrder: signed,
  amendOrder: [...signed, ...once, 'ALREADY_CLOSED', 'TRADING_HALTED', 'CLOCK_SKEW'],
  cancelOrder: [...signed, 'ALREADY_CLOSED'],
  getOpenOrders: signed,
  cancelAllOrders: [...signed, ...once],
  decideOrder: [...signed, 'ALREADY_EXISTS', 'IN_PROGRESS'],
  listOrders: named,
  listEvents: [...named, ...long],
  haltTrading: [...named, ...long],
  closePosition: [...signed, ...once, 'ALREADY_CLOSED', 'TRADING_HALTED', 'CLOCK_SKEW'],
  getTrades: signed,
  getFundingHistory: signed,
  getRealizedPnl: signed,
  getMargin: signed,
  getPortfolio: signed,
  getPnlSummary: [...named, ...long],
  exportPnl: [...named, ...long, 'EXCHANGE_UNAVAILABLE'],
  listSymbols: publicly,
  getTicker: publicly,
  getOrderBook: publicly,
  getCapabilities: [],
  getHealth: [],
  getOpenapi: [],
};

const open: readonly OperationId[] = ['getHealth', 'getOpenapi'];
/** RATE_LIMITED comes from the gateway too, whatever the operation. */
const everywhere: readonly ErrorCode[] = ['INVALID_REQUEST', 'RATE_LIMITED', 'INTERNAL'];
const withToken: readonly ErrorCode[] = ['UNAUTHENTICATED', 'PERMISSION_DENIED'];

/** The error codes that an operation can answer. */
export function errorsOf(id: OperationId): ReadonlySet<ErrorCode> {
  return new Set([...everywhere, ...(open.includes(id) ? [] : withToken), ...own[id]]);
}
