import type { KeyReport } from '../model/key-report.ts';
import type { Ledger } from './ledger.ts';
import type { Margin, MarginModes } from './margin.ts';
import type { MarketData } from './market-data.ts';
import type { OrderEntry, ProvidedOrders } from './order-entry.ts';
import type { Transfers } from './transfers.ts';
import type { Wallets } from './wallets.ts';

/** A market of an exchange account, ready to be called. A capability that the definition denies is refused before anything is sent. */
export interface MarketAdapter {
  readonly orders: OrderEntry;
  readonly wallets: Wallets;
  readonly margin: Margin;
  /** Null where a leverage decides the mode, and where each order carries it. */
  readonly marginModes: MarginModes | null;
  readonly data: MarketData;
  /** The ledger of the market's stream; null where the exchange tells none. */
  readonly ledger: Ledger | null;
  /** Moves out of the market's wallet; null where the exchange has none. */
  readonly transfers: Transfers | null;
  /** The rights and nonces of the key, from the exchange. */
  checkKey(): Promise<KeyReport>;
}

/** What the code of an exchange provides: null where the exchange has nothing of the kind. Quantities are in the exchange's own unit. */
export interface ProvidedAdapter {
  readonly orders: ProvidedOrders;
  readonly wallets: Lacking<Omit<Wallets, 'balances'>, 'positions' | 'untraded' | 'margin'>;
  readonly margin: Margin | null;
  readonly marginModes: MarginModes | null;
  readonly data: Lacking<
    Omit<MarketData, 'requireKnown'>,
    'fillsFrom' | 'fundingRates' | 'fundingPayments' | 'realizedPnl'
  >;
  readonly ledger: Ledger | null;
  readonly transfers: Transfers | null;
  checkKey(): Promise<KeyReport>;
}

/** `T` with the functions `K` null where there is none. */
type Lacking<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]: T[P] | null };
