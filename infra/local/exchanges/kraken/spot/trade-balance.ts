import { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import type { Asset } from './assets.ts';
import { findAsset } from './assets.ts';
import type { Call } from './call.ts';
import type { SpotExchange } from './exchange.ts';
import { refuse } from './refusal.ts';
import { spotWallet } from './rules.ts';

/**
 * The account in one currency (`asset`, ZUSD unless told otherwise): `eb` all balances, `tb` and `e` the collateral, `mf` what is free of
 * margin. Nobody holds a margin position here, so the figures of positions are zero, and a margin level does not exist: the shape of an
 * account without positions, recorded by XChange. https://docs.kraken.com/api-reference/account-data/get-trade-balance
 */
export function tradeBalance({ exchange, account, params }: Call): unknown {
  const unit = findAsset(params.asset ?? 'ZUSD') ?? refuse('EQuery:Unknown asset');
  const text = (amount: Decimal) => amount.toFixed(4);
  const none = text(new Decimal(0));
  const all = worth(exchange, account, unit, () => 1);
  const collateral = worth(exchange, account, unit, ({ collateral_value: share }) => share ?? 0);
  return {
    ...{ eb: text(all), tb: text(collateral), m: none, n: none, c: none, v: none },
    ...{ e: text(collateral), mf: text(collateral) },
  };
}

/** Value of the balances in a unit, each weighed by the share of its value that counts. */
function worth(exchange: SpotExchange, { wallets }: Account, unit: Asset, shareOf: (asset: Asset) => number): Decimal {
  let total = new Decimal(0);
  for (const [id, amount] of wallets.get(spotWallet) ?? []) {
    const asset = findAsset(id);
    if (asset) total = total.plus(amount.times(shareOf(asset)).times(priceIn(exchange, asset, unit)));
  }
  return total;
}

/** Balances that earn (XBT.F) are worth what the plain asset is worth. */
function priceIn({ world }: SpotExchange, { code }: Asset, unit: Asset): Decimal {
  const plain = (name: string) => name.replace(/\..*$/, '');
  return world.price(plain(code), plain(unit.code));
}
