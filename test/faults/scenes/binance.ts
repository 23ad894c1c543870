import { createHash } from 'node:crypto';
import { createBinanceSpot, type SpotProtocol } from '../../../infra/local/exchanges/binance/spot/simulator.ts';
import { wireId } from '../../../infra/local/exchanges/binance/usdm/render-order.ts';
import { createBinanceUsdm, type UsdmProtocol } from '../../../infra/local/exchanges/binance/usdm/simulator.ts';
import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import { type AccountName, accountNames, accounts } from '../harness/accounts.ts';
import { filledSpot } from './binance-fills.ts';
import { bookedIncome } from './binance-income.ts';
import { refuse } from './binance-refusals.ts';
import { isShort, stateOf, trailingPercentOf } from './order-state.ts';
import type { BookedOrder, Manner, MarketScene, OpenedExchange, ReadRequest, Scene, SceneTerms } from './scene.ts';

function credentialOf(name: AccountName) {
  const digest = (part: string): string => createHash('sha256').update(`${name} ${part}`).digest('hex');
  return { apiKey: digest('key'), secret: digest('secret') };
}

/** Both hosts have calls of the same names. */
const calls = {
  ...{ place: 'POST order', placeAlgo: 'POST algoOrder', order: 'GET order' },
  ...{ amend: 'PUT order', amendSpot: 'PUT order/amend/keepPriority' },
} as const;
const histories = [
  ['GET allOrders', 'a lost request'],
  ['DELETE order', 'a cancellation', ['limit']],
] as const;

/** Each of the two orders that are placed beforehand is acknowledged as a whole, and not read back. */
const spot: MarketScene = {
  symbol: 'BTC/USDT',
  quantityStep: 0.001,
  places: { regular: calls.place, trigger: calls.place },
  changes: { amend: calls.amendSpot, 'cancel-all': 'DELETE order' },
  looks: [
    [calls.order, 'a lost answer'],
    [calls.order, 'a lost request'],
    ...histories,
    ['GET myTrades', 'a lost request', ['market']],
  ],
  reads: {
    amend: [
      [calls.order, 'a clean path'],
      [calls.order, 'a lost answer'],
      [calls.order, 'a lost request'],
      [calls.order, 'a late request'],
    ],
    'cancel-all': [
      ['GET openOrders', 'a clean path'],
      ['GET openOrders', 'a lost answer'],
      [calls.order, 'a lost answer'],
      [calls.order, 'a lost request'],
    ],
  },
};

const stops = ['stop_loss', 'stop_loss_limit', 'take_profit', 'take_profit_limit', 'trailing_stop'] as const;

const swap: MarketScene = {
  symbol: 'BTC/USDT:USDT',
  quantityStep: 0.001,
  places: { regular: calls.place, trigger: calls.placeAlgo },
  changes: { amend: calls.amend, 'cancel-all': 'DELETE batchOrders' },
  looks: [
    [calls.order, 'a lost answer', ['market', 'limit']],
    [calls.order, 'a lost request', ['market', 'limit']],
    ...histories,
    ['GET userTrades', 'a lost request', ['market']],
    ['GET algoOrder', 'a lost answer', stops],
    ['GET openAlgoOrders', 'a lost request', stops],
    ['GET allAlgoOrders', 'a lost request', stops],
    ['DELETE algoOrder', 'a cancellation', ['stop_loss']],
  ],
  reads: {
    amend: [
      [calls.order, 'a clean path'],
      [calls.order, 'a lost answer'],
      [calls.order, 'a lost request'],
      [calls.order, 'a late request'],
    ],
    'cancel-all': [
      ['GET openOrders', 'a clean path'],
      ['GET openAlgoOrders', 'a clean path'],
      ['GET openOrders', 'a lost answer'],
      [calls.order, 'a lost answer'],
    ],
  },
};

export const binance: Scene = {
  credentialsOf: (name) => ({ main: credentialOf(name) }),
  markets: { spot, swap },
  open,
  read,
  isAmended,
  spoiled: {
    'no-id': { symbol: 'BTCUSDT', status: 'NEW' },
    'error-list': { code: -1000 },
    'deadline-elapsed': { code: -1007, msg: 'Timeout waiting for response from backend server.' },
    'unknown-status': { symbol: 'BTCUSDT', orderId: 1, clientOrderId: 'x', status: 'BEING_CONSIDERED' },
  },
  refuse,
  unsure: [],
  // Timestamps are ten seconds in the past: a clock that is ahead by more is refused.
  farthestSkewMs: 8_000,
  playsOneOf: { cases: 8, seeds: 20 },
};

