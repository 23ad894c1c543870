import type { DecimalString } from '../../decimal.ts';

export type MarginMode = 'cross' | 'isolated';

export interface Balance {
  readonly asset: string;
  readonly free: DecimalString;
  readonly used: DecimalString;
  readonly total: DecimalString;
}

export interface Position {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly contracts: DecimalString;
  readonly entryPrice: DecimalString | null;
  /** Null in cross margin, where a pair has no leverage of its own. */
  readonly leverage: DecimalString | null;
  readonly marginMode: MarginMode;
  readonly unrealizedPnl: DecimalString | null;
  readonly markPrice: DecimalString | null;
  readonly liquidationPrice: DecimalString | null;
}
