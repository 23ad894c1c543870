import type { DecimalString } from '../../decimal.ts';
import type { MarginMode } from '../model/position.ts';

/** Leverage and margin mode of one market's pairs. */
export interface Margin {
  /** Null where the pair has no leverage of its own, as in cross margin at some exchanges. */
  leverage(symbol: string): Promise<DecimalString | null>;
  setLeverage(symbol: string, leverage: DecimalString): Promise<void>;
  setCrossMargin(symbol: string): Promise<void>;
}

/** Margin modes of an exchange that keeps them apart from leverage. */
export interface MarginModes {
  mode(symbol: string): Promise<MarginMode>;
  /** Does not change the leverage. Safe to repeat. */
  setMode(symbol: string, mode: MarginMode): Promise<void>;
}
