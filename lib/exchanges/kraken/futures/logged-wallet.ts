import { type Json, optionalText } from '../../wire/readers.ts';
import { coinOf } from './symbols.ts';

/**
 * Kraken Futures writes bitcoin as xbt, and everything in lower case in its log and cash wallets. No page says whether Dogecoin is doge or, as on
 * spot, xdg: both names are the coin, or a transfer would be looked for under one of the two.
 */
export function assetOf(asset: string): string {
  return coinOf(asset.toUpperCase());
}

/**
 * The wallet that the account log names. Besides the names of requests the log tells the wallet of an inverse contract as `f-bch:usd`
 * (docs.kraken.com, feed account_log), and the cash wallet by the coin alone (`ETH` beside the asset `eth`, recorded 2023 by the authors of
 * python-kraken-sdk). Null for another name: it may be of any wallet.
 */
export function loggedWallet({ margin_account, asset }: Json): string | null {
  const name = optionalText(margin_account)?.toLowerCase() ?? '';
  const [, coin = '', quote = ''] = /^f-([a-z0-9]+):([a-z0-9]+)$/.exec(name) ?? [];
  if (coin !== '') return families[quote] === undefined ? null : `${families[quote]}_${coin}${quote}`;
  if (name === 'flex' || name === 'cash' || /^f[iv]_/.test(name)) return name;
  return name !== '' && assetOf(name) === assetOf(String(asset)) ? 'cash' : null;
}

/** Inverse contracts count dollars, and vanilla contracts bitcoin: fi_xbtusd, fv_xrpxbt (docs.kraken.com, get-accounts). */
const families: Readonly<Record<string, string>> = { usd: 'fi', xbt: 'fv' };
