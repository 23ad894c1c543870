import { accountExamples } from './examples-accounts.ts';
import { id } from './examples-id.ts';
import { marketExamples } from './examples-markets.ts';
import { portfolioExamples } from './examples-portfolio.ts';
import type { OperationId } from './routes.ts';

/** One request per operation, with the `data` or the text of the answer, for the documentation. */
export interface Example {
  readonly request: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>> | string;
}

const perp = 'BTC/USD:USD';
const time = { timestamp: 1782460800000, datetime: '2026-06-26T08:00:00.000Z' } as const;
const page = {
  count: 1,
  next_cursor: null,
  coverage: { from: null, to: null, complete: true, gaps: [], reasons: [] },
} as const;

const rate = { symbol: perp, ...time, rate: 0.0000135, absolute_rate: 1.0827 } as const;
const isolated = { exchange: 'krakenfutures', ...id, symbol: perp, margin_mode: 'isolated', leverage: 5 } as const;

export const order = {
  order_id: 'OUF4EM-FRGI2-MQMWZD',
  client_order_id: '6d1b345e2821d2e5b6e1c0a4b3f29d10',
  exchange: 'kraken',
  ...id,
  market_type: 'spot',
  symbol: 'BTC/USD',
  side: 'buy',
  order_type: 'market',
  status: 'filled',
  quantity: 0.001,
  filled_quantity: 0.001,
  remaining_quantity: 0,
  average_price: 80196.4,
  fees: [{ asset: 'USD', amount: 0.3207 }] as readonly { asset: string; amount: number }[],
  price: null,
  stop_price: null,
  trailing_percent: null,
  trailing_amount: null,
  trigger_price_type: null,
  reduce_only: false,
  post_only: false,
  time_in_force: null,
  created_at: time.datetime,
  updated_at: '2026-06-26T08:00:00.000Z',
  as_of: '2026-06-26T08:00:00.000Z',
  external: false,
} as const;

export const closing = {
  ...order,
  exchange: 'krakenfutures',
  market_type: 'swap',
  symbol: perp,
  side: 'sell',
  quantity: 0.0004,
  filled_quantity: 0.0004,
  reduce_only: true,
} as const;
export const resting = {
  ...order,
  order_type: 'limit',
  status: 'open',
  filled_quantity: 0,
  remaining_quantity: 0.001,
  average_price: null,
  fees: [],
  price: 70500,
} as const;

export const transfer = {
  exchange: 'kraken',
  ...id,
  asset: 'USD',
  amount: 100,
  from_account: 'spot',
  to_account: 'swap',
  transfer_id: 'BOG5AE5-KSCNR4-VPNPEV',
  client_transfer_id: '0c7d1a9f64b84c0c9b3f2f6f2a1d7e55',
  status: 'completed',
} as const;

const capability = {
  exchange: 'kraken',
  order_types: ['market', 'limit'],
  time_in_force: ['GTC', 'IOC'],
  trigger_price_types: ['last'],
  trailing_distances: ['percent', 'amount'],
  amend_orders: ['quantity', 'price', 'stop_price'],
  amend_stops: ['quantity', 'price', 'stop_price'],
  reduce_only: false,
  leverage: false,
  margin_modes: [],
  positions: false,
  untraded_positions: true,
  untraded_orders: false,
  wallet_margin: true,
  funding: false,
  realized_pnl: false,
  fills_of_all_symbols: true,
  orders_by_id_alone: true,
  client_order_id: 'a UUID, 32 hex digits or up to 18 characters',
} as const;

const stopped = { open_orders: 0, open_positions: [], reasons: [], complete: true } as const;
const june = { from: '2026-06-01', to: '2026-07-01' } as const;
const earned = {
  asset: 'USD',
  realized_pnl: 1.25,
  funding: -0.0135,
  interest: 0,
  insurance: 0,
  fees: 0.016,
  other_fees: 0,
  net: 1.2205,
} as const;
const exported =
  'time,exchange,exchange_account_id,market_type,kind,label,symbol,asset,change,realized_pnl,funding,fee,liquidation_fee,balance_before,balance_after,price,trade_id,row_id,side,quantity,order_id\r\n' +
  '2026-06-26T08:00:00.000Z,krakenfutures,exchange_my_kraken,swap,trade,futures trade,BTC/USD:USD,USD,1.234,1.25,,0.016,,1000,1001.234,80204,d863e5d7-684b-4ebc-971e-fb5acc18c7a8,1842,sell,0.0004,\r\n';

