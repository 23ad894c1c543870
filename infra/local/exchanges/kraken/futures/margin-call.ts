import { Decimal } from 'decimal.js';
import { isolatedMargin, marginState } from './margin.ts';
import { end, fill, sweepReduceOnly } from './matching.ts';
import type { Order } from './order.ts';
import { recordPlaced } from './order-history.ts';
import { profit, requirement } from './position-value.ts';
import { quote } from './prices.ts';
import type { Customer, Position, Venue } from './venue.ts';
import { marketOf } from './venue.ts';

/**
 * Equity below initial margin cancels the orders that would add risk; below maintenance margin the positions are closed
 * (support.kraken.com, leverage & margining summary; equity protection process). An isolated position answers for itself first.
 */
export function enforceMargin(venue: Venue, customer: Customer, wallet: string): void {
  for (const position of positionsIn(venue, customer, wallet)) {
    if (isolatedFails(venue, customer, position)) liquidate(venue, customer, position);
  }
  const state = marginState(venue, customer, wallet);
  if (state.marginEquity.lt(state.initialMargin)) cancelRisk(venue, customer, wallet);
  if (state.maintenanceMargin.gt(0) && state.marginEquity.lt(state.maintenanceMargin)) {
    for (const position of positionsIn(venue, customer, wallet)) liquidate(venue, customer, position);
  }
}

function positionsIn(venue: Venue, customer: Customer, wallet: string) {
  return [...customer.positions.values()].filter(
    (position) => marketOf(venue, position.symbol).instrument.wallet === wallet,
  );
}

export function isolatedFails(venue: Venue, customer: Customer, position: Position): boolean {
  const leverage = customer.leverage.get(position.symbol);
  if (!leverage) return false;
  const { instrument } = marketOf(venue, position.symbol);
  const { mark } = quote(venue.world, instrument);
  const own = isolatedMargin(instrument, position, leverage);
  const equity = own.add(profit(instrument, position.size, position.entry, mark));
  return equity.lt(requirement(instrument, position.size, mark, 'maintenanceMargin'));
}

function cancelRisk(venue: Venue, customer: Customer, wallet: string): void {
  for (const order of [...customer.open.values()]) {
    const mine = marketOf(venue, order.symbol).instrument.wallet === wallet;
    if (mine && order.state === 'open' && !order.reduceOnly)
      end(venue, customer, order, 'cancelled', 'not_enough_margin');
  }
}

/** One immediate order by the venue over the whole position, at the market's price. */
function liquidate(venue: Venue, customer: Customer, position: Position): void {
  const { instrument } = marketOf(venue, position.symbol);
  const side: Order['side'] = position.size.gt(0) ? 'sell' : 'buy';
  const { bid, ask } = quote(venue.world, instrument);
  const price = side === 'sell' ? bid : ask;
  const now = venue.world.now();
  const order: Order = {
    id: venue.uid(),
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
  fill(venue, customer, order, { size: order.size, price, type: 'liquidation' });
  recordPlaced(venue, customer, order, 'liquidation_order');
  sweepReduceOnly(venue, customer, position.symbol);
}
