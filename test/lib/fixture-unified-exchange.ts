import type { ExchangeDefinition, MarketDefinition, OrderTraits } from '../../lib/exchanges/definition.ts';
import type { MarketName } from '../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../lib/exchanges/model/axes.ts';

/** A made-up exchange: one key with a password, one wallet and one ledger for both market types. */

const orders: OrderTraits = {
  clientId: null,
  clientIdUnique: 'no',
  deadline: null,
  leastTimeToSendMs: 2500,
  delaysVisibility: false,
  unfilledKeptMs: null,
  endedShownMs: 0,
  cancelBatch: 1,
  amend: null,
};

function market(title: string): MarketDefinition {
  return {
    ccxtId: 'unified',
    title,
    host: 'api',
    key: 'main',
    wallet: 'trading',
    stream: 'trading',
    quantityUnit: 'base',
    regular: orders,
    trigger: 'same',
    margin: null,
    capabilities: {
      orderTypes: ['market', 'limit'],
      timeInForce: ['GTC'],
      triggeredTimeInForce: [],
      triggerPriceTypes: [],
      reduceOnly: true,
      leverage: false,
      marginModes: [],
      positions: true,
      funding: true,
      realizedPnl: true,
    },
  };
}

export const unified: ExchangeDefinition = {
  title: 'Unified',
  hosts: { api: { origin: 'https://unified.invalid', originVariable: 'OEMS_UNIFIED_URL' } },
  keys: {
    main: {
      title: 'trading key',
      nonce: { kind: 'timestamp', toleranceMs: 30_000 },
      fields: [
        { name: 'apiKey', as: 'apiKey', pattern: /^[a-z0-9-]{8,}$/, rule: 'must be the key as shown', isPublic: true },
        { name: 'secret', as: 'secret', pattern: /^[A-Z0-9]{8,}$/, rule: 'must be the secret as shown' },
        { name: 'passphrase', as: 'password', pattern: /^.{1,32}$/, rule: 'must be the passphrase of the key' },
      ],
    },
  },
  streams: { trading: { key: 'main', proof: 'balance-after', requestsPerPull: 5 } },
  markets: { spot: market('Unified Spot'), swap: market('Unified Swap') },
  transfers: [],
  ccxtModules: [],
};

/** Stands in for lib/exchanges/exchanges.ts: a table with the made-up exchange alone. */
export function unifiedTable() {
  const exchanges: Readonly<Record<string, ExchangeDefinition>> = { unified };
  return {
    exchanges,
    exchangeIds: ['unified'],
    marketOf: ({ marketType }: { readonly marketType: MarketType }) => unified.markets[marketType],
  };
}

/** The name of the made-up exchange where the type knows the real table alone. */
export const unifiedId = 'unified' as MarketName['exchange'];
