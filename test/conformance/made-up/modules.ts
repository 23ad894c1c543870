/** The code of each market, loaded on demand. */
export const madeup = { spot: () => import('./adapter/spot.ts'), swap: () => import('./adapter/swap.ts') };
