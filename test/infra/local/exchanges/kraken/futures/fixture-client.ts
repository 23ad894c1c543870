import { createHash, createHmac } from 'node:crypto';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import type { KrakenFuturesOptions } from '../../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { createKrakenFutures } from '../../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { ExchangeAnswer } from '../../../../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../../../../infra/local/exchanges/server/server.ts';
import type { Answer, History, SendStatus } from './fixture-wire.ts';

/** Kraken's signature, written from its documentation and sharing no code with the simulator. */
export function sign(secret: string, postData: string, nonce: string, endpointPath: string): string {
  const hash = createHash('sha256').update(`${postData}${nonce}${endpointPath}`).digest();
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(hash).digest('base64');
}

export const startTime = Date.UTC(2026, 4, 20, 10, 30);

export type Params = Record<string, string | number | boolean>;

export interface CallOptions {
  key?: { apiKey: string; secret: string };
  nonce?: string;
  /** Send the parameters as a form body instead of the query. */
  inBody?: boolean;
  headers?: Record<string, string>;
}

/** A pinned world at a fixed time with BTC at 80,000 (bid 79,996, ask 80,004), and Kraken without sockets. */
export function openExchange(options: Partial<KrakenFuturesOptions> = {}) {
  const world = options.world ?? createWorld({ seed: 7, tickMs: 0, pinned: true, clock: () => startTime });
  const { protocol } = createKrakenFutures({ ...options, world });
  return { world, protocol, ...caller(protocol) };
}

export function caller(protocol: Protocol) {
  function call(method: string, path: string, params: Params = {}, options: CallOptions = {}): ExchangeAnswer {
    const { key = sandbox.futures, nonce = '', inBody = false } = options;
    const data = new URLSearchParams(
      Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const authent = sign(key.secret, data, nonce, path.replace('/derivatives', ''));
    const headers = { apikey: key.apiKey, authent, ...(nonce ? { nonce } : {}), ...options.headers };
    return protocol.handle({ method, path, query: inBody ? '' : data, body: inBody ? data : '', headers });
  }
  const v3 = (method: string) => (name: string, params?: Params, options?: CallOptions) =>
    call(method, `/derivatives/api/v3/${name}`, params, options).body as Answer;
  const [get, post, put] = [v3('GET'), v3('POST'), v3('PUT')];
  return {
    call,
    get,
    post,
    put,
    history: (name: string, params?: Params) => call('GET', `/api/history/v3/${name}`, params).body as History,
    /** sendorder: buy 0.01 PF_XBTUSD unless said otherwise. */
    order: (params: Params): SendStatus =>
      post('sendorder', { symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, ...params }).sendStatus,
    control: (name: string, body: Record<string, unknown> = {}) => {
      const run = protocol.control[name];
      if (!run) throw new Error(`no control ${name}`);
      return run(body);
    },
  };
}

export type Harness = ReturnType<typeof openExchange>;

/** Pins the price of BTC. */
export function moveTo(exchange: Harness, price: number) {
  return exchange.control('price', { symbol: 'PF_XBTUSD', price });
}
