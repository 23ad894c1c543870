import type { Asset, AssetClass } from './assets.ts';
import { findAsset } from './assets.ts';
import type { SpotExchange } from './exchange.ts';
import { findPair, type Pair } from './pairs.ts';
import { refuse, refuseArgument } from './refusal.ts';

export function classOf({ base }: Pair): AssetClass {
  return findAsset(base)?.aclass ?? 'currency';
}

/**
 * The pair of a name. Without `asset_class` a stock is an unknown pair (docs.kraken.com, add-order, has the field for xStocks; the words are
 * those that a client of xStocks reports).
 */
export function namedPair({ pairs }: SpotExchange, name: string | undefined, wanted: string | undefined): Pair {
  const pair = findPair(pairs, name ?? '');
  return pair !== undefined && classOf(pair) === classIn(wanted) ? pair : refuse('EQuery:Unknown asset pair');
}

/** The pairs of a class (docs.kraken.com, get-tradable-asset-pairs: `aclass_base`, `currency` by default). */
export function pairsOfClass({ pairs, tokenized }: SpotExchange, wanted: string | undefined): readonly Pair[] {
  if (wanted === undefined && tokenized === 'among') return pairs.list;
  return pairs.list.filter((pair) => classOf(pair) === classIn(wanted));
}

/** The assets of a class (docs.kraken.com, get-asset-info: `aclass`, `currency` by default). */
export function assetsOfClass(
  { tokenized }: SpotExchange,
  assets: readonly Asset[],
  wanted: string | undefined,
): readonly Asset[] {
  if (wanted === undefined && tokenized === 'among') return assets;
  return assets.filter(({ aclass }) => aclass === classIn(wanted));
}

function classIn(text = 'currency'): AssetClass {
  return text === 'currency' || text === 'tokenized_asset' ? text : refuseArgument('asset_class');
}
