import type { ExchangeDefinition, KeyDefinition, OrderTraits } from '../definition.ts';
import { plainIds } from '../wire/client-ids.ts';
import { futuresPermissions, spotPermissions } from './permissions.ts';

const orderTypes = [
  'market',
  'limit',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;

/** No page tells limits of a distance. */
const trailing = { trailingDistances: ['percent', 'amount'], trailingPercents: null } as const;
const amendable = ['quantity', 'price', 'stopPrice'] as const;

/** Kraken issues secrets in base64; a mangled copy would only show as a wrong signature. */
const secretPattern = /^[A-Za-z0-9+/]{40,512}={0,2}$/;
const secretRule = 'is not the base64 secret the exchange shows when the key is created';

/** A key travels in a header and its last four characters are shown: neither suits spaces, line ends or a few characters. */
const keyPattern = /^[A-Za-z0-9+/=_-]{16,512}$/;
const keyRule = 'is not the key the exchange shows when it is created';

type KeyTraits = Pick<KeyDefinition, 'title' | 'nonce' | 'mayHideHistory' | 'permissions'>;

function keyPair(apiKey: string, secret: string, traits: KeyTraits): KeyDefinition {
  return {
    ...traits,
    fields: [
      { name: apiKey, as: 'apiKey', pattern: keyPattern, rule: keyRule, isPublic: true },
      { name: secret, as: 'secret', pattern: secretPattern, rule: secretRule },
    ],
  };
}

const spotOrders: OrderTraits = {
  // docs.kraken.com/api/docs/guides/spot-clordid
  clientId: plainIds(
    /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[A-Za-z0-9_-]{1,18})$/,
    'a lower-case UUID, 32 lower-case hex digits, or up to 18 of A-Z a-z 0-9 _ -',
  ),
  clientIdUnique: 'among-open',
  deadline: { judged: 'engine', afterMs: 8000, marginMs: 5000 },
  // docs.kraken.com/api-reference/trading/add-order: a deadline lies two seconds ahead at least.
  leastTimeToSendMs: 2500,
  delaysVisibility: false,
  unfilledKeptMs: null,
  endedShownMs: 0,
  // docs.kraken.com/api-reference/trading/cancel-order-batch
  cancelBatch: 50,
  // docs.kraken.com/api-reference/trading/amend-order: post_only, false by default.
  amend: { changes: amendable, keepsPostOnly: false },
};

const futuresOrders: OrderTraits = {
  clientId: plainIds(/^[A-Za-z0-9_-]{1,100}$/, 'up to 100 of A-Z a-z 0-9 _ -'),
  // "It must be globally unique" (docs.kraken.com, send-order).
  clientIdUnique: 'for-ever',
  deadline: { judged: 'engine', afterMs: 8000, marginMs: 5000 },
  leastTimeToSendMs: 2500,
  // docs.kraken.com/exchange/guides/futures/maker-protection
  delaysVisibility: true,
  unfilledKeptMs: null,
  // orders/status has open orders, and those that ended within the last five seconds (docs.kraken.com, get-order-statuses).
  endedShownMs: 5000,
  cancelBatch: 50,
  // Post-only is a type of order there, which an edit cannot change.
  amend: { changes: amendable, keepsPostOnly: true },
};

