import type { Balance, Position } from '../model/position.ts';

/** Balances and positions of one market's wallet. */
export interface Wallets {
  balances(): Promise<Balance[]>;
  positions(symbol?: string): Promise<Position[]>;
}
