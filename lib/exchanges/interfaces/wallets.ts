import type { Balance, Position } from '../model/position.ts';

/** Balances and positions of one market's wallet. */
export interface Wallets {
  balances(): Promise<Balance[]>;
  /** The size of a position can be null: see `Position`. */
  positions(symbol?: string): Promise<Position[]>;
}
