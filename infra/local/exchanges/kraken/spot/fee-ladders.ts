import type { FeeLadder } from '../../engine/fees.ts';

/** The schedule of July 2026 (0.40 % / 0.25 % at the bottom). */
export const takerFees: FeeLadder = [
  [0, 0.4],
  [10_000, 0.35],
  [50_000, 0.24],
  [100_000, 0.22],
  [250_000, 0.2],
  [500_000, 0.18],
  [1_000_000, 0.16],
  [2_500_000, 0.14],
  [5_000_000, 0.12],
  [10_000_000, 0.1],
];
export const makerFees: FeeLadder = [
  [0, 0.25],
  [10_000, 0.2],
  [50_000, 0.14],
  [100_000, 0.12],
  [250_000, 0.1],
  [500_000, 0.08],
  [1_000_000, 0.06],
  [2_500_000, 0.04],
  [5_000_000, 0.02],
  [10_000_000, 0],
];

/** Between stablecoins and fiat the sides pay the same. */
export const stableFees: FeeLadder = [
  [0, 0.2],
  [50_000, 0.16],
  [100_000, 0.12],
  [250_000, 0.08],
  [500_000, 0.04],
  [1_000_000, 0],
];

/** Of stocks, as nautilus_trader records AAPLxUSD: one step, and makers are paid. */
export const tokenizedFees: { readonly fees: FeeLadder; readonly makerFees: FeeLadder } = {
  fees: [[0, 0.1]],
  makerFees: [[0, -0.02]],
};
