import type { Catalogue, RefusedSymbol } from '../../model/market.ts';

/**
 * Kraken's LUNA is Terra Classic and Kraken's LUNA2 is Terra; CCXT says LUNC and LUNA. Kraken's REP is Augur v1 and Kraken's REPV2 is Augur v2; CCXT
 * says REPV1 and REP (ccxt 4.5.84 kraken.js, commonCurrencies). A client that types Kraken's name would buy the wrong coin. The newer coins keep
 * Kraken's own names here, and the names with two meanings name nothing.
 */
export const ownNames = { LUNA2: 'LUNA2', REPV2: 'REPV2' } as const;

/** Names with two meanings, with the coins that they could mean. */
const twoMeanings: Readonly<Record<string, readonly string[]>> = { LUNA: ['LUNC', 'LUNA2'], REP: ['REPV1', 'REPV2'] };

/** The catalogue with a reason for every symbol that no order may use. */
export function withReasons(catalogue: Catalogue): Catalogue {
  const refused = catalogue.refused.map((each) =>
    each.ids.every(isTokenized) ? { ...each, reason: 'this service does not support tokenized assets' } : each,
  );
  return { ...catalogue, refused: [...refused, ...ambiguousSymbols(catalogue)] };
}

/** `AAPLxUSD`: no name of a currency has a lower-case letter (docs.kraken.com, get-tradable-asset-pairs, `tokenized_asset`). */
function isTokenized(id: string): boolean {
  return /^[A-Z0-9.]+x[A-Z]+$/.test(id);
}

function ambiguousSymbols({ markets }: Catalogue): RefusedSymbol[] {
  return Object.entries(twoMeanings).flatMap(([name, coins]) => {
    const found = markets.filter(({ base }) => coins.includes(base));
    return [...Map.groupBy(found, ({ quote }) => quote)].map(([quote, group]) => ({
      symbol: `${name}/${quote}`,
      ids: group.map(({ id }) => id),
      reason: `the name has two meanings; use ${group.map(({ symbol, id }) => `${symbol} (${id} at the exchange)`).join(' or ')}`,
    }));
  });
}
