import type { KeyReport } from '../model/key-report.ts';
import type { Ledger } from './ledger.ts';
import type { Margin } from './margin.ts';
import type { MarketData } from './market-data.ts';
import type { OrderEntry } from './order-entry.ts';
import type { Transfers } from './transfers.ts';
import type { Wallets } from './wallets.ts';

/** One market of one exchange account, ready to be called: an exchange that lacks an interface has null there. */
export interface MarketAdapter {
  readonly orders: OrderEntry;
  readonly wallets: Wallets;
  readonly margin: Margin | null;
  readonly data: MarketData;
  /** The ledger of the market's stream. */
  readonly ledger: Ledger | null;
  /** Moves out of the market's wallet. */
  readonly transfers: Transfers | null;
  /** The rights and nonces of the key, from the exchange. */
  checkKey(): Promise<KeyReport>;
}
