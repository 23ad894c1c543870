import type { ClientIdCodec, ExchangeDefinition, OrderTraits } from '../definition.ts';
import type { SharedLimit } from '../model/host.ts';
import { plainIds } from '../wire/client-ids.ts';
import { permissions } from './permissions.ts';
import { secretPattern, secretRule } from './secret.ts';

const day = 24 * 3_600_000;
/** Records begin to vanish "after" so many days: nothing is concluded from absence in the last hour before. */
const hour = 3_600_000;

/**
 * USD-M: `^[\.A-Z\:/a-z0-9_-]{1,36}$`; the rule of spot is not published. `x-` begins the ids of brokers, whose fees and rebates are not the
 * customer's.
 */
const clientId: ClientIdCodec = plainIds(
  /^([A-WYZa-wyz0-9_-][A-Za-z0-9_-]{0,35}|[Xx]([A-Za-z0-9_][A-Za-z0-9_-]{0,34})?)$/,
  'up to 36 of A-Z a-z 0-9 _ -, not beginning with x-',
);

/** Of both markets: myTrades and userTrades take a symbol. */
const neither = { untradedPositions: false, untradedOrders: false, fillsOfAllSymbols: false } as const;

const orderTypes = [
  'market',
  'limit',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;

/** From sending to the deadline. */
export const orderWindowMs = 8000;

const spotOrders: OrderTraits = {
  clientId,
  // "clientOrderId must be unique among all open orders" (spot: rest-api, New order).
  clientIdUnique: 'among-open',
  // The window is judged on receipt and again right before the matching engine (spot: CHANGELOG 2025-05-22). The API waits ten seconds for the
  // engine.
  deadline: { judged: 'engine', afterMs: orderWindowMs, marginMs: 15_000 },
  leastTimeToSendMs: 1000,
  // Queries are served from memory or a database that may lag behind the engine (spot: rest-api, Data Sources).
  delaysVisibility: true,
  // Without a fill a canceled or expired order is archived after 90 days: -2026 (spot: errors).
  unfilledKeptMs: 90 * day - hour,
  endedShownMs: 0,
  cancelBatch: 1,
  // `order/amend/keepPriority` lowers the quantity and changes nothing else. `order/cancelReplace` is a cancellation and a new order, which may end
  // half done (HTTP 409): no amendment.
  amend: { changes: ['lessQuantity'], keepsPostOnly: true },
};

const usdmOrders: OrderTraits = {
  ...spotOrders,
  // -5028: "Timestamp for this request is outside of the ME recvWindow" (derivatives change log, 2023-04-17).
  deadline: { judged: 'engine', afterMs: orderWindowMs, marginMs: 5000 },
  // "Order status is CANCELED or EXPIRED, and order has no filled trade, and created time + 3 days < current time" (USD-M: Query Order).
  unfilledKeptMs: 3 * day - hour,
  // DELETE batchOrders.
  cancelBatch: 10,
  // The time in force, which makes an order post-only, is not a parameter of PUT order.
  amend: { changes: ['quantity', 'price'], keepsPostOnly: true },
};

/**
 * The algo store. No page says that the engine of the algo store judges the window too, so an accepted request may wait. No page tells the
 * length of the algo history either: as the regular store.
 */
const usdmAlgoOrders: OrderTraits = {
  ...usdmOrders,
  deadline: { judged: 'gateway', afterMs: orderWindowMs, marginMs: 15_000 },
  cancelBatch: 1,
  amend: null,
};

/** The weight that an address may use in a minute (spot: rest-api, LIMITS; USD-M: exchangeInfo), told by each answer. */
function perMinute(weight: number): SharedLimit {
  return { weight, windowMs: 60_000, usualWeight: 5, usedHeader: 'x-mbx-used-weight-1m' };
}

export const binance = {
  title: 'Binance',
  hosts: {
    spot: {
      origin: 'https://api.binance.com',
      originVariable: 'OEMS_BINANCE_SPOT_URL',
      sharedLimit: perMinute(6000),
    },
    // COIN-M counts in the same limit (derivatives change log).
    usdm: {
      origin: 'https://fapi.binance.com',
      originVariable: 'OEMS_BINANCE_USDM_URL',
      sharedLimit: perMinute(2400),
    },
  },
  keys: {
    main: {
      title: 'Binance key',
      fields: [
        {
          name: 'apiKey',
          as: 'apiKey',
          pattern: /^[A-Za-z0-9]{32,128}$/,
          rule: 'is not the key that Binance shows when it is created',
          isPublic: true,
        },
        { name: 'secret', as: 'secret', pattern: secretPattern, rule: secretRule },
      ],
      nonce: { kind: 'timestamp', toleranceMs: 15_000 },
      mayHideHistory: false,
      permissions,
    },
  },
  streams: {
    // A request weighs 30 of the 2400 a minute that all keys of one address share (USD-M: Get Income History).
    usdm: { key: 'main', proof: 'sum-of-changes', requestsPerPull: 6, tradesInFills: 'every', positionsIn: 'fills' },
  },
  markets: {
    spot: {
      ccxtId: 'binance',
      title: 'Binance Spot',
      host: 'spot',
      key: 'main',
      wallet: 'spot',
      sideWallets: null,
      // Binance tells no ledger of the spot wallet.
      stream: null,
      // A request weighs 20 of the 6000 a minute that all keys of one address share (spot: rest-api, Account trade list).
      fillsPull: { requestsPerPull: 8 },
      // An order weighs 4 and its trades 5 here, 1 and 5 at USD-M (Query order, Account trade list).
      feesInFills: { ordersPerLook: 10 },
      quantityUnit: 'base',
      regular: spotOrders,
      trigger: 'same',
      margin: null,
      capabilities: {
        orderTypes,
        timeInForce: ['GTC', 'IOC', 'FOK', 'POST_ONLY'],
        triggeredTimeInForce: ['GTC', 'IOC', 'FOK'],
        triggerPriceTypes: ['last'],
        trailingDistances: ['percent'],
        // `trailingDelta` counts hundredths of a percent; the filter TRAILING_DELTA of each symbol has the bounds (spot: filters).
        trailingPercents: { step: '0.01', bounds: null },
        reduceOnly: false,
        leverage: false,
        marginModes: [],
        positions: false,
        ...neither,
        walletMargin: false,
        funding: false,
        realizedPnl: false,
        // `symbol` is mandatory where one order is asked for or canceled.
        ordersByIdAlone: false,
      },
    },
    swap: {
      ccxtId: 'binanceusdm',
      title: 'Binance USD-M',
      host: 'usdm',
      key: 'main',
      wallet: 'usdm',
      sideWallets: null,
      stream: 'usdm',
      fillsPull: null,
      feesInFills: { ordersPerLook: 10 },
      quantityUnit: 'base',
      regular: usdmOrders,
      trigger: usdmAlgoOrders,
      margin: 'symbol',
      capabilities: {
        orderTypes,
        timeInForce: ['GTC', 'IOC', 'FOK', 'POST_ONLY'],
        triggeredTimeInForce: ['GTC', 'IOC', 'FOK'],
        triggerPriceTypes: ['last', 'mark'],
        trailingDistances: ['percent'],
        // 20 since 2026-10-23, 10 before (derivatives change log). The step is in no page: users have recorded -2007 for 0.68.
        trailingPercents: { step: '0.1', bounds: { least: '0.1', most: '20' } },
        reduceOnly: true,
        leverage: true,
        marginModes: ['cross', 'isolated'],
        positions: true,
        ...neither,
        walletMargin: true,
        funding: true,
        realizedPnl: true,
        ordersByIdAlone: false,
      },
    },
  },
  // MAIN_UMFUTURE and back (Wallet: User Universal Transfer): no client id, and a repeated request moves the money again.
  transfers: [
    { from: 'spot', to: 'usdm', key: 'main', permission: 'Permits Universal Transfer', identity: 'none' },
    { from: 'usdm', to: 'spot', key: 'main', permission: 'Permits Universal Transfer', identity: 'none' },
  ],
  earningSuffixes: [],
  ccxtModules: ['ed25519'],
  closedTo: null,
} as const satisfies ExchangeDefinition;