// biome-ignore format: one operation on a line or two, so that request and answer are read together
export const examples: Readonly<Record<OperationId, Example>> = {
  ...accountExamples,
  getBalance: { request: { ...id, market_type: 'spot' }, data: { exchange: 'kraken', ...id, market_type: 'spot', balances: [{ asset: 'USD', free: 99900, used: 100, total: 100000 }], other_wallets: [], count: 1 } },
  getPositions: {
    request: { ...id, market_type: 'swap' },
    data: { positions: [{ symbol: perp, side: 'short', contracts: 0.0004, entry_price: 80826, leverage: 5, leverage_reason: null, margin_mode: 'isolated', unrealized_pnl: -0.006, mark_price: 80841.5, liquidation_price: null, liquidation_price_reason: 'Kraken Futures tells no liquidation price of a position', untraded: false, exchange: 'krakenfutures', market_type: 'swap', ...id }], count: 1 },
  },
  getMargin: {
    request: { ...id },
    data: { ...id, wallets: [{ exchange: 'kraken', market_type: 'spot', wallet: null, wallet_name: 'spot', account: 'spot', asset: 'USD', portfolio_value: 99999.5, equity: 99999.5, available: 99999.5, initial_margin: 0, maintenance_margin: null, unrealized_pnl: 0, unrealized_funding: null, as_of: time.datetime }, { exchange: 'krakenfutures', market_type: 'swap', wallet: null, wallet_name: 'futures', account: 'swap', asset: 'USD', portfolio_value: 10012.5, equity: 10012.5, available: 9172.25, initial_margin: 840.25, maintenance_margin: 420.125, unrealized_pnl: 12.6, unrealized_funding: -0.1, as_of: time.datetime }], count: 2, read: ['spot', 'swap'], not_read: [], complete: true },
  },
  createTransfer: { request: { ...id, asset: 'USD', amount: 100, from_account: 'spot', to_account: 'swap' }, data: transfer },
  getTransfer: { request: { ...id, transfer_id: transfer.transfer_id }, data: transfer },
  decideTransfer: { request: { ...id, client_transfer_id: transfer.client_transfer_id, verdict: 'completed', transfer_id: transfer.transfer_id }, data: { transfer, proof: 'shown' } },
  getLeverage: { request: { ...id, symbol: perp, market_type: 'swap' }, data: isolated },
  setLeverage: { request: { ...id, symbol: perp, leverage: 5, market_type: 'swap' }, data: isolated },
  setMarginMode: { request: { ...id, symbol: perp, margin_mode: 'isolated', market_type: 'swap' }, data: isolated },
  createOrder: { request: { ...id, symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.001, market_type: 'spot' }, data: { order } },
  getOrder: { request: { ...id, client_order_id: order.client_order_id }, data: { order } },
  decideOrder: { request: { ...id, client_order_id: order.client_order_id, verdict: 'placed', order_id: order.order_id }, data: { order, proof: 'shown' } },
  amendOrder: { request: { ...id, symbol: 'BTC/USD', client_order_id: order.client_order_id, price: 70500 }, data: { order: resting } },
  cancelOrder: { request: { ...id, client_order_id: order.client_order_id }, data: { order: { ...resting, status: 'canceled' } } },
  getOpenOrders: { request: { ...id, market_type: 'spot' }, data: { orders: [resting], count: 1 } },
  cancelAllOrders: { request: { ...id, market_type: 'spot' }, data: { ...id, market_type: 'spot', symbol: null, canceled: 1 } },
  listEvents: {
    request: { limit: 100 },
    data: { events: [{ id: '000000000042-00001', type: 'order_filled', time: time.datetime, ...id, order: { ...order, status: 'filled' }, fill: { quantity: 0.01, price: 80203 }, message: 'The order is filled' }], count: 1, has_more: false, next_cursor: '000000000042-00001' },
  },
  listOrders: { request: { ...id, limit: 50 }, data: { orders: [order], count: 1, next_cursor: null } },
  haltTrading: {
    request: { ...id, close_positions: true },
    data: { ...id, trading_state: 'HALTED', cancellations: [{ market_type: 'spot', outcome: 'done', canceled: 1, message: null }], orders_in_flight: 0, closing_failed: null, closed_positions: [{ symbol: perp, outcome: 'closed', quantity: 0.0004, message: null }], wallets: [{ market_type: 'spot', ...stopped }, { market_type: 'swap', ...stopped }], reasons: [], complete: true, halt_id: '0b8e6a52-4f0c-4c39-9d0e-2f4a2b7a6f11', carried_on: false },
  },
  closePosition: { request: { ...id, symbol: perp }, data: { order: closing, remaining: 0 } },
  getTrades: {
    request: { ...id, market_type: 'spot' },
    data: { trades: [{ trade_id: 'TV446A-CSHX4-PTXBNR', order_id: order.order_id, client_order_id: order.client_order_id, symbol: 'BTC/USD', side: 'buy', quantity: 0.001, price: 80196.4, fee: 0.3207, fee_asset: 'USD', liquidity: 'taker', ...time }], ...page },
  },
  getFundingHistory: {
    request: { ...id, symbol: perp, limit: 10, market_type: 'swap' },
    data: { payments: [{ ...rate, amount: null, asset: null, kind: 'rates' }], rates: [rate], kind: 'rates', ...page },
  },
  getRealizedPnl: {
    request: { ...id, limit: 10, market_type: 'swap' },
    data: { events: [{ symbol: perp, realized_pnl: 1.25, fee: 0.016, asset: 'USD', quantity: 0.0004, price: 80204, order_id: null, trade_id: 'd863e5d7-684b-4ebc-971e-fb5acc18c7a8', ...time }], total_realized_pnl: 1.25, source: 'account_log', ...page },
  },
  getPnlSummary: {
    request: { ...id, group_by: 'symbol', ...june },
    data: { group_by: 'symbol', from: '2026-06-01T00:00:00.000Z', to: '2026-07-01T00:00:00.000Z', rows: [{ group: perp, ...earned }], totals: [earned], count: 1, complete: true, reasons: [], shared_accounts: [], balance_changes: [], coverage: [{ ...id, market_type: 'swap', from: '2026-06-01T00:00:00.000Z', to: '2026-07-01T00:00:00.000Z', complete: true, gaps: [], reasons: [] }] },
  },
  exportPnl: { request: { format: 'csv', ...id, ...june }, data: exported },
  ...portfolioExamples,
  ...marketExamples,
  getCapabilities: {
    request: { exchange: 'kraken' },
    data: { exchanges: [{ exchange: 'kraken', credentials: ['apiKey', 'secret'], market_types: { spot: capability, swap: capability }, transfers: [{ from_account: 'spot', to_account: 'swap', needs: 'Query Funds' }] }] },
  },
  getHealth: { request: {}, data: { status: 'ok' } },
  getOpenapi: { request: {}, data: { openapi: '3.1.0' } },
};
