import type { Balance, Position, UntradedPosition, WalletMargin } from '../model/position.ts';
import type { Told } from '../model/told.ts';

/** Balances and positions in the wallet of a market. */
export interface Wallets {
  /** The balances that can be read, and the rows that cannot. */
  balanceList(): Promise<Told<Balance>>;
  /** Every balance. Throws where one cannot be read: a sum would be wrong. */
  balances(): Promise<readonly Balance[]>;
  /** Every wallet of the market that has margin. */
  margin(): Promise<WalletMargin[]>;
  /** A position that cannot be read is in the list, with null in each unreadable place: see `Position`. */
  positions(symbol?: string): Promise<Position[]>;
  /** Positions that this service neither opens nor closes, such as margin positions on spot. Empty where the market can have none. */
  untraded(): Promise<UntradedPosition[]>;
}
