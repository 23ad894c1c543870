export const directions = ['MAIN_UMFUTURE', 'UMFUTURE_MAIN'] as const;
export type Direction = (typeof directions)[number];

/** A move between the wallets of a customer. A transfer bears no client id. */
export interface Transfer {
  readonly asset: string;
  readonly amount: string;
  readonly type: Direction;
  readonly status: 'CONFIRMED';
  readonly tranId: number;
  readonly timestamp: number;
}
