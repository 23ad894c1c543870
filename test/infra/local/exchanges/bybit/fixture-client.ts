import { createHmac } from 'node:crypto';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import { createBybit } from '../../../../../infra/local/exchanges/bybit/simulator.ts';
import type { World } from '../../../../../infra/local/exchanges/engine/world.ts';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeAnswer } from '../../../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../../../infra/local/exchanges/server/server.ts';
import { Decimal } from '../../../../../lib/decimal.ts';
import type { Answer, Result } from './fixture-wire.ts';

export const startTime = Date.UTC(2026, 4, 20, 10, 30);

/** Bybit's signature, written from its documentation and sharing no code with the simulator. */
export function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

export interface CallOptions {
  readonly key?: { readonly apiKey: string; readonly secret: string };
  readonly timestamp?: number;
  readonly window?: string;
  readonly signature?: string;
}

/** A pinned world at a fixed time with BTC at 80,000 USDT (bid 79,996, ask 80,004), and Bybit without sockets. */
export function openExchange(given?: World, synthetic = 0) {
  const world = given ?? createWorld({ seed: 7, tickMs: 0, pinned: true, clock: () => startTime });
  if (!given) for (const coin of ['USDT', 'USDC']) world.pin(coin, 'USD', new Decimal(1));
  const { protocol } = createBybit({ world, syntheticContracts: synthetic });
  return { world, protocol, ...caller(protocol, world) };
}

export function caller(protocol: Protocol, world: World) {
  /** A request whose query or body is signed exactly as given. */
  function raw(method: 'GET' | 'POST', path: string, data: string, options: CallOptions = {}): ExchangeAnswer {
    const { key = sandbox.key, timestamp = world.now(), window = '5000' } = options;
    const headers = {
      'x-bapi-api-key': key.apiKey,
      'x-bapi-timestamp': String(timestamp),
      'x-bapi-recv-window': window,
      'x-bapi-sign': options.signature ?? sign(key.secret, `${timestamp}${key.apiKey}${window}${data}`),
    };
    const isGet = method === 'GET';
    return protocol.handle({ method, path, query: isGet ? data : '', body: isGet ? '' : data, headers });
  }
  const get = (path: string, params: Record<string, string | number> = {}, options?: CallOptions): Answer => {
    const query = new URLSearchParams(
      Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    return raw('GET', `/v5/${path}`, query, options).body as Answer;
  };
  const post = (path: string, body: Record<string, unknown>, options?: CallOptions): Answer =>
    raw('POST', `/v5/${path}`, JSON.stringify(body), options).body as Answer;
  const control = (name: string, body: Record<string, unknown> = {}) => {
    const run = protocol.control[name];
    if (!run) throw new Error(`no control ${name}`);
    return run(body);
  };
  return {
    ...{ raw, get, post, control },
    /** order/create: buy 0.01 BTCUSDT spot at 75,000 unless said otherwise. */
    order: (params: Record<string, unknown> = {}, options?: CallOptions): Answer => {
      const usual = { category: 'spot', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Limit', qty: '0.01' };
      const price = params.orderType === 'Market' ? {} : { price: '78000' };
      return post('order/create', { ...usual, ...price, ...params }, options);
    },
    /** The order under an id as the realtime list has it. */
    read: (orderId: string | undefined, category = 'spot'): Result['list'][number] | undefined =>
      get('order/realtime', { category, orderId: orderId ?? '' }).result.list[0],
    balance: (coin: string) =>
      get('account/wallet-balance', { accountType: 'UNIFIED' }).result.list[0]?.coin?.find((row) => row.coin === coin),
    log: (params: Record<string, string | number> = {}) =>
      get('account/transaction-log', { accountType: 'UNIFIED', limit: 50, ...params }).result.list,
  };
}

export type Harness = ReturnType<typeof openExchange>;
