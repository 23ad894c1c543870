import type { MarketModule } from '../../../../lib/exchanges/wire/market-module.ts';
import { loadInstruments } from './catalogue.ts';
import { rules, verifyIn } from './errors.ts';
import { checkKey } from './key-check.ts';
import { ledger } from './ledger.ts';

import { spotData } from './market-data.ts';
import { orderEntry } from './order-entry.ts';
import { signerAt } from './sign.ts';
import { symbolFromName } from './symbols.ts';
import { wallets } from './wallets.ts';

const title = 'Made-Up Spot';

export const code: MarketModule = {
  rules,
  protocol: { verifyAnswer: verifyIn(title), nonce: null },
  signerAt,
  loadCatalogue: (origin, transport, verify) => loadInstruments('spot', title, origin, transport, verify),
  symbolOf: (name, known) => known(name) ?? symbolFromName(name),
  adapterOver: (wire) => ({
    orders: orderEntry(wire),
    wallets: wallets(wire, false),
    margin: null,
    marginModes: null,
    data: spotData(wire),
    ledger: ledger(wire),
    transfers: null,
    checkKey: () => checkKey(wire),
  }),
};
