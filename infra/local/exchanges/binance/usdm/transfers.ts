import { post } from '../../engine/ledger.ts';
import type { FuturesWallets } from '../rest/house.ts';
import { marginAssets, walletOf } from './contracts.ts';
import { bringUpToDate, openAccount, type UsdmExchange } from './exchange.ts';
import { spareOf } from './wallets.ts';

/** The futures side of a transfer that is ordered on the spot origin. Entries that were due before come before. */
export function futuresWallets(current: () => UsdmExchange): FuturesWallets {
  const accountOf = (customer: string) => {
    const account = openAccount(current(), customer);
    bringUpToDate(current(), account);
    return account;
  };
  return {
    accepts: (asset) => marginAssets.includes(asset),
    receive(customer, asset, amount, reference) {
      const account = accountOf(customer);
      post(current(), account, { kind: 'arrival', wallet: walletOf(asset), asset, change: amount, reference });
    },
    give(customer, asset, amount, reference) {
      const account = accountOf(customer);
      if (amount.gt(spareOf(current(), account, asset))) return false;
      post(current(), account, { kind: 'departure', wallet: walletOf(asset), asset, change: amount.neg(), reference });
      return true;
    },
  };
}
