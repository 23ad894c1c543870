import { Decimal } from 'decimal.js';
import { balanceOf, post } from '../../../../infra/local/exchanges/engine/ledger.ts';
import { spotWallet } from '../../../../infra/local/exchanges/kraken/spot/rules.ts';
import type { Desk } from './fixture-month-desk.ts';

interface Pair {
  name: string;
  base: string;
  asset: string;
  /** Base volume of a usual order; decimals of a price. */
  volume: number;
  decimals: number;
}

const pairs: readonly [Pair, ...Pair[]] = [
  { name: 'XBTUSD', base: 'BTC', asset: 'XXBT', volume: 0.005, decimals: 1 },
  { name: 'ETHUSD', base: 'ETH', asset: 'XETH', volume: 0.1, decimals: 2 },
];

/** One order at market or near it, its fee in base or in quote currency. */
export function placeSpotOrder(desk: Desk): void {
  const pair = desk.pick(pairs);
  const type = runsLow(desk, pair) ? 'buy' : desk.pick(['buy', 'sell']);
  const volume = new Decimal(pair.volume * desk.between(0.2, 2)).toFixed(8);
  const oflags = desk.pick(['fcib', 'fciq']);
  const ordertype = desk.pick(['market', 'market', 'limit']);
  const price = limitNear(desk, pair, type);
  const limit: Record<string, string> = ordertype === 'limit' ? { price } : {};
  desk.spotCall('AddOrder', { pair: pair.name, type, ordertype, volume, oflags, ...limit });
}

function runsLow(desk: Desk, { asset, volume }: Pair) {
  return balanceOf(desk.spot.exchange(), desk.spotAccount(), spotWallet, asset).lt(volume * 10);
}

function limitNear(desk: Desk, { base, decimals }: Pair, type: string): string {
  const away = desk.between(0.0001, 0.002) * (type === 'buy' ? -1 : 1);
  return desk.world
    .price(base)
    .mul(1 + away)
    .toFixed(decimals);
}

/** Money from a bank or a chain, which no request of the trading API can bring. */
export function deposit(desk: Desk, asset: string, amount: string): void {
  const exchange = desk.spot.exchange();
  const reference = exchange.ids.transfer();
  const change = new Decimal(amount);
  post(exchange, desk.spotAccount(), { kind: 'deposit', wallet: spotWallet, asset, change, reference });
}
