import { createHash, createHmac } from 'node:crypto';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { KrakenSpotOptions } from '../../../../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { startKrakenSpot } from '../../../../../../infra/local/exchanges/kraken/spot/simulator.ts';

/** The API-Sign of Kraken's documentation, written from its prose: path, SHA256(nonce + body), HMAC-SHA512. */
export function sign(path: string, nonce: string, body: string, secret: string): string {
  const hash = createHash('sha256').update(`${nonce}${body}`, 'utf8').digest();
  const message = Buffer.concat([Buffer.from(path, 'utf8'), hash]);
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(message).digest('base64');
}

export interface Answer {
  status: number;
  error: string[];
  result: unknown;
}

/** An order as Kraken lists it, as far as tests read it. */
export interface WireOrder {
  status: string;
  reason?: string | null;
  opentm: number;
  closetm?: number;
  cl_ord_id?: string;
  descr: { pair: string; order: string; price: string; price2: string };
  vol: string;
  vol_exec: string;
  cost: string;
  fee: string;
  price: string;
  stopprice: string;
  limitprice: string;
  misc: string;
  oflags: string;
  trades?: string[];
}

export interface WireLedger {
  refid: string;
  time: number;
  type: string;
  subtype: string;
  asset: string;
  amount: string;
  fee: string;
  balance: string;
}

export type WireBalances = Record<string, { balance: string; hold_trade: string }>;

export interface CallOptions {
  nonce?: string;
  json?: boolean;
  apiKey?: string;
  secret?: string;
  signature?: string;
}

export type SpotClient = Awaited<ReturnType<typeof startSpot>>;

/** A fixed moment, so that nothing depends on when the tests run. */
export const startTime = Date.UTC(2026, 8, 1, 12);

/** An exchange whose prices and clock stand still until a test moves them, and a client that signs by hand. */
export async function startSpot(options: Omit<KrakenSpotOptions, 'world'> = {}) {
  const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
  const spot = await startKrakenSpot({ world, ...options });
  let lastNonce = BigInt(startTime);
  await spot.control('price', { symbol: 'BTC/USD', price: 80000 });

  async function call(name: string, params: Record<string, string> = {}, how: CallOptions = {}): Promise<Answer> {
    lastNonce += 1n;
    const { nonce = String(lastNonce), apiKey = sandbox.spot.apiKey, secret = sandbox.spot.secret } = how;
    const path = `/0/private/${name}`;
    const body = how.json ? JSON.stringify({ nonce, ...params }) : String(new URLSearchParams({ nonce, ...params }));
    const type = how.json ? 'application/json' : 'application/x-www-form-urlencoded';
    const signature = how.signature ?? sign(path, nonce, body, secret);
    const headers = { 'API-Key': apiKey, 'API-Sign': signature, 'Content-Type': type };
    return read(await fetch(`${spot.url}${path}`, { method: 'POST', headers, body }));
  }

  async function ok<T = Record<string, unknown>>(
    name: string,
    params: Record<string, string> = {},
    how: CallOptions = {},
  ): Promise<T> {
    const answer = await call(name, params, how);
    if (answer.status !== 200 || answer.error.length > 0) throw new Error(`${name}: ${answer.error.join()}`);
    return answer.result as T;
  }

  async function errorOf(name: string, params: Record<string, string> = {}, how: CallOptions = {}): Promise<string> {
    const { status, error, result } = await call(name, params, how);
    if (status !== 200 || result !== undefined)
      throw new Error(`${name}: expected an error, got ${JSON.stringify(result)}`);
    return error.join();
  }

  return {
    ...spot,
    world,
    call,
    ok,
    errorOf,
    get: async (path: string) => read(await fetch(`${spot.url}/0/public/${path}`)),
    price: (symbol: string, price: number | string | null) => spot.control('price', { symbol, price }),
    /** Places an order and answers its id. */
    async order(params: Record<string, string>): Promise<string> {
      const { txid } = await ok<{ txid: [string] }>('AddOrder', { pair: 'XBTUSD', ...params });
      return txid[0];
    },
    async query(txid: string): Promise<WireOrder> {
      const { [txid]: order } = await ok<Record<string, WireOrder>>('QueryOrders', { txid, trades: 'true' });
      if (!order) throw new Error(`${txid} is not in the answer`);
      return order;
    },
    balances: () => ok<WireBalances>('BalanceEx'),
    async stop() {
      await spot.close();
      world.close();
    },
  };
}

async function read(response: Response): Promise<Answer> {
  const body = (await response.json()) as { error: string[]; result: unknown };
  return { status: response.status, error: body.error, result: body.result };
}
