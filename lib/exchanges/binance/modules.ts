/** The code of each market, loaded on demand: a bundle holds each market in a chunk of its own. */
export const binance = { spot: () => import('./spot/module.ts'), swap: () => import('./usdm/module.ts') };
