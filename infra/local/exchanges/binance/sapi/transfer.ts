export const directions = ['MAIN_UMFUTURE', 'UMFUTURE_MAIN'] as const;
export type Direction = (typeof directions)[number];

/** A move between wallets of one customer. It bears no id of the client. */
export interface Transfer {
  readonly asset: string;
  readonly amount: string;
  readonly type: Direction;
  readonly status: 'CONFIRMED';
  readonly tranId: number;
  readonly timestamp: number;
}
