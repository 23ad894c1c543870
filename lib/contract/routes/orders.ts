import type { Route } from '../route.ts';
import * as cancel from '../schemas/cancel-all.ts';
import * as close from '../schemas/close-position.ts';
import * as events from '../schemas/events.ts';
import * as halt from '../schemas/halt.ts';
import * as order from '../schemas/orders.ts';
import * as verdicts from '../schemas/verdicts.ts';
import { body, exchange, ledger, light, query } from './terms.ts';

/** Operations on orders and positions. */
// biome-ignore format: an operation takes few lines, so that the table stays readable
export const orderRoutes = {
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
    method: 'DELETE', path: '/oems/execution/order', tag: 'Trading', scope: 'oems/trade', ...query, ...exchange, safety: true,
    summary: 'Cancel an order, by either id or by its Idempotency-Key; the answer shows the status of an order that is already done', message: 'Order canceled',
    request: order.orderQuery, response: order.orderResponse,
  },
  getOpenOrders: {
    method: 'GET', path: '/oems/execution/open-orders', tag: 'Trading', scope: 'oems/read', ...query, ...exchange,
    summary: 'Open orders, live from the exchange', message: 'Open orders',
    request: order.openOrdersQuery, response: order.openOrdersResponse,
  },
  cancelAllOrders: {
    method: 'DELETE', path: '/oems/execution/open-orders', tag: 'Trading', scope: 'oems/trade', ...query, ...exchange, idempotent: true, safety: true,
    summary: 'Cancel all open orders of the account, of a market type or of one symbol, or up to 50 orders by id', message: 'Open orders canceled',
    request: cancel.cancelAllQuery, response: cancel.canceledAllResponse,
  },
  listOrders: {
    method: 'GET', path: '/oems/execution/orders', tag: 'Trading', scope: 'oems/read', ...query, ...light,
    summary: 'Orders placed through this service, newest first', message: 'Orders',
    request: order.ordersQuery, response: order.ordersResponse,
  },
  decideOrder: {
    method: 'POST', path: '/oems/execution/order/verdict', tag: 'Trading', scope: 'oems/admin', ...body, ...exchange,
    summary: "A person's word on an order without a verdict, held against the exchange", message: 'Verdict recorded',
    request: verdicts.orderVerdictRequest, response: verdicts.orderVerdictResponse,
  },
  listEvents: {
    method: 'GET', path: '/oems/execution/events', tag: 'Trading', scope: 'oems/read', ...query, ...ledger,
    summary: 'What has changed at orders, positions, transfers, accounts and keys, oldest first; nothing is skipped and nothing is told twice', message: 'Events',
    request: events.eventsQuery, response: events.eventsResponse,
  },
  haltTrading: {
    method: 'POST', path: '/oems/execution/halt', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, safety: true,
    summary: 'Stop new orders of one account or of all, cancel all open orders, close positions on request', message: 'Halt carried out: complete',
    request: halt.haltRequest, response: halt.haltResponse,
  },
  closePosition: {
    method: 'POST', path: '/oems/execution/close-position', tag: 'Trading', scope: 'oems/trade', ...body, ...exchange, idempotent: true, safety: true,
    summary: 'Close the whole position in a symbol with reduce-only market orders, in every trading state', message: 'Position closed',
    request: close.closePositionRequest, response: close.closePositionResponse,
  },
} as const satisfies Record<string, Route>;
