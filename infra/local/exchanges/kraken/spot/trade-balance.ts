import { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import type { Asset } from './assets.ts';
import { findAsset } from './assets.ts';
import type { Call } from './call.ts';
import type { SpotExchange } from './exchange.ts';
import type { MarginPosition } from './margin-positions.ts';
import { refuse } from './refusal.ts';
import { spotWallet } from './rules.ts';

/**
 * The account in one currency (`asset`, ZUSD unless told otherwise): `eb` all balances, `tb` the collateral, `m` the margin of positions, `n`
 * their profits and losses, `c` their cost, `v` their value, `e` the collateral with `n`, `mf` what `m` leaves of `e`, `ml` the level in
 * percent. In the answer that Kraken.Net records e = tb + n, mf = e - m, v = c - n (a short) and ml = 100 e / m. The answer to an account
 * without positions, recorded by XChange, has no `ml`. https://docs.kraken.com/api-reference/account-data/get-trade-balance
 */
export function tradeBalance({ exchange, account, params }: Call): unknown {
  const unit = findAsset(params.asset ?? 'ZUSD') ?? refuse('EQuery:Unknown asset');
  const text = (amount: Decimal) => amount.toFixed(4);
  const all = worth(exchange, account, unit, () => 1);
  const collateral = worth(exchange, account, unit, ({ collateral_value: share }) => share ?? 0);
  const { margin, net, cost, value } = heldPositions(exchange, account, unit);
  const equity = collateral.plus(net);
  return {
    ...{ eb: text(all), tb: text(collateral), m: text(margin), n: text(net), c: text(cost), v: text(value) },
    ...{ e: text(equity), mf: text(equity.minus(margin)) },
    ...(margin.gt(0) ? { ml: equity.div(margin).times(100).toFixed(2) } : {}),
  };
}

/** The positions that a control has opened, whose amounts are in USD. */
function heldPositions({ marginPositions, world }: SpotExchange, { customer }: Account, unit: Asset) {
  const rate = world.price('USD', unit.code);
  const positions = marginPositions.get(customer) ?? [];
  const sum = (amountOf: (position: MarginPosition) => string) =>
    positions.reduce((total, each) => total.plus(amountOf(each)), new Decimal(0)).times(rate);
  const [margin, net, cost] = [sum((each) => each.margin), sum((each) => each.net), sum((each) => each.cost)];
  const profitOfValue = sum((each) => (each.type === 'buy' ? each.net : new Decimal(each.net).neg().toFixed()));
  return { margin, net, cost, value: cost.plus(profitOfValue) };
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
