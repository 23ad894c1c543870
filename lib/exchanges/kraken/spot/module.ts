import KrakenClient from 'ccxt/js/src/kraken.js';
import { type CcxtMarket, catalogueOf, marketFromCcxt } from '../../wire/catalogue.ts';
import type { MarketModule } from '../../wire/market-module.ts';
import { optionalText, positive, requiredRecord } from '../../wire/readers.ts';
import { ExchangeRejection, ruleFor } from '../../wire/refusals.ts';
import { ccxtSigner, signerOf } from '../../wire/signer.ts';
import { spotStatus } from '../market-status.ts';
import { ownNames, withReasons } from './coin-names.ts';
import { endpoints } from './endpoints.ts';
import { krakenSpotRules } from './errors.ts';
import { keyReportOf, wholeNumber } from './key-check.ts';
import { spotLedger } from './ledger.ts';
import { spotData } from './market-data.ts';
import { spotOrders } from './order-entry.ts';
import { feeRate, readable } from './pairs.ts';
import { spotTransfers } from './transfers.ts';
import { verifyKrakenAnswer } from './verify-answer.ts';
import { spotWallets } from './wallets.ts';

const title = 'Kraken Spot';

function settingsAt(origin: string) {
  return {
    enableRateLimit: false,
    commonCurrencies: { ...ownNames },
    urls: { api: { public: origin, private: origin } },
  };
}

/** Kraken Spot's code, over CCXT's `sign` and market parsing. */
export const code: MarketModule = {
  rules: krakenSpotRules,
  protocol: {
    verifyAnswer: verifyKrakenAnswer,
    nonce: {
      isRefusal: (error) => error instanceof ExchangeRejection && ruleFor(krakenSpotRules, error).kind === 'nonce',
      inquiry: endpoints.GetApiKeyInfo,
      lastNonce: (answer) => wholeNumber(requiredRecord(title, answer, 'result').nonce),
    },
  },
  signerAt: (origin) => ccxtSigner(() => signerOf(KrakenClient, settingsAt(origin))),
  loadCatalogue: async (origin, transport, verify) =>
    withReasons(
      await catalogueOf(new KrakenClient(settingsAt(origin)), transport, verify, { readable, toMarket, confirms }),
    ),
  symbolOf: (name, known) => known(name) ?? name,
  adapterOver: (wire) => ({
    orders: spotOrders(wire),
    wallets: spotWallets(wire),
    margin: null,
    marginModes: null,
    data: spotData(wire),
    ledger: spotLedger(wire),
    transfers: spotTransfers(wire),
    checkKey: async () => keyReportOf(await wire.read(endpoints.GetApiKeyInfo)),
  }),
};

/**
 * A pair that the exchange gives a `wsname` is the pair of that name. The dark pool pairs of 2019 have none. An order for a tokenized asset
 * needs an `asset_class`, which this service does not send.
 */
function confirms({ info }: CcxtMarket): boolean | null {
  if (info.aclass_base === 'tokenized_asset') return false;
  return typeof info.wsname === 'string' && info.wsname !== '' ? true : null;
}

/**
 * CCXT derives the price step from pair_decimals; the tick that the matching engine checks is a field of its own. Answers name a pair by
 * altname (XBTUSD) or id (XXBTZUSD).
 */
function toMarket(entry: CcxtMarket) {
  const market = marketFromCcxt(entry);
  const altname = optionalText(entry.altname ?? entry.info.altname);
  return {
    ...market,
    priceStep: positive(entry.info.tick_size) ?? market.priceStep,
    // CCXT has rates of its own for a pair that tells none.
    takerFee: feeRate(entry.info.fees),
    makerFee: feeRate(entry.info.fees_maker),
    aliases: altname === null ? [] : [altname],
    status: spotStatus(entry.info.status),
  };
}
