import { Decimal } from '../../../../lib/decimal.ts';
import { refuse } from './refused.ts';
import {
  balanceOf,
  baseUnits,
  type Fill,
  hourMs,
  type Instrument,
  nextId,
  type Order,
  type Position,
  priceOf,
  record,
  type State,
} from './state.ts';

const feeRate = '0.0005';
const fundingRate = '0.0001';
const zero = new Decimal(0);

/** Fills what the price allows, and ends orders that may not rest. */
export function match(state: State, order: Order, isNew: boolean): void {
  const price = priceOf(state, order.instrument);
  if (crosses(order, price)) fill(state, order, price, !isNew);
  else if (order.tif === 'ioc') order.status = 'canceled';
}

export function crosses({ side, price: limit }: Pick<Order, 'side' | 'price'>, price: Decimal): boolean {
  return limit === null || (side === 'buy' ? limit.gte(price) : limit.lte(price));
}

function fill(state: State, order: Order, price: Decimal, maker: boolean): void {
  const { instrument, side, quantity } = order;
  const units = baseUnits(quantity, instrument);
  const fee = units.mul(price).mul(feeRate);
  const one: Fill = { id: nextId(state), order, quantity, price, fee, time: state.now(), maker };
  state.fills.push(one);
  Object.assign(order, { filled: quantity, average: price, status: 'filled' });
  const signed = side === 'buy' ? units : units.neg();
  const where = { instrument: instrument.id, trade: one.id };
  if (instrument.market === 'spot') {
    record(state, { kind: 'trade', asset: instrument.base, change: signed, ...where });
    record(state, { kind: 'trade', asset: instrument.quote, change: signed.mul(price).neg(), ...where });
  } else movePosition(state, order, price, where);
  record(state, { kind: 'fee', asset: instrument.quote, change: fee.neg(), ...where });
}

function movePosition(state: State, order: Order, price: Decimal, where: { instrument: string; trade: string }): void {
  const { instrument, side, quantity } = order;
  const held = positionOf(state, instrument);
  const signed = side === 'buy' ? quantity : quantity.neg();
  const closed = held.contracts.mul(signed).lt(0) ? Decimal.min(held.contracts.abs(), quantity) : zero;
  if (closed.gt(0)) {
    const gain = price.minus(held.entry).mul(baseUnits(closed, instrument));
    const change = held.contracts.gt(0) ? gain : gain.neg();
    record(state, { kind: 'pnl', asset: instrument.quote, change, ...where });
  }
  const contracts = held.contracts.plus(signed);
  const opened = quantity.minus(closed);
  const cost = held.entry.mul(held.contracts.abs().minus(closed)).plus(price.mul(opened));
  if (contracts.isZero()) state.positions.delete(instrument.id);
  else state.positions.set(instrument.id, { contracts, entry: cost.div(contracts.abs()) });
}

export function positionOf({ positions }: State, { id }: Instrument): Position {
  return positions.get(id) ?? { contracts: zero, entry: zero };
}

/** Refuses an order that the wallet cannot carry: spot gives money or coins, a swap needs a tenth of its value. */
export function checkFunds(state: State, order: Order): void {
  const { instrument, side, quantity, price } = order;
  const units = baseUnits(quantity, instrument);
  const cost = units.mul(price ?? priceOf(state, instrument));
  const isSale = instrument.market === 'spot' && side === 'sell';
  const needed = instrument.market === 'swap' ? (order.reduceOnly ? zero : cost.div(10)) : isSale ? units : cost;
  if (balanceOf(state, isSale ? instrument.base : instrument.quote).lt(needed)) refuse('order.funds');
}

export function checkReducing(state: State, { instrument, side, quantity, reduceOnly }: Order): void {
  if (!reduceOnly) return;
  const { contracts } = positionOf(state, instrument);
  const signed = side === 'buy' ? quantity : quantity.neg();
  if (contracts.mul(signed).gte(0) || quantity.gt(contracts.abs())) refuse('order.not-reducing');
}

/** Funding is paid at each full hour: longs pay the rate. */
export function payFunding(state: State, now: number): void {
  for (; state.fundedTo + hourMs <= now; state.fundedTo += hourMs)
    for (const [id, { contracts }] of state.positions) payFor(state, id, contracts, state.fundedTo + hourMs);
}

function payFor(state: State, id: string, contracts: Decimal, time: number): void {
  const order = state.orders.find(({ instrument }) => instrument.id === id);
  if (order === undefined) return;
  const { instrument } = order;
  const change = baseUnits(contracts, instrument).mul(priceOf(state, instrument)).mul(fundingRate).neg();
  record(state, { kind: 'funding', asset: instrument.quote, change, instrument: id, trade: null }, time);
}

export function fundingRates(now: number): { time: number; rate: string }[] {
  const last = Math.floor(now / hourMs) * hourMs;
  return Array.from({ length: 24 }, (_each, index) => ({ time: last - index * hourMs, rate: fundingRate }));
}
