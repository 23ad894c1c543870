import type { ExchangeDefinition, OrderTraits } from '../definition.ts';
import { plainIds } from '../wire/client-ids.ts';
import { permissions } from './permissions.ts';

const hour = 3_600_000;

const orders: OrderTraits = {
  // docs/v5 order/create-order, orderLinkId.
  clientId: plainIds(/^[A-Za-z0-9_-]{1,36}$/, 'up to 36 of A-Z a-z 0-9 _ -'),
  // "always unique", and no page says among which orders and for how long: nothing is sent again on the strength of it.
  clientIdUnique: 'no',
  // The window of the signature is checked at the gateway; an order then waits in a queue (docs/v5 guide, order/create-order).
  deadline: { judged: 'gateway', afterMs: 8000, marginMs: 5000 },
  leastTimeToSendMs: 2000,
  // "Please note that order/create is asynchronous" (docs/v5 order/create-order).
  delaysVisibility: true,
  // docs/v5 order/order-list: canceled without a fill, rejected and deactivated orders are kept for 24 hours. An hour for clocks and late looks.
  unfilledKeptMs: 23 * hour,
  // Current orders come with the last 500 that ended, a memory that a restart of the exchange clears.
  endedShownMs: 0,
  // docs/v5 order/batch-cancel.
  cancelBatch: 20,
  // No page says whether an order stays post-only when its price changes, and no parameter repeats the flag.
  amend: { changes: ['quantity', 'price', 'stopPrice'], keepsPostOnly: false },
};

const capabilities = {
  orderTypes: ['market', 'limit', 'stop_loss', 'stop_loss_limit', 'take_profit', 'take_profit_limit'],
  timeInForce: ['GTC', 'IOC', 'FOK', 'POST_ONLY'],
  triggeredTimeInForce: ['GTC'],
  // A trailing stop belongs to a position, and has no id (docs/v5 position/trading-stop).
  trailingDistances: [],
  trailingPercents: null,
  walletMargin: true,
} as const;

export const bybit = {
  title: 'Bybit',
  hosts: {
    api: {
      origin: 'https://api.bybit.com',
      originVariable: 'OEMS_BYBIT_URL',
      // 600 requests of an address in 5 seconds, then HTTP 403 for ten minutes (docs/v5 rate-limit). The page does not say where a window
      // begins: two of our windows that touch hold together what one of Bybit's may.
      sharedLimit: { weight: 300, windowMs: 5000, usualWeight: 1, usedHeader: null },
    },
  },
  keys: {
    main: {
      title: 'key',
      fields: [
        {
          name: 'apiKey',
          as: 'apiKey',
          pattern: /^[A-Za-z0-9]{10,64}$/,
          rule: 'is not the key the exchange shows when it is created',
          isPublic: true,
        },
        {
          name: 'secret',
          as: 'secret',
          pattern: /^[A-Za-z0-9]{16,128}$/,
          rule: 'is not the secret of a system-generated key; this service takes no RSA key',
        },
      ],
      nonce: { kind: 'timestamp', toleranceMs: 15_000 },
      mayHideHistory: false,
      permissions,
    },
  },
  streams: {
    // 25 requests a second and customer (docs/v5 rate-limit).
    unified: {
      key: 'main',
      proof: 'balance-after',
      requestsPerPull: 20,
      tradesInFills: 'none',
      positionsIn: 'entries',
    },
  },
  markets: {
    spot: {
      ccxtId: 'bybit',
      title: 'Bybit Spot',
      host: 'api',
      key: 'main',
      wallet: 'unified',
      sideWallets: null,
      stream: 'unified',
      fillsPull: null,
      feesInFills: null,
      quantityUnit: 'base',
      regular: { ...orders, cancelBatch: 10 },
      // Stops are canceled by kind, and no batch takes a kind; no page says that stops can be amended.
      trigger: { ...orders, cancelBatch: 1, amend: null },
      margin: null,
      capabilities: {
        ...capabilities,
        triggerPriceTypes: ['last'],
        reduceOnly: false,
        leverage: false,
        marginModes: [],
        positions: false,
        untradedPositions: false,
        untradedOrders: false,
        funding: false,
        realizedPnl: false,
        fillsOfAllSymbols: true,
        ordersByIdAlone: true,
      },
    },
    swap: {
      ccxtId: 'bybit',
      title: 'Bybit Futures',
      host: 'api',
      key: 'main',
      wallet: 'unified',
      sideWallets: null,
      stream: 'unified',
      fillsPull: null,
      feesInFills: null,
      quantityUnit: 'base',
      regular: orders,
      trigger: 'same',
      // docs/v5 account/set-margin-mode.
      margin: 'account',
      capabilities: {
        ...capabilities,
        triggerPriceTypes: ['last', 'mark', 'index'],
        reduceOnly: true,
        leverage: true,
        marginModes: ['cross', 'isolated'],
        positions: true,
        untradedPositions: true,
        untradedOrders: true,
        funding: true,
        realizedPnl: true,
        fillsOfAllSymbols: true,
        ordersByIdAlone: true,
      },
    },
  },
  // One wallet for both markets: there is nothing to move money between.
  transfers: [],
  earningSuffixes: [],
  ccxtModules: [],
  // "IP addresses located in the United States or Mainland China": HTTP 403 (docs/v5 guide).
  closedTo: { countries: 'the United States and Mainland China', regions: /^(us|cn)-/ },
} as const satisfies ExchangeDefinition;
