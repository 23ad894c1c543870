import type { DecimalString } from '../../../decimal.ts';
import type { Margin } from '../../interfaces/margin.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { positive, requiredList, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { isSameContract } from './symbols.ts';

const title = 'Kraken Futures';

/** A leverage preference makes a pair isolated; a pair without a preference is cross (docs.kraken.com set-leverage-settings). */
export function futuresMargin(wire: MarketWire): Margin {
  const idOf = async (symbol: string) => (await wire.markets.market(symbol)).id;
  return {
    leverage: (symbol) => leverageOf(wire, symbol),
    setLeverage: async (symbol, leverage) => {
      await wire.change(endpoints.setLeveragePreference, { symbol: await idOf(symbol), maxLeverage: leverage });
    },
    // Without maxLeverage the preference is removed. CCXT has no unified call for the removal.
    setCrossMargin: async (symbol) => {
      await wire.change(endpoints.setLeveragePreference, { symbol: await idOf(symbol) });
    },
  };
}

/** The pair's leverage preference; null in cross margin. */
export async function leverageOf({ read, markets }: MarketWire, symbol: string): Promise<DecimalString | null> {
  const { id } = await markets.market(symbol);
  const answer = await read(endpoints.leveragePreferences, { symbol: id });
  const preferences = requiredList(title, answer, 'leveragePreferences');
  const found = preferences.find((preference) => isSameContract(requiredText(title, preference, 'symbol'), id));
  if (found === undefined || found.maxLeverage === null || found.maxLeverage === undefined) return null;
  // A leverage that cannot be read is not cross margin.
  const leverage = positive(found.maxLeverage);
  if (leverage === null) throw new MalformedResponse(title, 200);
  return leverage;
}
