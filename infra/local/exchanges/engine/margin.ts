import { Decimal } from 'decimal.js';
import type { Account } from './account.ts';
import { marginValue, usdPrice } from './collateral.ts';
import type { Exchange } from './exchange.ts';
import { marginRules, marketOf } from './exchange.ts';
import { heldOf } from './holds.ts';
import type { Market } from './market.ts';
import { contractOf } from './market.ts';
import type { Order, Side } from './order.ts';
import { remainingOf, signed } from './order.ts';
import { accruedFunding, notional, profit, requirement } from './position-value.ts';
import { quoteOf } from './quote.ts';

/** State of a margin wallet, in the wallet's currency. */
export interface MarginState {
  readonly balanceValue: Decimal;
  readonly collateralValue: Decimal;
  readonly pnl: Decimal;
  readonly unrealizedFunding: Decimal;
  readonly initialMargin: Decimal;
  readonly initialMarginWithOrders: Decimal;
  readonly maintenanceMargin: Decimal;
  readonly marginEquity: Decimal;
  readonly availableMargin: Decimal;
}

/** A change that has not happened: the position and resting quantity of one symbol after a new order. */
interface Supposed {
  readonly symbol: string;
  readonly position: Decimal;
  readonly buys: Decimal;
  readonly sells: Decimal;
}

const zero = new Decimal(0);
const one = new Decimal(1);

/** `except` leaves out what an order in the book of a unified wallet holds. */
export function marginState(
  exchange: Exchange,
  account: Account,
  wallet: string,
  supposed?: Supposed,
  except?: Order,
): MarginState {
  const exposures = exposuresOf(exchange, account, wallet, supposed);
  const sum = (pick: (exposure: Exposure) => Decimal) => exposures.reduce((total, each) => total.add(pick(each)), zero);
  const { balanceValue, collateralValue } = valuesOf(exchange, account, wallet, except);
  const pnl = sum((exposure) => exposure.pnl);
  const unrealizedFunding = sum((exposure) => exposure.funding);
  const initialMarginWithOrders = sum((exposure) => exposure.initialWithOrders);
  const marginEquity = collateralValue.add(pnl).add(unrealizedFunding);
  return {
    ...{ balanceValue, collateralValue, pnl, unrealizedFunding, initialMarginWithOrders, marginEquity },
    initialMargin: sum((exposure) => exposure.initial),
    maintenanceMargin: sum((exposure) => exposure.maintenance),
    availableMargin: marginEquity.sub(initialMarginWithOrders),
  };
}

function valuesOf(exchange: Exchange, account: Account, wallet: string, except?: Order) {
  const rules = marginRules(exchange);
  const held = [...(account.wallets.get(wallet) ?? [])];
  if (wallet !== rules.pool.wallet) {
    const own = held.reduce((total, [, amount]) => total.add(amount), zero);
    return { balanceValue: own, collateralValue: own };
  }
  const value = (price: typeof usdPrice, amounts: typeof held) =>
    amounts.reduce((total, [asset, amount]) => total.add(amount.mul(price(exchange.world, rules, asset))), zero);
  // In a unified wallet the money that a spot order holds is promised, and margins nothing.
  const isUnified = wallet === exchange.rules.tradingWallet;
  const free = ([asset, amount]: [string, Decimal]): [string, Decimal] => [
    asset,
    isUnified ? amount.sub(heldOf(exchange, account, asset, except)) : amount,
  ];
  return { balanceValue: value(usdPrice, held), collateralValue: value(marginValue, held.map(free)) };
}

interface Exposure {
  readonly pnl: Decimal;
  readonly funding: Decimal;
  readonly initial: Decimal;
  readonly initialWithOrders: Decimal;
  readonly maintenance: Decimal;
}

function exposuresOf(exchange: Exchange, account: Account, wallet: string, supposed?: Supposed): Exposure[] {
  const ordered = [...account.open.values()].map(({ market }) => market.terms.symbol);
  const symbols = new Set([...account.positions.keys(), ...ordered, ...(supposed ? [supposed.symbol] : [])]);
  return [...symbols]
    .map((symbol) => marketOf(exchange, symbol))
    .filter(({ terms }) => terms.contract?.wallet === wallet)
    .map((market) => exposureOf(exchange, account, market, supposed?.symbol === market.terms.symbol ? supposed : null));
}

