import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Position } from './exchange.ts';
import { marketOf } from './exchange.ts';
import { isolatedMargin, marginState } from './margin.ts';
import { end, fill, sweepReduceOnly } from './matching.ts';
import type { Order } from './order.ts';
import { recordPlaced } from './order-history.ts';
import { profit, requirement } from './position-value.ts';
import { quote } from './prices.ts';

/**
 * Equity below initial margin cancels the orders that would add risk; below maintenance margin the positions are closed
 * (support.kraken.com, leverage & margining summary; equity protection process). An isolated position answers for itself first.
 */
export function enforceMargin(exchange: Exchange, customer: Customer, wallet: string): void {
  for (const position of positionsIn(exchange, customer, wallet)) {
    if (isolatedFails(exchange, customer, position)) liquidate(exchange, customer, position);
  }
  const state = marginState(exchange, customer, wallet);
  if (state.marginEquity.lt(state.initialMargin)) cancelRisk(exchange, customer, wallet);
  if (state.maintenanceMargin.gt(0) && state.marginEquity.lt(state.maintenanceMargin)) {
    for (const position of positionsIn(exchange, customer, wallet)) liquidate(exchange, customer, position);
  }
}

function positionsIn(exchange: Exchange, customer: Customer, wallet: string) {
  return [...customer.positions.values()].filter(
    (position) => marketOf(exchange, position.symbol).instrument.wallet === wallet,
  );
}

export function isolatedFails(exchange: Exchange, customer: Customer, position: Position): boolean {
  const leverage = customer.leverage.get(position.symbol);
  if (!leverage) return false;
  const { instrument } = marketOf(exchange, position.symbol);
  const { mark } = quote(exchange.world, instrument);
  const own = isolatedMargin(instrument, position, leverage);
  const equity = own.add(profit(instrument, position.size, position.entry, mark));
  return equity.lt(requirement(instrument, position.size, mark, 'maintenanceMargin'));
}

function cancelRisk(exchange: Exchange, customer: Customer, wallet: string): void {
  for (const order of [...customer.open.values()]) {
    const mine = marketOf(exchange, order.symbol).instrument.wallet === wallet;
    if (mine && order.state === 'open' && !order.reduceOnly)
      end(exchange, customer, order, 'cancelled', 'not_enough_margin');
  }
}

/** One immediate order by Kraken over the whole position, at the market's price. */
function liquidate(exchange: Exchange, customer: Customer, position: Position): void {
  const { instrument } = marketOf(exchange, position.symbol);
  const side: Order['side'] = position.size.gt(0) ? 'sell' : 'buy';
  const { bid, ask } = quote(exchange.world, instrument);
  const price = side === 'sell' ? bid : ask;
  const now = exchange.world.now();
  const order: Order = {
    id: exchange.uid(),
    cliOrdId: null,
    symbol: position.symbol,
    side,
    kind: 'liquidation',
    size: position.size.abs(),
    filled: new Decimal(0),
    limitPrice: price,
    reduceOnly: true,
    placedAt: now,
    updatedAt: now,
    trigger: null,
    state: 'open',
    endedAt: null,
    reason: 'LIQUIDATION_ORDER',
    error: null,
  };
  fill(exchange, customer, order, { size: order.size, price, type: 'liquidation' });
  recordPlaced(exchange, customer, order, 'liquidation_order');
  sweepReduceOnly(exchange, customer, position.symbol);
}
