import { createHash } from 'node:crypto';
import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import { Decimal } from '../../../lib/decimal.ts';
import { clientIds } from '../../conformance/made-up/client-ids.ts';
import { createKey } from '../../conformance/made-up/simulator/auth.ts';
import { kindOf, listMarkets } from '../../conformance/made-up/simulator/instruments.ts';
import { createMadeUp, type MadeUpProtocol } from '../../conformance/made-up/simulator/simulator.ts';
import { type AccountName, accountNames, accounts } from '../harness/accounts.ts';
import { bookedLedger } from './booked-ledger.ts';
import { isShort, stateOf, trailingPercentOf } from './order-state.ts';
import type {
  BookedLedger,
  BookedOrder,
  MarketScene,
  OpenedExchange,
  ReadRequest,
  Scene,
  SceneTerms,
} from './scene.ts';

function credentialOf(name: AccountName) {
  const digest = (part: string): string => createHash('sha256').update(`${name} ${part}`).digest('hex');
  return {
    apiKey: `mu-${digest('key').slice(0, 20)}`,
    secret: digest('secret').slice(0, 32),
    password: digest('password').slice(0, 16),
  };
}

const stops = ['stop_loss', 'stop_loss_limit'] as const;

const market: Omit<MarketScene, 'symbol' | 'quantityStep'> = {
  places: { regular: 'POST orders', trigger: 'POST stops' },
  changes: { amend: 'POST orders/amend', 'cancel-all': 'POST orders/cancel' },
  looks: [
    ['GET order', 'a lost answer', ['market', 'limit']],
    ['GET order', 'a lost request', ['market', 'limit']],
    ['GET order', 'a death, with a history that is behind', ['market']],
    ['GET stop', 'a lost answer', stops],
    ['GET stop', 'a lost request', stops],
    ['POST orders/cancel', 'a cancellation', ['limit']],
    ['POST stops/cancel', 'a cancellation', ['stop_loss']],
  ],
  reads: {
    amend: [
      ['GET order', 'a clean path'],
      ['GET order', 'a lost answer'],
      ['GET order', 'a lost request'],
      ['GET order', 'a late request'],
    ],
    'cancel-all': [
      ['GET orders', 'a clean path'],
      ['GET stops', 'a clean path'],
      ['GET orders', 'a lost answer'],
      ['GET orders', 'a lost request'],
      ['GET order', 'a lost answer'],
    ],
  },
};

const size = new Map([...listMarkets().values()].map(({ terms }) => [terms.symbol, terms.contract?.size ?? 1]));

const refusals = {
  limited: 'limit.requests',
  throttled: 'limit.requests',
  unread: 'order.bad-quantity',
  'locked-out': 'limit.key',
  denied: 'auth.permission',
  'beside-id': 'order.funds',
} as const;

export const madeup: Scene = {
  credentialsOf: (name) => ({ main: credentialOf(name) }),
  markets: {
    spot: { ...market, symbol: 'BTC/USDT', quantityStep: 0.001 },
    swap: { ...market, symbol: 'BTC/USDT:USDT', quantityStep: 0.01 },
  },
  open,
  read,
  isAmended: (answer) => typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true,
  spoiled: {
    'no-id': { ok: true, data: { status: 'open' } },
    'error-list': { ok: false },
    'deadline-elapsed': { ok: false, code: 'system.deadline', text: 'no answer of the engine in time' },
    'unknown-status': { ok: true, data: { id: 'x', status: 'beingConsidered' } },
  },
  refuse: (_request, how) => ({
    status: 200,
    body: { ok: false, code: refusals[how], ...(how === 'beside-id' ? { data: { id: 'x' } } : {}) },
  }),
  unsure: [],
  // Its answers bear no date.
  farthestSkewMs: 2_000,
  playsOneOf: { cases: 4, seeds: 10 },
};

function open({ clock, seed, walks }: SceneTerms): OpenedExchange {
  const world = createWorld({ pinned: !walks, tickMs: 0, clock, seed });
  const keys = accountNames.map((name) => ({ ...credentialOf(name), customer: accounts[name].customer }));
  const { protocol, stop } = createMadeUp(world, () => keys.map((terms) => createKey(terms, terms.password)));
  return {
    ...{
      world,
      protocols: { api: protocol },
      booked: bookedOf(protocol),
      manners: [],
      keyLimits: null,
      useNonce: null,
    },
    setPrice: (price) => void protocol.control.price?.({ symbol: 'BTC-USDT', price }),
    orders: () => ordersOf(protocol),
    close: () => {
      stop();
      world.close();
    },
  };
}

/** The one ledger of both markets. */
function bookedOf({ exchange, control }: MadeUpProtocol): BookedLedger {
  const perpetual = { symbol: 'BTC-USDT-PERP', price: 80_000, quantity: '1' };
  return bookedLedger({
    ...{ exchange, control, wallet: 'unified', tells: 'parts', canCapPages: false, manners: [] },
    symbolOf: ({ terms: { base, quote, contract } }) => `${base}/${quote}${contract === null ? '' : `:${quote}`}`,
    trades: {
      markets: [perpetual, { symbol: 'BTC-USDT', price: 80_000, quantity: '0.01' }],
      ...{ liquidated: perpetual, walletOf: () => 'unified', money: 'USDT', own: { type: 'market', tif: 'ioc' } },
    },
  });
}

function ordersOf(protocol: MadeUpProtocol): BookedOrder[] {
  return [...protocol.exchange().accounts.values()].flatMap(({ orders }) => [...orders.values()].map(bookedOrder));
}

/** A stop and the order that it becomes are one order, under the ids of the stop. */
function bookedOrder(order: Order): BookedOrder {
  const { customer, id, clientOrderId, side, quantity, limitPrice, filled, trigger } = order;
  const units = size.get(order.market.terms.symbol) ?? 1;
  return {
    ...{ customer, marketType: kindOf(order.market), side, state: stateOf(order), isShort: isShort(order) },
    id: trigger === null ? id : `s${id}`,
    clientOrderId: clientOrderId === null ? null : clientIds.decode(clientOrderId),
    quantity: quantity.mul(units).toFixed(),
    limitPrice: limitPrice?.toFixed() ?? null,
    stopPrice: trigger?.price.toFixed() ?? null,
    trailingPercent: trailingPercentOf(order),
    filled: filled.mul(units).toFixed(),
  };
}

function read({ method, path, query, headers, body }: ExchangeRequest): ReadRequest | null {
  const apiKey = String(headers['x-mu-key'] ?? '');
  if (apiKey === '') return null;
  const name = `${method} ${path.replace('/v1/', '')}`;
  const fields = method === 'GET' ? new URLSearchParams(query).entries() : Object.entries(JSON.parse(body));
  const params = Object.fromEntries([...fields].map(([field, value]) => [field, String(value)]));
  const isPlacing = Object.values(market.places).includes(name);
  return {
    ...{ name, apiKey, nonce: null, params, signature: String(headers['x-mu-sign']) },
    clientOrderId: isPlacing ? clientIds.decode(params.clientId ?? '') : null,
    amendment: name === market.changes.amend ? amendmentIn(params) : null,
  };
}

/** Spot orders cannot be amended: quantities are contracts of BTC. */
function amendmentIn({ id = '', quantity, price }: Record<string, string>): NonNullable<ReadRequest['amendment']> {
  const units = size.get('BTC-USDT-PERP') ?? 1;
  const change = {
    ...(quantity === undefined ? {} : { quantity: new Decimal(quantity).mul(units).toNumber() }),
    ...(price === undefined ? {} : { price: Number(price) }),
  };
  return { orderId: id, change };
}
