import { Decimal } from 'decimal.js';
import { marginValue, usdPrice } from './collateral.ts';
import type { Customer, Exchange, Position } from './exchange.ts';
import { marketOf } from './exchange.ts';
import type { Instrument } from './instruments.ts';
import type { Order } from './order.ts';
import { remaining, signed } from './order.ts';
import { accruedFunding, notional, profit, requirement } from './position-value.ts';
import { quote } from './prices.ts';

/** State of one margin wallet in its currency (flex: USD). Field meanings: docs.kraken.com, get-accounts. */
export interface MarginState {
  balanceValue: Decimal;
  collateralValue: Decimal;
  pnl: Decimal;
  unrealizedFunding: Decimal;
  initialMargin: Decimal;
  initialMarginWithOrders: Decimal;
  maintenanceMargin: Decimal;
  marginEquity: Decimal;
  availableMargin: Decimal;
}

/** A change that has not happened: the position and resting size of one symbol after a new order. */
export interface Supposed {
  symbol: string;
  position: Decimal;
  buys: Decimal;
  sells: Decimal;
  /** Profit or loss that the change would bring at once, fees deducted. */
  gain: Decimal;
}

const zero = new Decimal(0);

export function marginState(exchange: Exchange, customer: Customer, wallet: string, supposed?: Supposed): MarginState {
  const exposures = exposuresOf(exchange, customer, wallet, supposed);
  const sum = (pick: (exposure: Exposure) => Decimal) => exposures.reduce((total, one) => total.add(pick(one)), zero);
  const { balanceValue, collateralValue } = balances(exchange, customer, wallet);
  const pnl = sum((exposure) => exposure.pnl).add(supposed?.gain ?? 0);
  const unrealizedFunding = sum((exposure) => exposure.funding);
  const initialMarginWithOrders = sum((exposure) => exposure.initialWithOrders);
  const marginEquity = collateralValue.add(pnl).add(unrealizedFunding);
  return {
    balanceValue,
    collateralValue,
    pnl,
    unrealizedFunding,
    initialMargin: sum((exposure) => exposure.initial),
    initialMarginWithOrders,
    maintenanceMargin: sum((exposure) => exposure.maintenance),
    marginEquity,
    availableMargin: marginEquity.sub(initialMarginWithOrders),
  };
}

function balances(exchange: Exchange, customer: Customer, wallet: string) {
  const held = [...(customer.wallets.get(wallet) ?? [])];
  if (wallet !== 'flex') {
    const own = held.reduce((total, [, amount]) => total.add(amount), zero);
    return { balanceValue: own, collateralValue: own };
  }
  const value = (price: typeof usdPrice) =>
    held.reduce((total, [currency, amount]) => total.add(amount.mul(price(exchange.world, currency))), zero);
  return { balanceValue: value(usdPrice), collateralValue: value(marginValue) };
}

interface Exposure {
  pnl: Decimal;
  funding: Decimal;
  initial: Decimal;
  initialWithOrders: Decimal;
  maintenance: Decimal;
}

function exposuresOf(exchange: Exchange, customer: Customer, wallet: string, supposed?: Supposed): Exposure[] {
  const symbols = new Set([...customer.positions.keys(), ...[...customer.open.values()].map((order) => order.symbol)]);
  if (supposed) symbols.add(supposed.symbol);
  return [...symbols]
    .filter((symbol) => marketOf(exchange, symbol).instrument.wallet === wallet)
    .map((symbol) => exposure(exchange, customer, symbol, supposed?.symbol === symbol ? supposed : undefined));
}

function exposure(exchange: Exchange, customer: Customer, symbol: string, supposed?: Supposed): Exposure {
  const { instrument } = marketOf(exchange, symbol);
  const position = customer.positions.get(symbol);
  const size = supposed?.position ?? position?.size ?? zero;
  const { buys, sells } = supposed ?? restingSizes(customer, symbol);
  const { mark } = quote(exchange.world, instrument);
  const leverage = customer.leverage.get(symbol);
  const margin = (units: Decimal) => initialMargin(instrument, units, mark, leverage);
  const initial = margin(size);
  return {
    pnl: position ? profit(instrument, position.size, position.entry, mark) : zero,
    funding: position ? accruedFunding(exchange, instrument, position, exchange.world.now()) : zero,
    initial,
    initialWithOrders: Decimal.max(
      initial,
      buys.isZero() ? initial : margin(size.add(buys)),
      sells.isZero() ? initial : margin(size.sub(sells)),
    ),
    maintenance: requirement(instrument, size, mark, 'maintenanceMargin'),
  };
}

/** Isolated: the leverage cap sets the margin, but never below the schedule. */
export function initialMargin(instrument: Instrument, size: Decimal, price: Decimal, leverage?: Decimal): Decimal {
  const scheduled = requirement(instrument, size, price, 'initialMargin');
  return leverage ? Decimal.max(scheduled, notional(instrument, size, price).div(leverage)) : scheduled;
}

/** Sizes waiting in the book. Reduce-only orders add no risk; waiting triggers hold no margin. */
export function restingSizes(customer: Customer, symbol: string): { buys: Decimal; sells: Decimal } {
  const sum = (side: Order['side']) =>
    [...customer.open.values()]
      .filter((order) => order.symbol === symbol && order.side === side)
      .filter((order) => order.state === 'open' && !order.reduceOnly)
      .reduce((total, order) => total.add(remaining(order)), zero);
  return { buys: sum('buy'), sells: sum('sell') };
}

export interface Intent {
  instrument: Instrument;
  side: Order['side'];
  /** What would fill at once, its price and fee, and what would rest. */
  filled: Decimal;
  price: Decimal;
  fee: Decimal;
  resting: Decimal;
}

/**
 * Incremental initial margin = new initial margin with orders - initial margin with orders + fee - min(PnL after execution, 0)
 * must not exceed margin equity - initial margin with orders (support.kraken.com, derivatives error messages).
 * An order that only reduces is always let through.
 */
export function affords(exchange: Exchange, customer: Customer, intent: Intent): boolean {
  const { instrument, side, filled, resting } = intent;
  const held = customer.positions.get(instrument.symbol)?.size ?? zero;
  const total = filled.add(resting);
  if (signed(side, held).lt(0) && total.lte(held.abs())) return true;
  const { mark } = quote(exchange.world, instrument);
  const book = restingSizes(customer, instrument.symbol);
  const now = marginState(exchange, customer, instrument.wallet);
  const gain = profit(instrument, signed(side, filled), intent.price, mark);
  const then = marginState(exchange, customer, instrument.wallet, {
    symbol: instrument.symbol,
    position: held.add(signed(side, filled)),
    buys: side === 'buy' ? book.buys.add(resting) : book.buys,
    sells: side === 'sell' ? book.sells.add(resting) : book.sells,
    gain: zero,
  });
  const incremental = then.initialMarginWithOrders
    .sub(now.initialMarginWithOrders)
    .add(intent.fee)
    .sub(Decimal.min(gain, 0));
  return incremental.lte(now.availableMargin);
}

/** Margin set aside for an isolated position: its value at entry over the leverage cap. */
export function isolatedMargin(instrument: Instrument, position: Position, leverage: Decimal): Decimal {
  return notional(instrument, position.size, position.entry).div(leverage);
}
