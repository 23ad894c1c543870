import type { ExchangeDefinition, OrderTraits } from '../../../lib/exchanges/definition.ts';
import { clientIds } from './client-ids.ts';

const regular: OrderTraits = {
  clientId: clientIds,
  clientIdUnique: 'among-open',
  deadline: { judged: 'engine', afterMs: 8000, marginMs: 5000 },
  leastTimeToSendMs: 1000,
  delaysVisibility: false,
  unfilledKeptMs: 7_200_000,
  endedShownMs: 0,
  cancelBatch: 20,
  amend: { keepsPostOnly: true },
};

/** Stop orders have endpoints, ids and traits of their own; a fired stop goes on as a new order without our id. */
const trigger: OrderTraits = { ...regular, deadline: null, leastTimeToSendMs: 4000, cancelBatch: 10, amend: null };

/** An exchange that differs from the first in every axis: one key, one wallet and one ledger for both markets. */
export const madeup = {
  title: 'Made-Up',
  hosts: { api: { origin: 'https://api.madeup.example', originVariable: 'OEMS_MADEUP_URL' } },
  keys: {
    main: {
      title: 'Made-Up key',
      fields: [
        {
          name: 'apiKey',
          as: 'apiKey',
          pattern: /^mu-[a-z0-9]{12,64}$/,
          rule: 'is not a key of this exchange',
          isPublic: true,
        },
        { name: 'secret', as: 'secret', pattern: /^[0-9a-f]{32}$/, rule: 'is not a secret of this exchange' },
        { name: 'password', as: 'password', pattern: /^\S{8,64}$/, rule: 'is not the password of the key' },
      ],
      nonce: { kind: 'timestamp', toleranceMs: 30_000 },
      mayHideHistory: false,
      permissions: [],
    },
  },
  streams: { unified: { key: 'main', proof: 'sum-of-changes', requestsPerPull: 5 } },
  markets: {
    spot: {
      ccxtId: 'madeup',
      title: 'Made-Up Spot',
      host: 'api',
      key: 'main',
      wallet: 'unified',
      sideWallets: null,
      stream: 'unified',
      fillsPull: null,
      quantityUnit: 'base',
      regular: { ...regular, amend: null },
      trigger,
      margin: null,
      capabilities: {
        orderTypes: ['market', 'limit', 'stop_loss', 'stop_loss_limit'],
        timeInForce: ['GTC', 'IOC', 'POST_ONLY'],
        triggeredTimeInForce: ['GTC'],
        triggerPriceTypes: ['last'],
        reduceOnly: false,
        leverage: false,
        marginModes: [],
        positions: false,
        untradedPositions: false,
        walletMargin: false,
        funding: false,
        realizedPnl: false,
        fillsOfAllSymbols: true,
        ordersByIdAlone: true,
      },
    },
    swap: {
      ccxtId: 'madeup',
      title: 'Made-Up Swap',
      host: 'api',
      key: 'main',
      wallet: 'unified',
      sideWallets: null,
      stream: 'unified',
      fillsPull: null,
      quantityUnit: 'contracts',
      regular,
      trigger,
      margin: 'leverage',
      capabilities: {
        orderTypes: ['market', 'limit', 'stop_loss', 'stop_loss_limit', 'take_profit'],
        timeInForce: ['GTC', 'IOC', 'POST_ONLY'],
        triggeredTimeInForce: ['GTC'],
        triggerPriceTypes: ['last', 'mark'],
        reduceOnly: true,
        leverage: true,
        marginModes: ['cross', 'isolated'],
        positions: true,
        untradedPositions: false,
        walletMargin: true,
        funding: true,
        realizedPnl: true,
        fillsOfAllSymbols: true,
        ordersByIdAlone: true,
      },
    },
  },
  transfers: [],
  earningSuffixes: [],
  ccxtModules: [],
  closedTo: null,
} as const satisfies ExchangeDefinition;
