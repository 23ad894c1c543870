import type { ClosedTo, KeySlot, LedgerStream, MarketType, Wallet } from './model/axes.ts';
import type { Capabilities } from './model/capabilities.ts';
import type { CredentialField } from './model/credential.ts';
import type { Host } from './model/host.ts';
import type { PermissionNeed } from './model/key-report.ts';
import type { AmendableTerm, OrderStore, OrderType } from './model/order.ts';

/** Everything that differs between exchanges and is not code. Code obeys each column; `GET /capabilities` shows the same values. */
export interface ExchangeDefinition {
  readonly title: string;
  /** Every origin that a request of this exchange may go to. */
  readonly hosts: Readonly<Record<string, Host>>;
  readonly keys: Readonly<Record<KeySlot, KeyDefinition>>;
  readonly streams: Readonly<Record<LedgerStream, StreamDefinition>>;
  readonly markets: Readonly<Record<MarketType, MarketDefinition>>;
  /** Moves between wallets; a move that is not listed is NOT_SUPPORTED. */
  readonly transfers: readonly TransferRoute[];
  /** How the names of assets end that earn, such as `BTC.F`: a unit is a unit of the asset before the end. */
  readonly earningSuffixes: readonly string[];
  /** The optional modules of CCXT that the exchange's signature needs: bundles hold a stub of every other module. */
  readonly ccxtModules: readonly ('ethabi' | 'secp256k1' | 'ed25519')[];
  readonly closedTo: ClosedTo | null;
}

/** How one credential is given, checked and used. */
export interface KeyDefinition {
  /** Names the key in messages: `spot key`. */
  readonly title: string;
  readonly fields: readonly CredentialField[];
  readonly nonce: NoncePolicy;
  /**
   * The owner may limit a key to a part of the history, and the check of the key tells the limits. Absence is proven only by a key that is
   * not limited at the time of the look. False: every key reads the whole history.
   */
  readonly mayHideHistory: boolean;
  /** The rights that this service needs; a key without a right of the list gets a warning. */
  readonly permissions: readonly PermissionNeed[];
}

/**
 * `increasing`: each request needs a nonce above the key's last one. `unique`: each needs a nonce never used before. Both take nonces from
 * the key's counter. `timestamp`: the signature carries the clock, and the exchange refuses a request that comes more than `toleranceMs`
 * later. `none`: requests are signed without a nonce.
 */
export type NoncePolicy =
  | { readonly kind: 'increasing' | 'unique' | 'none' }
  | { readonly kind: 'timestamp'; readonly toleranceMs: number };

/** A ledger of the exchange, pulled once for all markets that name the stream. */
export interface StreamDefinition {
  readonly key: KeySlot;
  /** How the completeness of the pulled ledger is proven. */
  readonly proof: LedgerProof;
  /** Requests that one pull may make: the rest of the key's rate limit is for trading. */
  readonly requestsPerPull: number;
  /**
   * Trades whose side, quantity and price stand in the fills alone: pulls write them into the stored entries. `margin`: trades whose entry books
   * the profit of a margin position, and no coins.
   */
  readonly tradesInFills: 'every' | 'margin' | 'none';
  /**
   * What tells how much a trade left of its position: an entry, or the present position less the fills since. `none`: no trade of the ledger
   * changes a position that this service trades.
   */
  readonly positionsIn: 'entries' | 'fills' | 'none';
}

/** Fills that are asked for by symbol and rise by id. */
export interface FillsPull {
  /** Requests for fills that one pull may make: an address shares the limit among all keys. */
  readonly requestsPerPull: number;
}

/** The fills tell what an order was charged, and the acknowledgement of the order does not. */
export interface FeesInFills {
  /** Ended orders that a look reads for the sake of their fees alone: requests that the key's rate limit has to spare. */
  readonly ordersPerLook: number;
}

/** The balances before and after each entry, where a missing entry breaks a chain; the balance after; or changes that add up to the wallet. */
export type LedgerProof = 'running-balance' | 'balance-after' | 'sum-of-changes';

/** One market type of an exchange; two of them may name the same key, wallet and stream. */
export interface MarketDefinition {
  /** CCXT's class, and the `exchange` that clients see in answers. */
  readonly ccxtId: string;
  readonly title: string;
  /** The host of the market's own requests, among the exchange's `hosts`. */
  readonly host: string;
  readonly key: KeySlot;
  readonly wallet: Wallet;
  /** The exchange's names of the wallets beside `wallet` in which money of the market can lie; null where there are none. */
  readonly sideWallets: RegExp | null;
  readonly stream: LedgerStream | null;
  /** Pulls copy the fills of a market without a ledger, symbol by symbol; null where a ledger has the trades. */
  readonly fillsPull: FillsPull | null;
  /** Null where the order itself tells its fees, or nobody does: another look tells no more. */
  readonly feesInFills: FeesInFills | null;
  /** The unit in which the exchange counts quantities. Inside this service a quantity counts the base asset. */
  readonly quantityUnit: 'base' | 'contracts';
  /** Orders that rest in the book. */
  readonly regular: OrderTraits;
  /** Stop orders: `same` store as regular orders, a store of their own, or none. */
  readonly trigger: OrderTraits | 'same' | null;
  /** Null where the market has no leverage. */
  readonly margin: MarginScope | null;
  readonly capabilities: Capabilities;
}

