import type { MarketModule } from '../../wire/market-module.ts';
import { loadCatalogue } from '../catalogue.ts';
import { binanceRules } from '../errors.ts';
import { checkKey } from '../key-check.ts';
import { signerAt } from '../sign.ts';
import { binanceTransfers } from '../transfers.ts';
import { verifyIn } from '../verify-answer.ts';
import { spotData } from './market-data.ts';
import { spotOrders } from './order-entry.ts';
import { spotWallets } from './wallets.ts';

/** Binance Spot's code, over CCXT's `sign` and market parsing. */
export const code: MarketModule = {
  rules: binanceRules,
  protocol: { verifyAnswer: verifyIn('Binance Spot'), nonce: null },
  signerAt,
  loadCatalogue: loadCatalogue('spot', ({ contractType }) => contractType === undefined),
  symbolOf: (name, known) => known(name) ?? name,
  adapterOver: (wire) => ({
    orders: spotOrders(wire),
    wallets: spotWallets(wire),
    margin: null,
    marginModes: null,
    data: spotData(wire),
    ledger: null,
    transfers: binanceTransfers(wire),
    checkKey: () => checkKey(wire),
  }),
};
