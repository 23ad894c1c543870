import { Decimal } from 'decimal.js';
import type { Account, Position } from './account.ts';
import { openOf } from './account.ts';
import { endOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import { marketOf } from './exchange.ts';
import { fillOrder } from './fill-order.ts';
import { closingPrice, isolatedFails } from './isolated-margin.ts';
import { marginState } from './margin.ts';
import { contractOf } from './market.ts';
import { shrinkReduceOnly } from './matching.ts';
import type { Order } from './order.ts';
import { quoteOf } from './quote.ts';

/** Wallets answer for their positions. A wallet without a position owes nothing. */
export function enforceMargins(exchange: Exchange, account: Account): void {
  const wallets = new Set([...account.positions.values()].map((position) => walletOf(exchange, position)));
  for (const wallet of wallets) enforceMargin(exchange, account, wallet);
}

/**
 * Equity below initial margin cancels the orders that would add risk; below maintenance margin the positions are closed.
 * Isolated positions answer first.
 */
function enforceMargin(exchange: Exchange, account: Account, wallet: string): void {
  for (const position of positionsIn(exchange, account, wallet))
    if (isolatedFails(exchange, account, position)) liquidate(exchange, account, position);
  const state = marginState(exchange, account, wallet);
  if (state.marginEquity.lt(state.initialMargin)) cancelRisk(exchange, account, wallet);
  if (state.maintenanceMargin.gt(0) && state.marginEquity.lt(state.maintenanceMargin))
    for (const position of positionsIn(exchange, account, wallet)) liquidate(exchange, account, position);
}

function walletOf(exchange: Exchange, { symbol }: Position): string {
  return contractOf(marketOf(exchange, symbol)).wallet;
}

function positionsIn(exchange: Exchange, account: Account, wallet: string): Position[] {
  return [...account.positions.values()].filter((position) => walletOf(exchange, position) === wallet);
}

function cancelRisk(exchange: Exchange, account: Account, wallet: string): void {
  for (const order of openOf(account)) {
    const inWallet = order.market.terms.contract?.wallet === wallet;
    if (inWallet && order.state === 'open' && !order.reduceOnly)
      endOrder(exchange, account, order, 'cancelled', 'notEnoughMargin');
  }
}

/** One immediate order of the exchange over the whole position, at the market's price; an isolated position never below its bankruptcy price. */
function liquidate(exchange: Exchange, account: Account, position: Position): void {
  const order = liquidationOrder(exchange, account, position);
  const { quantity, limitPrice } = order;
  account.orders.set(order.id, order);
  if (limitPrice) fillOrder(exchange, account, order, { quantity, price: limitPrice, role: 'liquidation' });
  exchange.events.entered?.(account, order, 'liquidation');
  shrinkReduceOnly(exchange, account, order.market);
}

function liquidationOrder(exchange: Exchange, account: Account, position: Position): Order {
  const { symbol, quantity } = position;
  const market = marketOf(exchange, symbol);
  const { bid, ask } = quoteOf(exchange, market);
  const sells = quantity.gt(0);
  const now = exchange.world.now();
  const nothing = new Decimal(0);
  const feeRates = exchange.rules.feeRates(account, market, now);
  const offered = sells ? bid : ask;
  const limitPrice = offered && closingPrice(exchange, account, { position, offered, feeRate: feeRates.liquidation });
  return {
    ...{ id: exchange.ids.order(), customer: account.customer, origin: 'liquidation', market },
    ...{ side: sells ? 'sell' : 'buy', quantity: quantity.abs(), quantityIn: 'base', limitPrice },
    ...{ trigger: null, timeInForce: 'IOC', postOnly: false, reduceOnly: true, feeIn: 'quote', clientOrderId: null },
    ...{ startAt: 0, expireAt: 0, own: {}, placedAt: now, updatedAt: now, changedAt: now, endedAt: null },
    ...{ state: 'open', cause: 'liquidation', rejection: null, fills: [], marks: new Set() },
    ...{ filled: nothing, cost: nothing, fee: nothing },
    feeRates,
  };
}
