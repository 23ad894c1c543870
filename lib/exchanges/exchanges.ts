import type { Exchange, Product } from './exchange.ts';
import type { OrderType, TimeInForce } from './model/order.ts';
import type { CcxtClient, WireProtocol } from './wire/ccxt-client.ts';
import type { RefusalRule } from './wire/refusals.ts';
import type { Transport } from './wire/transport.ts';

/** What a product's module provides once it is loaded; a bundle holds only the modules it can load. */
export interface ExchangeModule {
  readonly newClient: (options: ClientSetup) => CcxtClient;
  readonly newExchange: (client: CcxtClient) => Exchange;
  readonly protocol: WireProtocol;
  readonly rules: readonly RefusalRule[];
}

export interface ClientSetup {
  readonly origin: string;
  readonly transport: Transport;
  readonly apiKey?: string;
  readonly secret?: string;
}

export type RowId = 'kraken' | 'krakenfutures';

/** One product of one exchange; its code is load-exchange.ts. */
export interface ExchangeRow {
  /** CCXT's id, also shown to clients as `exchange`. */
  readonly id: RowId;
  readonly title: string;
  readonly origin: string;
  /** Environment variable that replaces the origin. */
  readonly originVariable: string;
  /** `monotonic`: every request needs a nonce above the key's last. `none`: requests are signed without one. */
  readonly nonce: 'monotonic' | 'none';
  /** Names of the key and the secret in `params`. */
  readonly credentials: { readonly apiKey: string; readonly secret: string };
  /** Which ids of their own clients may give; ours are 32 lower-case hex digits, which must match too. */
  readonly clientOrderId: {
    readonly pattern: RegExp;
    readonly rule: string;
  };
  /** Milliseconds after sending at which the exchange itself drops an unprocessed order. */
  readonly orderDeadlineMs: number;
  /** Whether a post-only order stays so when its price is amended; where not, each amendment must say it again. */
  readonly amendKeepsPostOnly: boolean;
  /** Whether a taken order may be seen nowhere at first: then an acknowledged cancellation of one that is not seen proves nothing. */
  readonly delaysVisibility: boolean;
  /** Requests for the books that one pull may make: what is left of the key's rate limit is for trading. */
  readonly ledgerRequests: number;
  readonly capabilities: Capabilities;
}

export interface Capabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timeInForce: readonly (TimeInForce | 'POST_ONLY')[];
  readonly triggerPriceTypes: readonly ('last' | 'mark' | 'index')[];
  readonly reduceOnly: boolean;
  readonly leverage: boolean;
  readonly marginModes: readonly ('cross' | 'isolated')[];
  readonly positions: boolean;
  readonly funding: boolean;
  readonly realizedPnl: boolean;
}

export interface ExchangeEntry {
  readonly title: string;
  readonly products: Readonly<Record<Product, ExchangeRow>>;
  /** Wallet moves, and whose key each one needs. Anything else is NOT_SUPPORTED. */
  readonly transfers: readonly {
    readonly from: Product;
    readonly to: Product;
    readonly via: Product;
    readonly needs: string;
  }[];
}

const orderTypes = [
  'market',
  'limit',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;

const krakenSpot: ExchangeRow = {
  id: 'kraken',
  title: 'Kraken Spot',
  origin: 'https://api.kraken.com',
  originVariable: 'OEMS_KRAKEN_SPOT_URL',
  nonce: 'monotonic',
  credentials: { apiKey: 'apiKey', secret: 'secret' },
  clientOrderId: {
    // docs.kraken.com/api/docs/guides/spot-clordid
    pattern: /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[A-Za-z0-9_-]{1,18})$/,
    rule: 'a lower-case UUID, 32 lower-case hex digits, or up to 18 of A-Z a-z 0-9 _ -',
  },
  orderDeadlineMs: 8000,
  // docs.kraken.com/api-reference/trading/amend-order: post_only, false by default.
  amendKeepsPostOnly: false,
  delaysVisibility: false,
  // Each costs 2 of the 15 to 20 that a key's counter holds (docs.kraken.com, REST rate limits).
  ledgerRequests: 4,
  capabilities: {
    orderTypes,
    timeInForce: ['GTC', 'IOC', 'POST_ONLY'],
    triggerPriceTypes: ['last', 'index'],
    reduceOnly: false,
    leverage: false,
    marginModes: [],
    positions: false,
    funding: false,
    realizedPnl: false,
  },
};

const krakenFutures: ExchangeRow = {
  id: 'krakenfutures',
  title: 'Kraken Futures',
  origin: 'https://futures.kraken.com',
  originVariable: 'OEMS_KRAKEN_FUTURES_URL',
  nonce: 'none',
  credentials: { apiKey: 'futuresApiKey', secret: 'futuresSecret' },
  clientOrderId: {
    pattern: /^[A-Za-z0-9_-]{1,100}$/,
    rule: 'up to 100 of A-Z a-z 0-9 _ -',
  },
  orderDeadlineMs: 8000,
  // There post-only is a type of order, which an edit cannot change.
  amendKeepsPostOnly: true,
  // docs.kraken.com/exchange/guides/futures/maker-protection
  delaysVisibility: true,
  // Each costs 3 of the 100 tokens that history calls get per ten minutes (docs.kraken.com, futures rate limits).
  ledgerRequests: 10,
  capabilities: {
    orderTypes,
    timeInForce: ['GTC', 'IOC', 'FOK', 'POST_ONLY'],
    triggerPriceTypes: ['last', 'mark', 'index'],
    reduceOnly: true,
    leverage: true,
    marginModes: ['cross', 'isolated'],
    positions: true,
    funding: true,
    realizedPnl: true,
  },
};

/** THE table: everything that differs between exchanges and is not code stands here, and nowhere else. */
export const exchanges = {
  kraken: {
    title: 'Kraken',
    products: { spot: krakenSpot, swap: krakenFutures },
    transfers: [
      { from: 'spot', to: 'swap', via: 'spot', needs: 'Query Funds' },
      { from: 'swap', to: 'spot', via: 'swap', needs: 'withdrawal access' },
    ],
  },
} as const satisfies Record<string, ExchangeEntry>;

export type ExchangeId = keyof typeof exchanges;
export const exchangeIds = Object.keys(exchanges) as ExchangeId[];

export function exchangeRow(exchange: ExchangeId, product: Product): ExchangeRow {
  return exchanges[exchange].products[product];
}

/** The product that CCXT knows by this id. */
export function rowById(id: RowId): ExchangeRow {
  const rows = Object.values<ExchangeEntry>(exchanges).flatMap(({ products }) => Object.values(products));
  const row = rows.find((each) => each.id === id);
  if (row === undefined) throw new Error(`no exchange has the id ${id}`);
  return row;
}
