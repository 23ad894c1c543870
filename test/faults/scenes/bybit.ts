import { createHash } from 'node:crypto';
import { categoryOf } from '../../../infra/local/exchanges/bybit/instruments.ts';
import type { BybitProtocol } from '../../../infra/local/exchanges/bybit/protocol.ts';
import { createBybit } from '../../../infra/local/exchanges/bybit/simulator.ts';
import { exact } from '../../../infra/local/exchanges/engine/decimals.ts';
import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
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
  return { apiKey: digest('key').slice(0, 18), secret: digest('secret').slice(0, 36) };
}

const calls = { place: 'order/create', amend: 'order/amend', current: 'order/realtime' } as const;

const market: Omit<MarketScene, 'symbol'> = {
  quantityStep: 0.001,
  places: { regular: calls.place, trigger: calls.place },
  changes: { amend: calls.amend, 'cancel-all': 'order/cancel-batch' },
  looks: [
    [calls.current, 'a clean path'],
    [calls.current, 'a lost answer'],
    [calls.current, 'a lost request'],
    ['order/history', 'a lost request'],
    ['execution/list', 'a lost request', ['market']],
    ['order/cancel', 'a cancellation', ['limit']],
  ],
  // Each of the two orders that are placed beforehand is read back once.
  reads: {
    amend: [
      [calls.current, 'a clean path', 2],
      [calls.current, 'a lost answer', 2],
      [calls.current, 'a lost request', 2],
      [calls.current, 'a late request', 2],
    ],
    'cancel-all': [
      [calls.current, 'a clean path', 2],
      [calls.current, 'a lost answer', 2],
      [calls.current, 'a lost request', 2],
    ],
  },
};

/** Nobody is locked out for a while: the key is unknown. */
const refusals = {
  limited: 10_006,
  throttled: 170_222,
  unread: 10_001,
  'locked-out': 10_003,
  denied: 10_005,
  'beside-id': 110_007,
} as const;

export const bybit: Scene = {
  credentialsOf: (name) => ({ main: credentialOf(name) }),
  markets: { spot: { ...market, symbol: 'BTC/USDT' }, swap: { ...market, symbol: 'BTC/USDT:USDT' } },
  open,
  read,
  isAmended: (answer) => typeof answer === 'object' && answer !== null && 'retCode' in answer && answer.retCode === 0,
  spoiled: {
    'no-id': { retCode: 0, retMsg: 'OK', result: {} },
    'error-list': { retCode: 0, retMsg: 'OK' },
    'deadline-elapsed': { retCode: -1, retMsg: 'request expired: o@0, now[1] diff[1]', result: {} },
    'unknown-status': { retCode: 0, retMsg: 'OK', result: { orderStatus: 'beingConsidered' } },
  },
  refuse: (_request, how, now) => ({
    status: 200,
    body: {
      ...{ retCode: refusals[how], retMsg: how, retExtInfo: {}, time: now },
      result: how === 'beside-id' ? { orderId: 'x' } : {},
    },
  }),
  // No page says whether a request over a limit waits in the queue behind the gateway.
  unsure: ['limited', 'throttled'],
  // Timestamps are ten seconds in the past: a clock that is ahead by more is refused.
  farthestSkewMs: 8_000,
  playsOneOf: { cases: 4, seeds: 10 },
};

function open({ clock, seed, walks }: SceneTerms): OpenedExchange {
  const world = createWorld({ pinned: !walks, tickMs: 0, clock, seed });
  const { protocol, stop } = createBybit({ world });
  // No page says for whom and how long an id is unique: the least that "unique" can mean.
  protocol.control.forms?.({ link_ids: { scope: 'category', window: 'open' } });
  for (const name of accountNames) {
    const { apiKey, secret } = credentialOf(name);
    protocol.control.key?.({ api_key: apiKey, secret, customer: accounts[name].customer });
  }
  const setPrice = (price: number): void => void protocol.control.price?.({ symbol: 'BTC/USDT', price });
  if (!walks) setPrice(80_000);
  return {
    ...{ world, protocols: { api: protocol }, manners: [], keyLimits: null, useNonce: null, setPrice },
    booked: bookedOf(protocol),
    orders: () => ordersOf(protocol),
    close: () => {
      stop();
      world.close();
    },
  };
}

/** The transaction log of the one wallet: both markets, and contracts that settle in three coins. */
function bookedOf({ exchange, control }: BybitProtocol): BookedLedger {
  const linear = { symbol: 'BTC/USDT:USDT', price: 80_000, quantity: '0.001' };
  return bookedLedger({
    ...{ exchange, control, wallet: 'unified', tells: 'entries', canCapPages: true },
    symbolOf: ({ terms: { symbol } }) => symbol,
    // No page promises an order among rows of one millisecond.
    manners: [{ 'rows of a millisecond in turn': () => control.forms?.({ same_ms: 'reversed' }) }],
    trades: {
      markets: [
        ...[linear, { symbol: 'ETH/USDT:USDT', price: 3_000, quantity: '0.01' }],
        { symbol: 'BTC/USDT', price: 80_000, quantity: '0.001' },
        // A settlement pays the profit of the session as well.
        { symbol: 'BTC/USDC:USDC', price: 80_000, quantity: '0.001' },
        { symbol: 'BTC/USD:BTC', price: 80_000, quantity: '100' },
      ],
      ...{ liquidated: linear, walletOf: () => 'unified', money: 'USDT', own: { orderType: 'Market' } },
      prepare: ({ leverage }, symbol) => void leverage.set(symbol, leverage.get(symbol) ?? exact(10)),
    },
  });
}

function ordersOf(protocol: BybitProtocol): BookedOrder[] {
  return [...protocol.exchange().accounts.values()].flatMap(({ open: resting, ended }) =>
    [...resting.values(), ...ended.values()].filter(({ state }) => state !== 'rejected').map(bookedOrder),
  );
}

function bookedOrder(order: Order): BookedOrder {
  const { customer, id, clientOrderId, side, quantity, limitPrice, filled, trigger } = order;
  return {
    ...{ customer, id, clientOrderId, side, state: stateOf(order), isShort: isShort(order) },
    marketType: categoryOf(order.market) === 'spot' ? 'spot' : 'swap',
    quantity: quantity.toFixed(),
    limitPrice: order.own.orderType === 'Market' ? null : (limitPrice?.toFixed() ?? null),
    stopPrice: trigger?.price.toFixed() ?? null,
    trailingPercent: trailingPercentOf(order),
    filled: filled.toFixed(),
  };
}

function read({ method, path, query, headers, body }: ExchangeRequest): ReadRequest | null {
  const apiKey = String(headers['x-bapi-api-key'] ?? '');
  if (apiKey === '') return null;
  const name = path.replace('/v5/', '');
  const fields = method === 'GET' ? new URLSearchParams(query).entries() : Object.entries(JSON.parse(body));
  const params = Object.fromEntries([...fields].map(([field, value]) => [field, String(value)]));
  return {
    ...{ name, apiKey, nonce: null, params, signature: String(headers['x-bapi-sign']) },
    clientOrderId: name === calls.place ? (params.orderLinkId ?? null) : null,
    amendment: name === calls.amend ? amendmentIn(params) : null,
  };
}

function amendmentIn(params: Record<string, string>): NonNullable<ReadRequest['amendment']> {
  const change = [
    ['quantity', params.qty],
    ['price', params.price],
    ['stop_price', params.triggerPrice],
  ].flatMap(([field = '', value]) => (value === undefined ? [] : [[field, Number(value)]]));
  return { orderId: params.orderId ?? '', change: Object.fromEntries(change) };
}
