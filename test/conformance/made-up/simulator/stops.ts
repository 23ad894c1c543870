import type { Body } from './orders.ts';
import { clientIdOf, decimalOf, enter, instrumentOf, newOrder, quantityOf } from './orders.ts';
import { Refused, refuse } from './refused.ts';
import { nextId, priceOf, type State, type Stop } from './state.ts';

export function placeStop(state: State, body: Body): object {
  const clientId = clientIdOf(body);
  if (state.stops.some((stop) => stop.clientId === clientId && stop.status === 'waiting')) refuse('order.id-taken');
  const instrument = instrumentOf(body);
  const { side, kind, triggerBy } = body;
  if (side !== 'buy' && side !== 'sell') return refuse('order.bad-side');
  if (kind !== 'loss' && kind !== 'profit') return refuse('order.bad-type');
  if (triggerBy !== 'last' && (triggerBy !== 'mark' || instrument.market === 'spot')) refuse('order.bad-trigger');
  const stop: Stop = {
    id: `s${nextId(state)}`,
    clientId,
    instrument,
    side,
    kind,
    quantity: quantityOf(body, instrument),
    trigger: decimalOf(body.trigger, instrument.priceStep, 'order.bad-trigger'),
    price: body.price === undefined ? null : decimalOf(body.price, instrument.priceStep, 'order.bad-price'),
    reduceOnly: body.reduceOnly === true,
    createdAt: state.now(),
    status: 'waiting',
    child: null,
  };
  state.stops.push(stop);
  return stopView(stop);
}

/** A stop loss sells below its trigger and buys above; a take profit the other way round. */
function isReached(state: State, { instrument, side, kind, trigger }: Stop): boolean {
  const price = priceOf(state, instrument);
  const firesBelow = (side === 'sell') === (kind === 'loss');
  return firesBelow ? price.lte(trigger) : price.gte(trigger);
}

/** A fired stop becomes an order with an id of its own, which does not bear the client's id. */
export function fireStops(state: State): void {
  for (const stop of state.stops) {
    if (stop.status !== 'waiting' || !isReached(state, stop)) continue;
    stop.status = 'fired';
    const { instrument, quantity, price, side, reduceOnly } = stop;
    const type = price === null ? 'market' : 'limit';
    const body = { side, type, tif: price === null ? 'ioc' : 'gtc', reduceOnly };
    const child = newOrder(state, body, { clientId: null, instrument, quantity, price });
    stop.child = child.id;
    enterOrCancel(state, child);
  }
}

function enterOrCancel(state: State, child: ReturnType<typeof newOrder>): void {
  try {
    enter(state, child);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    child.status = 'canceled';
    state.orders.push(child);
  }
}

export function stopView({ instrument, quantity, trigger, price, ...stop }: Stop): object {
  return {
    ...stop,
    instrument: instrument.id,
    quantity: quantity.toFixed(),
    trigger: trigger.toFixed(),
    price: price?.toFixed() ?? null,
  };
}