/** The traits that all orders of one store share. */
export interface OrderTraits {
  /** Null where orders of the store carry no client order id. */
  readonly clientId: ClientIdCodec | null;
  /** How long the exchange refuses a second order under the same client order id. `no`: never, or no exchange's word holds for that. */
  readonly clientIdUnique: 'for-ever' | 'among-open' | 'no';
  readonly deadline: OrderDeadline | null;
  /** With less time than this before its deadline an order is not sent: some exchanges refuse a deadline that is too near. */
  readonly leastTimeToSendMs: number;
  /** An accepted order may be invisible at first: then an acknowledged cancellation of an invisible order proves nothing. */
  readonly delaysVisibility: boolean;
  /** How long a canceled order without a fill can be found, in ms; null: for as long as matters. Later absence proves nothing. */
  readonly unfilledKeptMs: number | null;
  /** How long an ended order is still shown where an open order is asked for by its id, in ms. A look that soon needs no history. */
  readonly endedShownMs: number;
  /** The most orders in a cancel request. */
  readonly cancelBatch: number;
  /**
   * Null where orders cannot be amended. `changes`: the terms that an amendment changes. `keepsPostOnly`: a post-only order stays post-only when
   * its price changes; otherwise each amendment must repeat the flag.
   */
  readonly amend: { readonly changes: readonly AmendableTerm[]; readonly keepsPostOnly: boolean } | null;
}

/** Our id of an order is 32 hex digits or the client's own text; the exchange may want another spelling. */
export interface ClientIdCodec {
  readonly encode: (id: string) => string;
  /** Our id from the exchange's spelling. A text without an id of this service stays unchanged. */
  readonly decode: (text: string) => string;
  /** Ids that clients may choose. */
  readonly accepts: RegExp;
  readonly rule: string;
}

/** The moment after which the exchange itself drops an order that it has not processed. */
export interface OrderDeadline {
  /** `gateway`: checked on arrival only. An order that has arrived may still wait for execution after the deadline. */
  readonly judged: 'engine' | 'gateway';
  readonly afterMs: number;
  /** What clocks and judging may add before "the deadline has passed" is sure. */
  readonly marginMs: number;
}

/**
 * The scope of a margin mode. `leverage`: a symbol with a leverage is isolated, and a symbol in cross margin has no leverage. `symbol`: a mode
 * for each symbol. `account`: a single mode for all symbols; a call about a symbol must not change the mode. `order`: each order carries the
 * mode, the exchange keeps none, and this service sends the mode of `marginModes`. In the last three scopes either mode has a leverage.
 */
export type MarginScope = 'leverage' | 'symbol' | 'account' | 'order';

/** A move of money between wallets. A route from a market's wallet to the same wallet stands for every move to and from its side wallets. */
export interface TransferRoute {
  readonly from: Wallet;
  readonly to: Wallet;
  readonly key: KeySlot;
  /** The permission that the key needs, in the exchange's words. */
  readonly permission: string;
  /**
   * How a lost transfer is told apart: by a client id that the exchange takes once and under which the exchange finds the transfer, by
   * nonces (a higher accepted nonce keeps a lost request out), or not at all, so that absence can never be proven.
   */
  readonly identity: 'client-id' | 'nonce-barrier' | 'none';
}

/** A key whose requests carry nonces that only count up or are never used twice: a copy of a request is refused. */
export function hasNonces({ nonce }: KeyDefinition): boolean {
  return nonce.kind === 'increasing' || nonce.kind === 'unique';
}

/** The traits of orders of this store; those of regular orders where stop orders share their store. */
export function traitsOf(market: MarketDefinition, store: OrderStore): OrderTraits {
  if (store === 'regular' || market.trigger === 'same' || market.trigger === null) return market.regular;
  return market.trigger;
}

/** Every store of the market. An order that is not in the journal may lie in any of them. */
export function storesOf({ trigger }: MarketDefinition): readonly [OrderStore, ...OrderStore[]] {
  return trigger === 'same' || trigger === null ? ['regular'] : ['regular', 'trigger'];
}

/** The store that an order of this type goes to. */
export function storeOf(market: MarketDefinition, type: OrderType): OrderStore {
  const isTriggered = type !== 'market' && type !== 'limit';
  return isTriggered && storesOf(market).includes('trigger') ? 'trigger' : 'regular';
}
