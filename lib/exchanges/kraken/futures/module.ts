import KrakenFuturesClient from 'ccxt/js/src/krakenfutures.js';
import { type CcxtMarket, catalogueOf, marketFromCcxt } from '../../wire/catalogue.ts';
import type { MarketModule } from '../../wire/market-module.ts';
import { ccxtSigner, signerOf } from '../../wire/signer.ts';
import { marginLevels } from '../estimates.ts';
import { futuresStatus } from '../market-status.ts';
import { krakenFuturesRules } from './errors.ts';
import { readableInstruments } from './instruments.ts';
import { checkKey } from './key-check.ts';
import { futuresLedger } from './ledger.ts';
import { futuresMargin } from './margin.ts';
import { futuresData } from './market-data.ts';
import { futuresOrders } from './order-entry.ts';
import { coins, quoteOfContract, symbolOf } from './symbols.ts';
import { futuresTransfers } from './transfers.ts';
import { verifyKrakenFuturesAnswer } from './verify-answer.ts';
import { futuresWallets } from './wallets.ts';

function settingsAt(origin: string) {
  return {
    enableRateLimit: false,
    // CCXT knows XBT alone of Kraken's names of coins on futures (4.5.84): PF_XDGUSD would be XDG/USD:USD in the list, and DOGE/USD:USD when unlisted.
    commonCurrencies: { ...coins },
    urls: {
      api: {
        public: `${origin}/derivatives/api/`,
        private: `${origin}/derivatives/api/`,
        history: `${origin}/api/history/`,
        charts: `${origin}/api/charts/`,
        auth: `${origin}/api/auth/`,
      },
    },
    // docs.kraken.com/api-reference/api-keys/check-v3-api-key; unknown to CCXT, signed like the rest.
    options: { access: { auth: { GET: { 'api-keys/v3/check': 'private' } } } },
  };
}

/** Kraken Futures' code, over CCXT's `sign` and market parsing. */
export const code: MarketModule = {
  rules: krakenFuturesRules,
  protocol: { verifyAnswer: verifyKrakenFuturesAnswer, nonce: null },
  signerAt: (origin) => ccxtSigner(() => signerOf(KrakenFuturesClient, settingsAt(origin))),
  loadCatalogue: (origin, transport, verify) =>
    catalogueOf(new KrakenFuturesClient(settingsAt(origin)), transport, verify, {
      readable: (_path, answer) => readableInstruments(answer),
      toMarket,
      confirms,
    }),
  symbolOf,
  adapterOver: (wire) => ({
    orders: futuresOrders(wire),
    wallets: futuresWallets(wire),
    margin: futuresMargin(wire),
    marginModes: null,
    data: futuresData(wire),
    ledger: futuresLedger(wire),
    transfers: futuresTransfers(wire),
    checkKey: () => checkKey(wire),
  }),
};

/**
 * CCXT takes the last three letters of a contract for "USD, always" (ccxt 4.5.84 krakenfutures.js fetchMarkets): PF_XBTEUR would be traded
 * as BTC/USD:USD. The instrument's own quote decides, and the contract's name.
 */
function confirms({ id, quote, info }: CcxtMarket): boolean | null {
  const told = [info.quote, quoteOfContract(id)].filter((each) => typeof each === 'string' && each !== '');
  if (told.length === 0) return null;
  return told.every((each) => String(each).toUpperCase() === quote);
}

function toMarket(entry: CcxtMarket) {
  return { ...marketFromCcxt(entry), marginLevels: marginLevels(entry.info), status: futuresStatus(entry.info) };
}
