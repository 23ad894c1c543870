import { transferNamed } from './named.ts';

/** Rows of the calls that only the spot host serves, for both markets. */
export const accountRows = {
  restrictions: {
    operations: ['checkKey'],
    empty: { ipRestrict: false, enableReading: true, enableFutures: true, enableWithdrawals: false },
  },
  info: { operations: ['checkKey'], empty: { vipLevel: 0, isPortfolioMarginRetailEnabled: false } },
  futuresConfig: { operations: ['checkKey'], empty: { dualSidePosition: false } },
  transfer: { operations: ['transfer'], empty: null },
  // An empty history has no `rows` (Wallet: Query User Universal Transfer History).
  transfers: { operations: ['findTransfer'], empty: { total: 0 }, named: transferNamed },
} as const;
