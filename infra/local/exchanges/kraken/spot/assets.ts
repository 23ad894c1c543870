/** An asset as `/0/public/Assets` lists assets, and the common code. */
export interface Asset {
  id: string;
  altname: string;
  code: string;
  decimals: number;
  display_decimals: number;
  collateral_value?: number;
  aclass: AssetClass;
}

export type AssetClass = 'currency' | 'tokenized_asset';

/** Where the lists show stocks: `apart`, in answers about their own class alone, or `among` the currencies too, which was never seen. */
export type TokenizedListing = 'apart' | 'among';

/** Kraken keeps X and Z prefixes for early assets. Later assets have a single name. */
const table: [id: string, altname: string, code: string, decimals: number, display: number, collateral?: number][] = [
  ['ZUSD', 'USD', 'USD', 4, 2, 1],
  ['ZEUR', 'EUR', 'EUR', 4, 2, 1],
  ['XXBT', 'XBT', 'BTC', 10, 5, 0.99],
  ['XETH', 'ETH', 'ETH', 10, 5, 0.99],
  ['SOL', 'SOL', 'SOL', 10, 5, 0.925],
  ['XXRP', 'XRP', 'XRP', 8, 5, 0.95],
  ['ADA', 'ADA', 'ADA', 8, 6, 0.925],
  ['XXDG', 'XDG', 'DOGE', 8, 2, 0.925],
  ['XLTC', 'LTC', 'LTC', 10, 5, 0.925],
  ['DOT', 'DOT', 'DOT', 10, 8, 0.925],
  ['LINK', 'LINK', 'LINK', 10, 5, 0.9],
  ['PEPE', 'PEPE', 'PEPE', 10, 5],
  ['USDT', 'USDT', 'USDT', 8, 4, 0.95],
  ['USDC', 'USDC', 'USDC', 8, 4, 1],
  // Four coins that other software calls by each other's names: Terra Classic and Terra, Augur v1 and v2 (the list of 2022).
  ['LUNA', 'LUNA', 'LUNC', 8, 5],
  ['LUNA2', 'LUNA2', 'LUNA2', 8, 5],
  ['XREP', 'REP', 'REPV1', 10, 5],
  ['REPV2', 'REPV2', 'REPV2', 10, 5],
  // Stocks (xStocks): nautilus_trader records a pair of them, and no asset, so digits are a guess.
  ['AAPLx', 'AAPLx', 'AAPLx', 8, 5],
  ['TSLAx', 'TSLAx', 'TSLAx', 8, 5],
  // Flex Earn: read-only balances that earn; trading and transfers use the plain asset.
  ['XBT.F', 'XBT.F', 'BTC.F', 10, 8],
];

export const assets: readonly Asset[] = table.map(([id, altname, code, decimals, display, collateral]) => ({
  id,
  altname,
  code,
  decimals,
  display_decimals: display,
  ...(collateral === undefined ? {} : { collateral_value: collateral }),
  aclass: id.endsWith('x') ? 'tokenized_asset' : 'currency',
}));

const byName = new Map(
  assets.flatMap((asset) => [asset.id, asset.altname, asset.code].map((name) => [name.toUpperCase(), asset])),
);

/** An asset by its id (XXBT), altname (XBT) or common code (BTC). */
export function findAsset(name: string): Asset | undefined {
  return byName.get(name.toUpperCase());
}

/** Digits after the point that balances of this asset carry. Made-up assets of synthetic pairs have 8. */
export function decimalsOf(assetId: string): number {
  return findAsset(assetId)?.decimals ?? 8;
}
