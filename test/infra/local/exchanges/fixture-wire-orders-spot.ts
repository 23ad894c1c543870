import { chance, maybe } from './fixture-wire-chance.ts';
import type { Params, Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

/** Ids that answers have named, for later requests to name again. */
export interface SpotIds {
  readonly orders: string[];
  readonly trades: string[];
  readonly entries: string[];
}

const mostPairs = Array.from({ length: 14 }, () => 'XBTUSD');

export const pairs = [
  ...mostPairs,
  'XBTUSD',
  'ETHUSD',
  'ETHXBT',
  'XBTEUR',
  'USDTUSD',
  'XDGUSD',
  'SYN000USD',
  'NONEUSD',
];

const types = [
  ...['market', 'limit', 'limit', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit', 'take-profit-limit'],
  ...[
    'market',
    'limit',
    'limit',
    'stop-loss',
    'stop-loss-limit',
    'trailing-stop',
    'trailing-stop',
    'trailing-stop-limit',
  ],
  'iceberg',
];

const prices: Record<string, number> = { XBTUSD: 80_000, ETHUSD: 3_000, ETHXBT: 0.0375, XBTEUR: 74_000, USDTUSD: 1 };

const steps: Record<string, number> = { XBTUSD: 1, ETHUSD: 2, ETHXBT: 5, XBTEUR: 1, USDTUSD: 5 };

function priceNear(random: () => number, pair: string): string {
  const price = (prices[pair] ?? 1) * (0.97 + random() * 0.06);
  return price.toFixed(chance(random, 0.05) ? 9 : (steps[pair] ?? 2));
}

function relative(random: () => number): string {
  return `${pick(random, ['+', '-', '#'])}${pick(random, ['1', '1.5', '200', '0.00001'])}${pick(random, ['%', ''])}`;
}

function priceOf(random: () => number, pair: string): string {
  return chance(random, 0.15) ? relative(random) : priceNear(random, pair);
}

function quantityOf(random: () => number): string {
  const odd = ['30', '0.00001', '0.123456789', '-1', 'x', '100', '5'];
  return pick(random, chance(random, 0.12) ? odd : ['0.001', '0.01', '0.12345678', '0.02', '0.3', '0.07', '0.5']);
}

function orderOf({ random, world }: Recorder): Params {
  const pair = pick(random, pairs);
  const type = pick(random, types);
  const trailing = type.startsWith('trailing');
  return {
    pair,
    type: pick(random, ['buy', 'sell']),
    ordertype: type,
    volume: quantityOf(random),
    price: trailing ? pick(random, ['+1%', '+300', '+0.5%', '+2%', '-1%', '100']) : priceOf(random, pair),
    price2: trailing ? pick(random, ['+0.2%', '-10', '#1', '0']) : priceOf(random, pair),
    ...maybe(random, 0.25, () => ({
      oflags: pick(
        random,
        type === 'limit' ? ['post', 'fcib', 'post,fcib'] : ['fcib', 'fciq', 'viqc', 'fcib,fciq', 'post', 'no'],
      ),
    })),
    ...maybe(random, 0.2, () => ({ timeinforce: pick(random, ['IOC', 'GTC', 'GTD', 'FOK']) })),
    ...maybe(random, 0.15, () => ({
      expiretm: pick(random, ['+30', '+3', '+5000', '0', String(Math.floor(world.now() / 1000) + 900)]),
    })),
    ...maybe(random, 0.1, () => ({ starttm: pick(random, ['+20', '+600', '0', 'soon']) })),
    ...maybe(random, 0.3, () => ({
      cl_ord_id: pick(random, ['a', 'b', 'c', 'd', 'id-of-a-client', 'far-too-long-an-id-for-this']),
    })),
    ...maybe(random, 0.15, () => ({ userref: pick(random, ['1', '2', '-7', '99999999999']) })),
    ...maybe(random, 0.1, () => ({
      deadline: new Date(world.now() + pick(random, [-1000, 100, 5000, 90_000])).toISOString(),
    })),
    ...maybe(random, 0.1, () => ({ trigger: pick(random, ['index', 'last', 'mark']) })),
    ...maybe(random, 0.05, () => ({ validate: 'true' })),
    ...maybe(random, 0.03, () =>
      pick<Params>(random, [{ leverage: '2' }, { leverage: 'none' }, { reduce_only: 'true' }, { 'close[price]': '1' }]),
    ),
  };
}

export function key({ random }: Recorder) {
  return chance(random, 0.15) ? { key: second.spot } : {};
}

export function place(recorder: Recorder, { orders }: SpotIds): void {
  const { result } = recorder.spot('AddOrder', orderOf(recorder), key(recorder)) as { result?: { txid?: string[] } };
  orders.push(...(result?.txid ?? []));
}

/** The last few ids most of the time. */
export function known(random: () => number, list: readonly string[]): string {
  return chance(random, 0.05) || list.length === 0
    ? pick(random, ['OAAAAA-AAAAA-AAAAAA', 'nonsense', '1', ''])
    : pick(random, chance(random, 0.7) ? list.slice(-6) : list);
}

export function amend(recorder: Recorder, { orders }: SpotIds): void {
  const { random, world } = recorder;
  const pair = chance(random, 0.8) ? 'XBTUSD' : pick(random, pairs);
  recorder.spot('AmendOrder', {
    ...(chance(random, 0.85) ? { txid: known(random, orders) } : { cl_ord_id: pick(random, ['a', 'b']) }),
    ...maybe(random, 0.5, () => ({ order_qty: quantityOf(random) })),
    ...maybe(random, 0.5, () => ({ limit_price: priceOf(random, pair) })),
    ...maybe(random, 0.3, () => ({ trigger_price: priceOf(random, pair) })),
    ...maybe(random, 0.2, () => ({ post_only: 'true' })),
    ...maybe(random, 0.05, () => ({ deadline: new Date(world.now() - 5).toISOString() })),
  });
}

export function cancel(recorder: Recorder, { orders }: SpotIds): void {
  const { random } = recorder;
  const named = pick<Params>(random, [
    { txid: known(random, orders) },
    { txid: known(random, orders) },
    { cl_ord_id: pick(random, ['a', 'b', 'z']) },
    { txid: pick(random, ['1', '2', '-7', '5']) },
    {},
  ]);
  recorder.spot('CancelOrder', named, key(recorder));
}

export function cancelBatch(recorder: Recorder, { orders }: SpotIds): void {
  const { random } = recorder;
  recorder.spot('CancelOrderBatch', { orders: [1, 2, 3].map(() => known(random, orders)).join(',') });
}