function exposureOf(exchange: Exchange, account: Account, market: Market, supposed: Supposed | null): Exposure {
  const { symbol } = market.terms;
  const position = account.positions.get(symbol);
  const quantity = supposed?.position ?? position?.quantity ?? zero;
  const { buys, sells } = supposed ?? restingQuantities(account, symbol);
  const { mark } = quoteOf(exchange, market);
  const unit = unitOf(exchange, market);
  const margin = (units: Decimal) => initialMargin(market, units, mark, account.leverage.get(symbol)).mul(unit);
  const initial = margin(quantity);
  return {
    pnl: position ? profit(market, position.quantity, position.entry, mark).mul(unit) : zero,
    funding: position ? accruedFunding(exchange, market, position, exchange.world.now()).mul(unit) : zero,
    initial,
    initialWithOrders: Decimal.max(
      initial,
      buys.isZero() ? initial : margin(quantity.add(buys)),
      sells.isZero() ? initial : margin(quantity.sub(sells)),
    ),
    maintenance: requirement(market, quantity, mark, 'maintenanceMargin').mul(unit),
  };
}

/** Value of one unit of the settlement currency in the wallet's currency. A pool may margin contracts of several currencies. */
function unitOf(exchange: Exchange, market: Market): Decimal {
  const rules = marginRules(exchange);
  const { wallet, settle } = contractOf(market);
  return wallet !== rules.pool.wallet || settle === rules.pool.currency ? one : usdPrice(exchange.world, rules, settle);
}

/** Isolated: the leverage sets the margin, but never below the schedule. */
function initialMargin(market: Market, quantity: Decimal, price: Decimal, leverage: Decimal | undefined): Decimal {
  const scheduled = requirement(market, quantity, price, 'initialMargin');
  return leverage ? Decimal.max(scheduled, notional(market, quantity, price).div(leverage)) : scheduled;
}

/** Quantities waiting in the book. Reduce-only orders add no risk; waiting triggers hold no margin. */
export function restingQuantities(account: Account, symbol: string): { buys: Decimal; sells: Decimal } {
  const sum = (side: Side) =>
    [...account.open.values()]
      .filter(({ market, side: ownSide }) => market.terms.symbol === symbol && ownSide === side)
      .filter(({ state, reduceOnly }) => state === 'open' && !reduceOnly)
      .reduce((total, order) => total.add(remainingOf(order)), zero);
  return { buys: sum('buy'), sells: sum('sell') };
}

/** Effect of an order on the account if the order went to the market now. */
export interface Intent {
  readonly market: Market;
  readonly side: Side;
  /** Quantity that would fill at once, with price and fee, and quantity that would rest. */
  readonly filled: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly resting: Decimal;
}

/**
 * Incremental initial margin = new initial margin with orders - initial margin with orders + fee - min(PnL after execution, 0).
 * The sum must not exceed margin equity - initial margin with orders. An order that only reduces is always let through.
 */
export function canMargin(exchange: Exchange, account: Account, intent: Intent): boolean {
  const { market, side, filled, resting } = intent;
  const { symbol } = market.terms;
  const { wallet } = contractOf(market);
  const held = account.positions.get(symbol)?.quantity ?? zero;
  if (signed(side, held).lt(0) && filled.add(resting).lte(held.abs())) return true;
  const { buys, sells } = restingQuantities(account, symbol);
  const now = marginState(exchange, account, wallet);
  const unit = unitOf(exchange, market);
  const gain = profit(market, signed(side, filled), intent.price, quoteOf(exchange, market).mark).mul(unit);
  const then = marginState(exchange, account, wallet, {
    symbol,
    position: held.add(signed(side, filled)),
    buys: side === 'buy' ? buys.add(resting) : buys,
    sells: side === 'sell' ? sells.add(resting) : sells,
  });
  const incremental = then.initialMarginWithOrders
    .sub(now.initialMarginWithOrders)
    .add(intent.fee.mul(unit))
    .sub(Decimal.min(gain, 0));
  return incremental.lte(now.availableMargin);
}
