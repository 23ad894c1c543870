import { chance, maybe } from './fixture-wire-chance.ts';
import type { Params, Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

/** Ids that answers have named, for later requests to name again. */
export interface FuturesIds {
  readonly orders: string[];
  readonly tokens: string[];
}

const mostSymbols = Array.from({ length: 5 }, () => ['PF_XBTUSD', 'PF_XBTUSD', 'PI_XBTUSD']).flat();

export const symbols = [
  ...mostSymbols,
  'PF_XBTUSD',
  'PF_ETHUSD',
  'FF_XBTUSD_260925',
  'FI_XBTUSD_260925',
  'PI_ETHUSD',
  'PF_PEPEUSD',
  'PF_NONE',
];

const mostTypes = ['lmt', 'lmt', 'lmt', 'lmt', 'lmt', 'mkt', 'mkt', 'mkt', 'stp', 'trailing_stop'];

const types = [
  ...mostTypes,
  'post',
  'ioc',
  'fok',
  'stp',
  'stp',
  'take_profit',
  'trailing_stop',
  'trailing_stop',
  'nothing',
];

function mid(symbol: string): number {
  return /XBT/.test(symbol) ? 80_000 : /ETH/.test(symbol) ? 3_000 : 0.00001;
}

function priceNear(random: () => number, symbol: string): string {
  const swing = chance(random, 0.1) ? 0.6 : 0.06;
  const price = mid(symbol) * (1 - swing / 2 + random() * swing);
  if (/PEPE/.test(symbol)) return price.toFixed(10);
  const step = chance(random, 0.05) ? 0.3 : /ETH/.test(symbol) ? 0.1 : 1;
  return (Math.round(price / step) * step).toFixed(2).replace(/\.?0+$/, '');
}

function quantityOf(random: () => number, symbol: string): string {
  if (/^[PF]I_/.test(symbol))
    return pick(random, ['1', '100', '500', '5000', '20000', '900', '3000', '0.5', '100000000']);
  if (/PEPE/.test(symbol)) return pick(random, ['1000', '500', '25000000']);
  return pick(
    random,
    chance(random, 0.1) ? ['0.0001', '0.00001', '0', '500', '3'] : ['0.01', '0.05', '0.25', '0.1', '0.5', '1', '2'],
  );
}

function orderOf({ random, world }: Recorder): Params {
  const symbol = pick(random, symbols);
  const orderType = pick(random, types);
  const limited = ['lmt', 'post', 'ioc', 'fok'].includes(orderType) ? 0.98 : 0.35;
  const stopped = ['stp', 'take_profit'].includes(orderType) ? 0.98 : 0.03;
  const trailing = orderType === 'trailing_stop';
  return {
    symbol: chance(random, 0.1) ? symbol.toLowerCase() : symbol,
    side: chance(random, 0.98) ? pick(random, ['buy', 'sell']) : 'hold',
    orderType,
    size: quantityOf(random, symbol),
    ...maybe(random, trailing ? 0.05 : limited, () => ({ limitPrice: priceNear(random, symbol) })),
    ...maybe(random, stopped, () => ({ stopPrice: priceNear(random, symbol) })),
    ...maybe(random, 0.3, () => ({
      cliOrdId: pick(random, ['a', 'b', 'c', 'd', 'e', 'f', 'x'.repeat(101), 'ü', String(Math.floor(random() * 1e6))]),
    })),
    ...maybe(random, 0.2, () => ({ reduceOnly: pick(random, ['true', 'true', 'false', 'yes']) })),
    ...maybe(random, 0.3, () => ({ triggerSignal: pick(random, ['mark', 'index', 'last', 'spot', 'moon']) })),
    ...maybe(random, trailing ? 0.97 : 0.01, () => ({
      trailingStopMaxDeviation: pick(random, ['1', '0.5', '300', '0.05', '51']),
      trailingStopDeviationUnit: pick(random, ['PERCENT', 'PERCENT', 'QUOTE_CURRENCY']),
    })),
    ...maybe(random, stopped > 0.5 || trailing ? 0.2 : 0.02, () => ({
      limitPriceOffsetValue: pick(random, ['1', '-20', '0.4']),
      ...maybe(random, 0.95, () => ({ limitPriceOffsetUnit: pick(random, ['PERCENT', 'QUOTE_CURRENCY']) })),
    })),
    ...maybe(random, 0.08, () => ({ processBefore: new Date(world.now() + pick(random, [-5, 5000])).toISOString() })),
  };
}

export function key({ random }: Recorder) {
  return chance(random, 0.15) ? { key: second.futures } : {};
}

export function place(recorder: Recorder, { orders }: FuturesIds): void {
  const answer = recorder.futures('POST', 'sendorder', orderOf(recorder), key(recorder)) as {
    sendStatus?: { order_id?: string };
  };
  if (answer.sendStatus?.order_id) orders.push(answer.sendStatus.order_id);
}

export function known(random: () => number, list: readonly string[]): string {
  return chance(random, 0.05) || list.length === 0
    ? 'nobody'
    : pick(random, chance(random, 0.7) ? list.slice(-6) : list);
}

export function edit(recorder: Recorder, { orders }: FuturesIds): void {
  const { random, world } = recorder;
  const symbol = pick(random, symbols.slice(0, 16));
  recorder.futures('POST', 'editorder', {
    ...(chance(random, 0.85) ? { orderId: known(random, orders) } : { cliOrdId: pick(random, ['a', 'b', 'c']) }),
    ...maybe(random, 0.5, () => ({ size: quantityOf(random, symbol) })),
    ...maybe(random, 0.5, () => ({ limitPrice: priceNear(random, symbol) })),
    ...maybe(random, 0.2, () => ({ stopPrice: priceNear(random, symbol) })),
    ...maybe(random, 0.3, () => ({ qtyMode: pick(random, ['ABSOLUTE', 'RELATIVE', 'OTHER']) })),
    ...maybe(random, 0.1, () => ({ trailingStopMaxDeviation: '2', trailingStopDeviationUnit: 'PERCENT' })),
    ...maybe(random, 0.05, () => ({ processBefore: new Date(world.now() - 5).toISOString() })),
  });
}

export function cancel(recorder: Recorder, { orders }: FuturesIds): void {
  const { random, world } = recorder;
  const named = pick<Params>(random, [
    { order_id: known(random, orders) },
    { order_id: known(random, orders) },
    { cliOrdId: pick(random, ['a', 'b', 'c', 'd']) },
    {},
  ]);
  const late = maybe(random, 0.05, () => ({ processBefore: new Date(world.now() - 5).toISOString() }));
  recorder.futures('POST', 'cancelorder', { ...named, ...late }, key(recorder));
}

export function cancelBatch(recorder: Recorder, { orders }: FuturesIds): void {
  const { random } = recorder;
  const batchOrder = [1, 2].map(() => ({
    order: chance(random, 0.95) ? 'cancel' : 'send',
    order_id: known(random, orders),
  }));
  recorder.futures('POST', 'batchorder', { json: chance(random, 0.95) ? JSON.stringify({ batchOrder }) : '{' });
}

export function cancelAll(recorder: Recorder): void {
  const { random } = recorder;
  if (chance(random, 0.3))
    recorder.futures(
      'POST',
      'cancelallorders',
      maybe(random, 0.5, () => ({ symbol: 'pf_xbtusd' })),
    );
}
