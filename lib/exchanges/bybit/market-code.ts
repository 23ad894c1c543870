import BybitClient from 'ccxt/js/src/bybit.js';
import type { ProvidedAdapter } from '../interfaces/market-adapter.ts';
import { catalogueOf } from '../wire/catalogue.ts';
import type { MarketModule } from '../wire/market-module.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { bybitRules } from './errors.ts';
import { confirms, marketFrom, readableInstruments } from './instruments.ts';
import { checkKey } from './key-check.ts';
import { bybitLedger } from './ledger.ts';
import { bybitMargin, bybitMarginModes } from './margin.ts';
import { bybitData } from './market-data.ts';
import { bybitOrders } from './order-entry.ts';
import type { MarketPart } from './part.ts';
import { bybitSigner, settingsAt } from './sign.ts';
import { symbolIn } from './symbols.ts';
import { verifyIn } from './verify-answer.ts';
import { bybitWallets } from './wallets.ts';

/** The code of a market: both markets speak the same protocol, and the category tells the markets apart. */
export function marketCode(title: string, part: MarketPart): MarketModule {
  return {
    rules: bybitRules,
    protocol: { verifyAnswer: verifyIn(title), nonce: null },
    signerAt: (origin) => bybitSigner(origin),
    loadCatalogue: (origin, transport, verify) =>
      catalogueOf(new BybitClient(listing(origin, part)), transport, verify, {
        readable: readableInstruments(part.category),
        toMarket: marketFrom,
        confirms,
      }),
    symbolOf: (name, known) => known(name) ?? (part.category === 'spot' ? name : symbolIn(part.category, name)),
    adapterOver: (wire) => adapterOver(wire, part),
  };
}

/** The list of the category alone: without the types CCXT reads every category. Coins have the exchange's own names. */
function listing(origin: string, { category }: MarketPart) {
  const { options, ...settings } = settingsAt(origin);
  return { ...settings, options: { ...options, fetchMarkets: { types: [category] } } };
}

function adapterOver(market: MarketWire, part: MarketPart): ProvidedAdapter {
  const wire = { ...market, part };
  const isSpot = part.category === 'spot';
  return {
    orders: bybitOrders(wire),
    wallets: bybitWallets(wire),
    margin: isSpot ? null : bybitMargin(wire),
    marginModes: isSpot ? null : bybitMarginModes(wire),
    data: bybitData(wire),
    ledger: bybitLedger(wire),
    // One wallet: there is nothing to move money between.
    transfers: null,
    checkKey: () => checkKey(wire),
  };
}
