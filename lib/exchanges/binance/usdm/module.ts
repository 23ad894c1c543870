import type { MarketModule } from '../../wire/market-module.ts';
import { isLinearContract, loadCatalogue } from '../catalogue.ts';
import { binanceRules } from '../errors.ts';
import { checkKey } from '../key-check.ts';
import { signerAt } from '../sign.ts';
import { binanceTransfers } from '../transfers.ts';
import { verifyIn } from '../verify-answer.ts';
import { usdmLedger } from './ledger.ts';
import { usdmMargin, usdmMarginModes } from './margin.ts';
import { usdmData } from './market-data.ts';
import { usdmOrders } from './order-entry.ts';
import { usdmWallets } from './wallets.ts';

/** Code of Binance USD-M, over CCXT's `sign` and market parsing. */
export const code: MarketModule = {
  rules: binanceRules,
  protocol: { verifyAnswer: verifyIn('Binance USD-M'), nonce: null },
  signerAt,
  loadCatalogue: loadCatalogue('linear', isLinearContract),
  symbolOf: (name, known) => known(name) ?? name,
  adapterOver: (wire) => ({
    orders: usdmOrders(wire),
    wallets: usdmWallets(wire),
    margin: usdmMargin(wire),
    marginModes: usdmMarginModes(wire),
    data: usdmData(wire),
    ledger: usdmLedger(wire),
    transfers: binanceTransfers(wire),
    checkKey: () => checkKey(wire),
  }),
};
