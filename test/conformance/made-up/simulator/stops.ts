import type { Account } from '../../../../infra/local/exchanges/engine/account.ts';
import { isArmed, type Order, type Trigger } from '../../../../infra/local/exchanges/engine/order.ts';
import type { MadeUpExchange } from './exchange.ts';
import { type Body, kindOf, marketIn } from './instruments.ts';
import { clientIdOf, triggerPriceOf } from './order-fields.ts';
import { commonTerms, enter } from './orders.ts';
import { refuse } from './refused.ts';

/**
 * Stops have a store, ids and endpoints of their own. To the engine a stop and the order that it becomes are one order: here they are two,
 * and the second bears no id of the client.
 */
export function placeStop(exchange: MadeUpExchange, account: Account, body: Body): object {
  const clientId = clientIdOf(body);
  const market = marketIn(exchange.markets, body);
  const { kind, triggerBy } = body;
  if (kind !== 'loss' && kind !== 'profit') return refuse('order.bad-type');
  if (triggerBy !== 'last' && (triggerBy !== 'mark' || kindOf(market) === 'spot')) return refuse('order.bad-trigger');
  const common = commonTerms(body, market);
  // A stop loss sells below its trigger and buys above; a take profit the other way round.
  const fires = (common.side === 'sell') === (kind === 'loss') ? 'below' : 'above';
  const trigger: Trigger = {
    ...{ kind: kind === 'loss' ? 'stop' : 'target', price: triggerPriceOf(body, market), signal: triggerBy, fires },
    ...{ trailing: null, limitOffset: null, firedAt: null },
  };
  const named = { clientOrderId: clientId, own: { kind } };
  return stopView(enter(exchange, account, { ...common, ...named, trigger, timeInForce: 'GTC', postOnly: false }));
}

export function stopsOf({ orders }: Account): Order[] {
  return [...orders.values()].filter(({ trigger }) => trigger !== null);
}

export function waitingStops(account: Account): Order[] {
  return stopsOf(account).filter(({ state }) => state === 'waiting');
}

/** By the exchange's id, or the newest that bears the client's and is not among the ids of `except`. */
export function findStop(account: Account, { id, clientId, except }: Body): Order | undefined {
  const passed = String(except ?? '').split(',');
  return stopsOf(account).findLast((stop) =>
    id === undefined ? stop.clientOrderId === clientId && !passed.includes(idOf(stop)) : idOf(stop) === id,
  );
}

function idOf({ id }: Order): string {
  return `s${id}`;
}

export function stopView(stop: Order): object {
  const { id, clientOrderId, side, reduceOnly, placedAt, market, quantity, limitPrice, trigger, own } = stop;
  const hasFired = !isArmed(stop);
  return {
    ...{ id: idOf(stop), clientId: clientOrderId, side, kind: own.kind, reduceOnly, createdAt: placedAt },
    ...{ status: hasFired ? 'fired' : stop.state === 'waiting' ? 'waiting' : 'canceled', child: hasFired ? id : null },
    instrument: market.terms.symbol,
    quantity: quantity.toFixed(),
    trigger: trigger?.price.toFixed() ?? null,
    price: limitPrice?.toFixed() ?? null,
  };
}
