import type { Decimal } from 'decimal.js';
import type { World } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import type { KeySlot, MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { Credential } from '../../../lib/exchanges/model/credential.ts';
import type { OrderStore, OrderType } from '../../../lib/exchanges/model/order.ts';
import type { AccountName } from '../harness/accounts.ts';

/** One exchange as the fault suites play it: all that harness, cases and judge need beside its definition. */
export interface Scene<E extends OpenedExchange = OpenedExchange> {
  readonly credentialsOf: (name: AccountName) => Readonly<Record<KeySlot, Credential>>;
  readonly markets: Readonly<Record<MarketType, MarketScene>>;
  /** The simulators, empty, with a key for every account. */
  readonly open: (terms: SceneTerms) => E;
  /** Null for a public request. */
  readonly read: (request: ExchangeRequest) => ReadRequest | null;
  /** The answer to an amendment says that the order was changed. */
  readonly isAmended: (answer: unknown) => boolean;
  /** Bodies of answers under HTTP 200 that say less than the exchange's protocol promises. */
  readonly spoiled: Readonly<Record<Spoiled, unknown>>;
  /** The exchange's own words for a refusal of this request, which was not executed. `now`: the exchange's clock, in epoch ms. */
  readonly refuse: (request: ExchangeRequest, how: Refused, now: number) => ExchangeAnswer;
  /** Refusals after which the order may stand all the same, for no page says otherwise: a look decides. */
  readonly unsure: readonly Refused[];
  /** How far the exchange's clock is off at the most, in a fifth of the seeds. */
  readonly farthestSkewMs: number;
  /** One case, and one seed, of so many are played unless FAULT_CASES=every. */
  readonly playsOneOf: { readonly cases: number; readonly seeds: number };
}

/**
 * `no-id`: an order is placed, without its id. `error-list`: an error field and nothing beside. `deadline-elapsed`: the exchange's word for
 * an order that may stand all the same. `unknown-status`: the order has a status that nobody knows.
 */
export type Spoiled = 'no-id' | 'error-list' | 'deadline-elapsed' | 'unknown-status';

/**
 * Refusals before execution. `throttled`: too many requests at a time. `unread`: the parser cannot read the request. `locked-out`: no request
 * of the key is taken for a while, where the exchange knows lockouts. `denied`: the key lacks a permission. `beside-id`: words of a refusal beside
 * the name of an order, of which no page says which counts.
 */
export type Refused = 'limited' | 'throttled' | 'unread' | 'locked-out' | 'denied' | 'beside-id';

export interface SceneTerms {
  readonly clock: () => number;
  readonly seed: number;
  /** In units of nonces, where keys have nonces. */
  readonly nonceWindow: bigint;
  /** Prices stand still unless they walk. */
  readonly walks: boolean;
}

/** The simulators of one scenario, and their own records: read from their state, never from an answer or from our journal. */
export interface OpenedExchange {
  readonly world: World;
  /** By host of the definition. */
  readonly protocols: Readonly<Record<string, Protocol>>;
  /** Every order that the exchange has ever accepted. */
  orders(): BookedOrder[];
  /** Moves the price of the symbols that cases trade. */
  setPrice(price: number): void;
  /** Null where the scene tells the ledger in a way of its own: Kraken has two, with entries of positions. */
  readonly booked: BookedLedger | null;
  /** The fills of a market without a ledger, from the state of the engine. Absent where ledgers have all trades. */
  readonly filled?: FilledMarket;
  /** Shapes of answers with which the exchange is known beside the usual ones: each entry is one choice among shapes. */
  readonly manners: readonly Manner[];
  /** Limits in time that the owner of the keys can set; null where keys have none. */
  readonly keyLimits: { readonly choose: Manner; readonly lift: () => void } | null;
  /** Another program has just used this nonce of the desk's key; null where keys have no nonces. */
  readonly useNonce: ((nonce: string) => void) | null;
  close(): void;
}

/** A choice of a shape: each call sets one of the shapes from now on. */
export type Manner = Readonly<Record<string, () => void>>;

/** One order in the exchange's own records: what was truly placed, in this service's names and units. */
export interface BookedOrder {
  readonly customer: string;
  readonly marketType: MarketType;
  readonly id: string;
  readonly clientOrderId: string | null;
  readonly side: string;
  readonly quantity: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  /** Of a trailing stop, where the distance is a share of the price. */
  readonly trailingPercent: string | null;
  readonly filled: string;
  readonly state: 'open' | 'filled' | 'canceled';
  /** The exchange has ended the order as filled although a last unit was missing. */
  readonly isShort: boolean;
}

/** The one ledger of an exchange, from the state of its engine: never from an answer, and never from the adapter. */
export interface BookedLedger {
  /** Every row that the exchange's list has or will have, oldest first, shown or not. */
  rows(customer: string): readonly BookedRow[];
  /** An order in a market by chance, at a price by chance. */
  trade(customer: string, random: () => number): void;
  /** The largest position of the customer falls with its market until the exchange closes the position. */
  liquidate(customer: string): void;
  /** Money of the exchange's first asset comes in, or goes out where the amount is negative. */
  move(customer: string, amount: number): void;
  /** The `ledger` of the simulators' controls: which rows the exchange shows. */
  show(customer: string, body: Readonly<Record<string, unknown>>): void;
  /** False: an answer that is not full is the last answer, so a shorter page is no fault that the exchange can have. */
  readonly canCapPages: boolean;
  /** Shapes of the ledger with which the exchange is known or documented beside the usual ones. */
  readonly manners: readonly Manner[];
}

/** The fills of one market, in this service's words. */
export interface FilledMarket {
  readonly marketType: MarketType;
  /** Oldest first: time, symbol, id, side, quantity, price and fee of each fill. */
  fills(customer: string): readonly string[];
  /** An order of another program, in a market by chance. */
  trade(customer: string, random: () => number): void;
  /** Money from elsewhere; below zero: to elsewhere. */
  move(customer: string, amount: number): void;
  /** The asset of that money. */
  readonly money: string;
}

/** A row of an exchange's own list of its ledger. */
export interface BookedRow {
  /** The engine's entry: several rows may tell one entry. */
  readonly entry: string | number;
  readonly time: number;
  readonly wallet: string;
  readonly asset: string;
  readonly symbol: string | null;
  readonly change: Decimal;
  /** Null where the list tells no balances. */
  readonly after: Decimal | null;
  readonly realizedPnl: Decimal | null;
  readonly funding: Decimal | null;
  readonly fee: Decimal | null;
  readonly liquidationFee: Decimal | null;
  /** What the insurance fund has paid, where the list tells the payment by a name of its own. */
  readonly insurance?: Decimal;
  /** Whether the exchange would show the row now. */
  readonly isShown: boolean;
  /** Whether the row is withheld, or was to come late. */
  readonly wasWithheld: boolean;
}

/** A signed request, read as the exchange reads it. */
export interface ReadRequest {
  /** The exchange's name of the call: `AddOrder`, `orders/status`, `POST orders` … */
  readonly name: string;
  readonly apiKey: string;
  readonly nonce: string | null;
  readonly signature: string;
  /** Of an order, in our own spelling. */
  readonly clientOrderId: string | null;
  readonly params: Readonly<Record<string, string>>;
  /** What an amendment asks for, in the API's words. */
  readonly amendment: { readonly orderId: string; readonly change: Readonly<Record<string, number>> } | null;
}

export type Change = 'amend' | 'cancel-all';

/** One market: symbol, and the names of its calls. */
export interface MarketScene {
  /** At 80,000 when a scenario opens. */
  readonly symbol: string;
  /** The least change of a quantity. */
  readonly quantityStep: number;
  readonly places: Readonly<Record<OrderStore, string>>;
  readonly changes: Readonly<Record<Change, string>>;
  readonly looks: readonly Look[];
  readonly reads: Readonly<Record<Change, readonly Read[]>>;
}

/** A call beside the placing call: after what it is made, and for which order types. */
export type Look = readonly [call: string, after: string, types?: readonly OrderType[]];

/** A call beside the changing call: after what it is made, and how many of the name the orders before the change have cost. */
export type Read = readonly [call: string, after: string, before?: number];

/** An entry of an exchange's own ledger, from its state. */
export interface TrueRow {
  readonly id: string;
  readonly time: number;
  readonly wallet: string;
  readonly asset: string;
  readonly before: Decimal;
  readonly after: Decimal;
  readonly realizedPnl: Decimal | null;
  readonly funding: Decimal | null;
  readonly fee: Decimal | null;
  readonly liquidationFee: Decimal | null;
  /** Contracts, not money. */
  readonly isPosition: boolean;
  /** Whether the exchange would show it now. */
  readonly isShown: boolean;
  /** Whether it was ever withheld on its own. */
  readonly wasWithheld: boolean;
}
