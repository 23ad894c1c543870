import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import { assetNamingOf } from '../../../lib/exchanges/model/asset-codes.ts';
import type { Catalogue } from '../../../lib/exchanges/model/market.ts';
import { noMarket } from '../../../lib/exchanges/rules/symbols.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';

/** The markets of a catalogue, all in memory. */
export function marketsIn(catalogue: Catalogue, module: MarketModule, title: string): Markets {
  const { markets, assets, refused, codesByAlias } = catalogue;
  const bySymbol = new Map(markets.map((market) => [market.symbol, market]));
  const byName = new Map(
    markets.flatMap(({ id, aliases, symbol }) => [id, ...aliases].map((each) => [each, symbol] as const)),
  );
  const symbolOf = (name: string) => (name.includes('/') ? name : module.symbolOf(name, (each) => byName.get(each)));
  return {
    find: async (symbol) => bySymbol.get(symbol) ?? null,
    market: async (symbol) => {
      const found = bySymbol.get(symbol);
      if (found === undefined) throw noMarket(symbol, title, { bySymbol, refused, codesByAlias, unnamed: 0 });
      return found;
    },
    named: async (items) => items.map((item) => ({ ...item, symbol: symbolOf(item.symbol) })),
    naming: async () => symbolOf,
    asset: async (code) => assets.find((asset) => asset.code === code),
    assetNaming: async () => assetNamingOf(catalogue),
  };
}