export const kraken = {
  title: 'Kraken',
  hosts: {
    spot: { origin: 'https://api.kraken.com', originVariable: 'OEMS_KRAKEN_SPOT_URL' },
    futures: { origin: 'https://futures.kraken.com', originVariable: 'OEMS_KRAKEN_FUTURES_URL' },
  },
  keys: {
    spot: keyPair('apiKey', 'secret', {
      title: 'spot key',
      nonce: { kind: 'increasing' },
      // GetApiKeyInfo: query_from, query_to.
      mayHideHistory: true,
      permissions: spotPermissions,
    }),
    swap: keyPair('futuresApiKey', 'futuresSecret', {
      title: 'futures key',
      nonce: { kind: 'none' },
      mayHideHistory: false,
      permissions: futuresPermissions,
    }),
  },
  streams: {
    // A request costs 2 of the 15 to 20 that a key's counter holds (docs.kraken.com, REST rate limits).
    spot: { key: 'spot', proof: 'balance-after', requestsPerPull: 4, tradesInFills: 'margin', positionsIn: 'none' },
    // A request costs 3 of the 100 tokens that history calls get per ten minutes (docs.kraken.com, futures rate limits).
    futures: {
      key: 'swap',
      proof: 'running-balance',
      requestsPerPull: 10,
      tradesInFills: 'none',
      positionsIn: 'entries',
    },
  },
  markets: {
    spot: {
      ccxtId: 'kraken',
      title: 'Kraken Spot',
      host: 'spot',
      key: 'spot',
      wallet: 'spot',
      sideWallets: null,
      stream: 'spot',
      fillsPull: null,
      feesInFills: null,
      quantityUnit: 'base',
      regular: spotOrders,
      trigger: 'same',
      // Kraken has margin on spot; this service does not support spot margin.
      margin: null,
      capabilities: {
        orderTypes,
        timeInForce: ['GTC', 'IOC', 'POST_ONLY'],
        triggeredTimeInForce: ['GTC', 'IOC'],
        triggerPriceTypes: ['last', 'index'],
        ...trailing,
        reduceOnly: false,
        leverage: false,
        marginModes: [],
        positions: false,
        untradedPositions: true,
        untradedOrders: false,
        walletMargin: true,
        funding: false,
        realizedPnl: false,
        fillsOfAllSymbols: true,
        ordersByIdAlone: true,
      },
    },
    swap: {
      ccxtId: 'krakenfutures',
      title: 'Kraken Futures',
      host: 'futures',
      key: 'swap',
      wallet: 'futures',
      // Names of docs.kraken.com get-accounts: the wallet without contracts, and the wallet of one coin's inverse contracts (fi_xbtusd).
      sideWallets: /^(cash|f[iv]_[a-z0-9]{4,20})$/,
      stream: 'futures',
      fillsPull: null,
      // One request tells the last hundred fills, at 2 of 500 in ten seconds (docs.kraken.com, futures rate limits).
      feesInFills: { ordersPerLook: 100 },
      quantityUnit: 'base',
      regular: futuresOrders,
      trigger: 'same',
      // docs.kraken.com set-leverage-settings: a pair with a leverage preference is isolated.
      margin: 'leverage',
      capabilities: {
        orderTypes,
        timeInForce: ['GTC', 'IOC', 'FOK', 'POST_ONLY'],
        triggeredTimeInForce: ['GTC'],
        triggerPriceTypes: ['last', 'mark', 'index'],
        ...trailing,
        reduceOnly: true,
        leverage: true,
        marginModes: ['cross', 'isolated'],
        positions: true,
        untradedPositions: false,
        untradedOrders: false,
        walletMargin: true,
        funding: true,
        realizedPnl: true,
        fillsOfAllSymbols: true,
        ordersByIdAlone: true,
      },
    },
  },
  transfers: [
    { from: 'spot', to: 'futures', key: 'spot', permission: 'Query Funds', identity: 'nonce-barrier' },
    { from: 'futures', to: 'spot', key: 'swap', permission: 'withdrawal access', identity: 'none' },
    { from: 'cash', to: 'spot', key: 'swap', permission: 'withdrawal access', identity: 'none' },
    { from: 'futures', to: 'futures', key: 'swap', permission: 'full access', identity: 'none' },
  ],
  // docs.kraken.com/api-reference/account-data/get-account-balance: `.B` "balances in new yield-bearing products, similar to .S (staked) and .M
  // (opt-in rewards) balances", `.F` "balances earning automatically in Kraken Rewards". `.P` (locked in auctions of parachains) and `.HOLD` are
  // not explained there.
  earningSuffixes: ['.B', '.F', '.M', '.S'],
  ccxtModules: [],
  closedTo: null,
} as const satisfies ExchangeDefinition;
