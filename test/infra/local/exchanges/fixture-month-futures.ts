import { Decimal } from 'decimal.js';
import type { Desk } from './fixture-month-desk.ts';
import { mustSucceed } from './fixture-month-desk.ts';

interface Product {
  symbol: string;
  base: string;
  inverse: boolean;
  /** Decimals of a size and step of a price. */
  decimals: number;
  tick: number;
}

const products: readonly [Product, ...Product[]] = [
  { symbol: 'PF_XBTUSD', base: 'BTC', inverse: false, decimals: 4, tick: 1 },
  { symbol: 'PF_ETHUSD', base: 'ETH', inverse: false, decimals: 3, tick: 0.1 },
  { symbol: 'PF_SOLUSD', base: 'SOL', inverse: false, decimals: 2, tick: 0.01 },
  { symbol: 'PF_XRPUSD', base: 'XRP', inverse: false, decimals: 0, tick: 0.00001 },
  { symbol: 'PI_XBTUSD', base: 'BTC', inverse: true, decimals: 0, tick: 0.5 },
  { symbol: 'PI_ETHUSD', base: 'ETH', inverse: true, decimals: 0, tick: 0.05 },
];

/** Dollars beyond which the next order reduces. */
const comfortable = 6_000;

/** One order in one of six perpetuals, at market or near it. Some are refused, as some always are. */
export function placeOrder(desk: Desk): void {
  const product = desk.pick(products);
  const held = positionValue(desk, product);
  const side = Math.abs(held) > comfortable ? (held > 0 ? 'sell' : 'buy') : desk.pick(['buy', 'sell']);
  const size = sizeOf(desk, product, desk.between(200, 2_500));
  const style = desk.random();
  if (style < 0.6) desk.futuresPost('sendorder', { symbol: product.symbol, side, size, orderType: 'mkt' });
  else rest(desk, product, side, size, style < 0.9 ? 'lmt' : 'post');
}

/** A limit up to 0.1 % away: the walk of the price fills about half of them, as maker. */
function rest(desk: Desk, { symbol, base, tick }: Product, side: string, size: number, orderType: string): void {
  const away = desk.between(0.0001, 0.001) * (side === 'buy' ? -1 : 1);
  const limitPrice = desk.world
    .price(base)
    .mul(1 + away)
    .toNearest(tick)
    .toNumber();
  desk.futuresPost('sendorder', { symbol, side, size, orderType, limitPrice });
}

function sizeOf(desk: Desk, { base, inverse, decimals }: Product, dollars: number): number {
  const units = inverse ? new Decimal(dollars) : new Decimal(dollars).div(desk.world.price(base));
  return Decimal.max(units.toDecimalPlaces(decimals), new Decimal(10).pow(-decimals)).toNumber();
}

function positionValue(desk: Desk, { symbol, base, inverse }: Product): number {
  const size = desk.futuresAccount().positions.get(symbol)?.quantity ?? new Decimal(0);
  return (inverse ? size : size.mul(desk.world.price(base))).toNumber();
}

/** What the month is traded with: dollars and coins in the multi-collateral wallet, coins in the wallets of two inverse contracts. */
export function fundFutures(desk: Desk): void {
  fromSpot(desk, 'USD', '60000');
  fromSpot(desk, 'XBT', '1');
  fromSpot(desk, 'ETH', '12');
  intoWallet(desk, 'fi_xbtusd', 'xbt', '0.4');
  intoWallet(desk, 'fi_ethusd', 'eth', '4');
}

export function fromSpot(desk: Desk, asset: string, amount: string): void {
  const move = { from: 'Spot Wallet', to: 'Futures Wallet', asset, amount };
  mustSucceed(`transfer of ${amount} ${asset}`, desk.spotCall('WalletTransfer', move));
}

export function toSpot(desk: Desk, currency: string, amount: string): void {
  const move = { currency, amount, sourceWallet: 'flex' };
  mustSucceed(`withdrawal of ${amount} ${currency}`, desk.futuresPost('withdrawal', move));
}

export function intoWallet(desk: Desk, toAccount: string, unit: string, amount: string): void {
  const move = { fromAccount: 'flex', toAccount, unit, amount };
  mustSucceed(`transfer to ${toAccount}`, desk.futuresPost('transfer', move));
}

/** Closes what is open in some products, at market. */
export function flatten(desk: Desk, symbols: RegExp): void {
  desk.futuresPost('cancelallorders', {});
  for (const { symbol, quantity } of [...desk.futuresAccount().positions.values()]) {
    if (!symbols.test(symbol)) continue;
    const side = quantity.gt(0) ? 'sell' : 'buy';
    const order = { symbol, side, size: quantity.abs().toNumber(), orderType: 'mkt', reduceOnly: true };
    mustSucceed(`closing ${symbol}`, desk.futuresPost('sendorder', order));
  }
}

/** Buys for so many dollars and lets the price fall, a percent a second, until the exchange has taken the position; then it recovers. */
export function liquidate(desk: Desk, symbol: string, dollars: number): void {
  const product = products.find((each) => each.symbol === symbol);
  if (!product) throw new Error(`no product ${symbol}`);
  const order = { symbol, side: 'buy', size: sizeOf(desk, product, dollars), orderType: 'mkt' };
  const { sendStatus } = desk.futuresPost('sendorder', order);
  if (sendStatus.status !== 'placed') throw new Error(`${symbol} for ${dollars}: ${sendStatus.status}`);
  const before = desk.world.price(product.base);
  for (let percent = 1; desk.futuresAccount().positions.has(symbol); percent += 1) {
    desk.world.pin(product.base, 'USD', before.mul(1 - percent / 100).toSignificantDigits(8));
    desk.world.advance(1_000);
  }
  desk.world.pin(product.base, 'USD', null);
}
