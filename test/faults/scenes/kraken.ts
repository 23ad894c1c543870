import { decodeParams } from '../../../infra/local/exchanges/kraken/spot/request.ts';
import type { ExchangeRequest } from '../../../infra/local/exchanges/server/messages.ts';
import { type KrakenExchange, openKraken } from './kraken-exchange.ts';
import { keysOf } from './kraken-keys.ts';
import { refuse } from './kraken-refusals.ts';
import type { MarketScene, ReadRequest, Scene } from './scene.ts';

export const placeCall = { spot: 'AddOrder', swap: 'sendorder' } as const;

/** The calls that change orders. */
export const changeCall = {
  amend: { spot: 'AmendOrder', swap: 'editorder' },
  'cancel-all': { spot: 'CancelOrderBatch', swap: 'batchorder' },
} as const;

/** The resolver's first look comes when a filled order is not among the open orders any more, and not in the history yet. */
const historyBehind = 'a death, with a history that is behind';

const spot: MarketScene = {
  symbol: 'BTC/USD',
  quantityStep: 0.001,
  places: { regular: placeCall.spot, trigger: placeCall.spot },
  changes: { amend: changeCall.amend.spot, 'cancel-all': changeCall['cancel-all'].spot },
  looks: [
    ['QueryOrders', 'a clean path'],
    ['OpenOrders', 'a lost answer'],
    ['OpenOrders', 'a lost request'],
    ['ClosedOrders', 'a lost answer', ['market']],
    ['ClosedOrders', 'a lost request'],
    ['TradesHistory', 'a lost request', ['market']],
    ['TradesHistory', historyBehind, ['market']],
    ['QueryOrders', historyBehind, ['market']],
    ['GetApiKeyInfo', 'refused nonces'],
    ['CancelOrder', 'a cancellation', ['limit']],
  ],
  // Each of the two orders that are placed beforehand is read back once.
  reads: {
    amend: [
      ['QueryOrders', 'a clean path', 2],
      ['QueryOrders', 'a lost answer', 2],
      ['QueryOrders', 'a lost request', 2],
      ['QueryOrders', 'a late request', 2],
      ['QueryOrders', 'refused nonces', 2],
      ['GetApiKeyInfo', 'refused nonces'],
    ],
    'cancel-all': [
      ['OpenOrders', 'a clean path'],
      ['OpenOrders', 'a lost answer'],
      ['OpenOrders', 'a lost request'],
      ['OpenOrders', 'refused nonces'],
      ['QueryOrders', 'a lost answer', 2],
    ],
  },
};

const swap: MarketScene = {
  symbol: 'BTC/USD:USD',
  quantityStep: 0.001,
  places: { regular: placeCall.swap, trigger: placeCall.swap },
  changes: { amend: changeCall.amend.swap, 'cancel-all': changeCall['cancel-all'].swap },
  looks: [
    ['orders/status', 'a lost answer'],
    ['orders/status', 'a lost request'],
    ['history/orders', 'a lost request'],
    ['history/triggers', 'a lost request'],
    ['fills', 'a lost answer', ['market']],
    ['fills', 'a lost request', ['market']],
    ['fills', historyBehind, ['market']],
    ['cancelorder', 'a cancellation', ['limit']],
  ],
  reads: {
    amend: [
      ['orders/status', 'a clean path'],
      ['orders/status', 'a lost answer'],
      ['orders/status', 'a lost request'],
      ['orders/status', 'a late request'],
    ],
    'cancel-all': [
      ['openorders', 'a clean path'],
      ['openorders', 'a lost answer'],
      ['openorders', 'a lost request'],
      ['orders/status', 'a lost answer'],
    ],
  },
};

export const kraken: Scene<KrakenExchange> = {
  credentialsOf: (name) => ({ ...keysOf(name) }),
  markets: { spot, swap },
  open: openKraken,
  read,
  isAmended: (answer) => {
    const { result, editStatus } = (typeof answer === 'object' ? answer : {}) as {
      result?: { amend_id?: unknown };
      editStatus?: { status?: unknown };
    };
    return editStatus?.status === 'edited' || result?.amend_id !== undefined;
  },
  spoiled: {
    'no-id': { error: [], result: {}, sendStatus: { status: 'placed' } },
    'error-list': { error: [] },
    'deadline-elapsed': { error: ['EService:Deadline elapsed'] },
    'unknown-status': {
      ...{ error: [], result: 'success' },
      sendStatus: { status: 'beingConsidered', order_id: 'x', orderEvents: [] },
    },
  },
  refuse,
  unsure: [],
  farthestSkewMs: 20_000,
  playsOneOf: { cases: 1, seeds: 1 },
};

function read(request: ExchangeRequest): ReadRequest | null {
  const { path, headers } = request;
  const apiKey = String(headers['api-key'] ?? headers.apikey ?? '');
  if (apiKey === '') return null;
  const name = path.replace(/^\/0\/private\/|^\/derivatives\/api\/v\d\/|^\/api\/(?=history)/g, '').replace(/\/v\d/, '');
  // Kraken takes a form or, for relative prices, JSON: the simulator's own reader knows both.
  const params = decodeParams(request);
  const { nonce = null, cl_ord_id, cliOrdId } = params;
  const places: readonly string[] = Object.values(placeCall);
  const amends: readonly string[] = Object.values(changeCall.amend);
  return {
    ...{ name, apiKey, nonce, params },
    signature: String(headers['api-sign'] ?? headers.authent ?? ''),
    clientOrderId: places.includes(name) ? (cl_ord_id ?? cliOrdId ?? null) : null,
    amendment: amends.includes(name) ? amendmentIn(params) : null,
  };
}

function amendmentIn(params: Record<string, string>): NonNullable<ReadRequest['amendment']> {
  const change = [
    ['quantity', params.order_qty ?? params.size],
    ['price', params.limit_price ?? params.limitPrice],
    ['stop_price', params.trigger_price ?? params.stopPrice],
  ].flatMap(([field = '', value]) => (value === undefined ? [] : [[field, Number(value)]]));
  return { orderId: params.txid ?? params.orderId ?? '', change: Object.fromEntries(change) };
}
