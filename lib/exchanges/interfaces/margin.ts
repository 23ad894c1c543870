import type { DecimalString } from '../../decimal.ts';

/** Leverage and margin mode of one market's pairs. */
export interface Margin {
  /** Null in cross margin, where a pair has no leverage of its own. */
  leverage(symbol: string): Promise<DecimalString | null>;
  setLeverage(symbol: string, leverage: DecimalString): Promise<void>;
  setCrossMargin(symbol: string): Promise<void>;
}
