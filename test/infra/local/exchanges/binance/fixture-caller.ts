import { createHmac } from 'node:crypto';
import { sandbox } from '../../../../../infra/local/exchanges/binance/sandbox.ts';
import { createBinanceSpot, type SpotProtocol } from '../../../../../infra/local/exchanges/binance/spot/simulator.ts';
import { createBinanceUsdm } from '../../../../../infra/local/exchanges/binance/usdm/simulator.ts';
import { createWorld, type World } from '../../../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeAnswer } from '../../../../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../../../../infra/local/exchanges/server/server.ts';

type Fields = Readonly<Record<string, string | number | boolean>>;

/** An answer with its body read. */
export interface Read {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of many shapes.
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

export function readAnswer({ status, body, headers = {} }: ExchangeAnswer): Read {
  return { status, body: typeof body === 'string' ? JSON.parse(body) : body, headers };
}

/** Signs with HMAC as the documentation tells, and calls the simulator in process. */
export function caller({ handle, clock }: Protocol, key: { apiKey: string; secret: string } = sandbox) {
  const encode = (fields: Fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
  const signed = (method: string, path: string, fields: Fields = {}): Read => {
    const query = encode({ ...fields, ...(fields.timestamp === undefined && { timestamp: clock?.() ?? Date.now() }) });
    const signature = createHmac('sha256', key.secret).update(query).digest('hex');
    return send(method, path, `${query}&signature=${signature}`);
  };
  const send = (method: string, path: string, query: string, body = ''): Read =>
    readAnswer(handle({ method, path, query, body, headers: { 'x-mbx-apikey': key.apiKey } }));
  const open = (path: string, fields: Fields = {}): Read =>
    readAnswer(handle({ method: 'GET', path, query: encode(fields), body: '', headers: {} }));
  return { signed, send, open };
}

/** A world whose prices and clock move by hand alone: BTC at 70,000 USDT. */
export function stillWorld(): World {
  const world = createWorld({ tickMs: 0, pinned: true, clock: () => 1_790_000_000_000 });
  return world;
}

export function openSpot(world = stillWorld()): { world: World; protocol: SpotProtocol } & ReturnType<typeof caller> {
  const { protocol } = createBinanceSpot(world);
  protocol.control.price?.({ symbol: 'BTC/USDT', price: '70000' });
  return { world, protocol, ...caller(protocol) };
}

/** Both hosts in one world: spot alone is opened first, as in `npm start`. */
export function openUsdm(world = stillWorld()) {
  const spot = openSpot(world);
  const { protocol } = createBinanceUsdm(world);
  return { world, spot, protocol, ...caller(protocol) };
}
