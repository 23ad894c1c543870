import type { Balance, Position, UntradedPosition, WalletMargin } from '../model/position.ts';

/** Balances and positions in the wallet of a market. */
export interface Wallets {
  balances(): Promise<Balance[]>;
  /** Every wallet of the market that has margin. */
  margin(): Promise<WalletMargin[]>;
  /** The size of a position can be null: see `Position`. */
  positions(symbol?: string): Promise<Position[]>;
  /** Positions that this service neither opens nor closes, such as margin positions on spot. Empty where the market can have none. */
  untraded(): Promise<UntradedPosition[]>;
}