function open({ clock, seed, walks }: SceneTerms): OpenedExchange {
  const world = createWorld({ pinned: !walks, tickMs: 0, clock, seed });
  const [spotHost, usdmHost] = [createBinanceSpot(world), createBinanceUsdm(world)];
  const [{ protocol: spotProtocol }, { protocol: usdm }] = [spotHost, usdmHost];
  for (const name of accountNames) {
    const { apiKey, secret } = credentialOf(name);
    // One key for both hosts: each opens an account of the customer.
    for (const { control } of [spotProtocol, usdm])
      control.key?.({ api_key: apiKey, secret, customer: accounts[name].customer });
  }
  const setPrice = (price: number) => void spotProtocol.control.price?.({ symbol: 'BTC/USDT', price: String(price) });
  if (!walks) setPrice(80_000);
  return {
    ...{ world, protocols: { spot: spotProtocol, usdm }, keyLimits: null, useNonce: null, setPrice },
    booked: bookedIncome(usdm),
    filled: filledSpot(spotProtocol),
    manners: mannersOf(spotProtocol, usdm),
    orders: () => [...ordersOf('spot', spotProtocol), ...ordersOf('swap', usdm)],
    close: () => {
      spotHost.stop();
      usdmHost.stop();
      world.close();
    },
  };
}

/** Answers of which no page tells the form, and the way to the engine. */
function mannersOf(spotHost: Protocol, usdm: Protocol): readonly Manner[] {
  const hosts = { spot: spotHost, usdm };
  const choice = (host: keyof typeof hosts, field: string, value: string): Manner => ({
    [`${host} ${field} ${value}`]: () => hosts[host].control.answers?.({ [field]: value }),
  });
  return [
    ...(['spot', 'usdm'] as const).flatMap((host) => [
      choice(host, 'reused_ids', 'oldest'),
      choice(host, 'canceled_ids', 'taken'),
      { [`${host} engine 2 s behind`]: () => hosts[host].control.engine?.({ lag_ms: 2_000 }) },
    ]),
    choice('usdm', 'algo_query', 'missing'),
    choice('usdm', 'algo_deadline', 'checked'),
    choice('usdm', 'algo_distance', 'left-out'),
  ];
}

function ordersOf(marketType: BookedOrder['marketType'], host: SpotProtocol | UsdmProtocol): BookedOrder[] {
  return [...host.exchange().accounts.values()].flatMap(({ orders }) =>
    [...orders.values()]
      .filter(({ state }) => state !== 'rejected')
      .map((order) => ({ ...bookedOrder(order), marketType, id: idOf(marketType, order) })),
  );
}

/** A conditional order of USD-M and the order that it becomes are one order, under the id of the conditional order. */
function idOf(marketType: BookedOrder['marketType'], order: Order): string {
  if (marketType === 'spot') return order.id;
  const { algoId } = order.own;
  return algoId === undefined ? wireId(order).toString() : `a-${algoId}`;
}

function bookedOrder(order: Order): Omit<BookedOrder, 'marketType' | 'id'> {
  const { customer, clientOrderId, side, quantity, limitPrice, filled, trigger } = order;
  return {
    ...{ customer, clientOrderId, side, state: stateOf(order), isShort: isShort(order) },
    quantity: quantity.toFixed(),
    limitPrice: limitPrice?.toFixed() ?? null,
    stopPrice: trigger?.trailing ? null : (trigger?.price.toFixed() ?? null),
    trailingPercent: trailingPercentOf(order),
    filled: filled.toFixed(),
  };
}

function read({ method, path, query, headers, body }: ExchangeRequest): ReadRequest | null {
  const apiKey = String(headers['x-mbx-apikey'] ?? '');
  if (apiKey === '') return null;
  const name = `${method} ${path.replace(/^\/(api|fapi|sapi)\/v\d\//, '')}`;
  const params = Object.fromEntries(new URLSearchParams([query, body].filter((part) => part !== '').join('&')));
  const isPlacing = name === calls.place || name === calls.placeAlgo;
  return {
    ...{ name, apiKey, nonce: null, params, signature: params.signature ?? '' },
    clientOrderId: isPlacing ? (params.newClientOrderId ?? params.clientAlgoId ?? null) : null,
    amendment: name === calls.amend || name === calls.amendSpot ? amendmentIn(params) : null,
  };
}

/** Quantity and price stand in every amendment of USD-M, and the quantity alone in every amendment of spot. */
function amendmentIn(params: Record<string, string>): NonNullable<ReadRequest['amendment']> {
  const { orderId = '', quantity, price, newQty } = params;
  if (newQty !== undefined) return { orderId, change: { quantity: Number(newQty) } };
  return { orderId, change: { quantity: Number(quantity), price: Number(price) } };
}

interface AmendAnswer {
  readonly orderId?: number;
  readonly status?: string;
  readonly amendedOrder?: AmendAnswer;
}

/** Binance cancels the order in place of some amendments. */
function isAmended(answer: unknown): boolean {
  if (typeof answer !== 'string' || !answer.startsWith('{')) return false;
  const told: AmendAnswer = JSON.parse(answer);
  const { orderId, status } = told.amendedOrder ?? told;
  return orderId !== undefined && status !== 'CANCELED' && status !== 'EXPIRED';
}
