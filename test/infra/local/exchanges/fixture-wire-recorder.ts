import { createHash } from 'node:crypto';
import { createWorld, randomNumbers, type World } from '../../../../infra/local/exchanges/engine/world.ts';
import { createKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../../infra/local/exchanges/kraken/sandbox.ts';
import { createKey } from '../../../../infra/local/exchanges/kraken/spot/auth.ts';
import { createPairs } from '../../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../../infra/local/exchanges/kraken/spot/protocol.ts';
import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';
import { createStepClock, type StepClock } from '../../../../infra/local/exchanges/server/step-clock.ts';
import { sign as signFutures } from './kraken/futures/fixture-client.ts';
import { sign as signSpot } from './kraken/spot/fixture-client.ts';

export type Params = Record<string, string>;

export interface Credentials {
  readonly apiKey: string;
  readonly secret: string;
}

interface Options {
  readonly key?: Credentials;
  readonly nonce?: string;
  readonly signature?: string;
}

/** One answer as it would go over the wire: enough to tell any two answers apart. */
export interface Recorded {
  readonly request: string;
  readonly answer: string;
}

/** Both exchanges of one customer in one seeded world, without sockets. Every answer is written down. */
export interface Recorder {
  readonly world: World;
  /** Chance of the walk itself, apart from the world's. */
  readonly random: () => number;
  readonly answers: Recorded[];
  /** The exchanges end without a word, and others begin, in a world of another seed. */
  restart(): void;
  spot(name: string, params?: Params, options?: Options): unknown;
  spotPublic(name: string, query?: Params): unknown;
  futures(method: string, path: string, params?: Params, options?: Options): unknown;
  /** A control of one of the two; what a wrong input throws is ignored. */
  control(exchange: 'spot' | 'futures', name: string, body: Record<string, unknown>): void;
}

const startTime = Date.UTC(2026, 8, 1, 12, 17, 3, 250);

/** A second customer, so that what is one customer's own is told from what is everybody's. */
export const second = {
  spot: { apiKey: 'SECONDspot', secret: Buffer.from('second spot secret').toString('base64') },
  futures: { apiKey: 'SECONDfutures', secret: Buffer.from('second futures secret').toString('base64') },
};

/** Both exchanges and the world between them. */
export interface Exchanges {
  readonly world: World;
  readonly clock: StepClock;
  readonly spot: Protocol;
  readonly futures: Protocol;
}

function openExchanges(seed: number, worldSeed: number): Exchanges {
  const clock = createStepClock(() => startTime);
  const world = createWorld({ seed: worldSeed, tickMs: 0, pinned: seed % 2 === 0, clock: clock.now });
  const spotKey = { ...sandbox.spot, customer: sandbox.customer, nonceWindow: seed % 3 === 0 ? 10n : 0n };
  const spot = createProtocol(world, createPairs(seed % 4), () => [createKey(spotKey, startTime)]);
  const { protocol: futures } = createKrakenFutures({
    world,
    arrivals: seed % 5 === 0 ? 'cash' : 'flex',
    syntheticInstruments: seed % 3,
    maxOpenOrders: seed % 7 === 0 ? 6 : 250,
  });
  return { world, clock, spot, futures };
}

/** `connect` meets the exchanges before the first request, at the start and after each restart. */
export function openRecorder(seed: number, connect: (exchanges: Exchanges) => void = () => {}): Recorder {
  const open = (worldSeed: number): Exchanges => {
    const exchanges = openExchanges(seed, worldSeed);
    connect(exchanges);
    return exchanges;
  };
  let exchanges = open(seed);
  const answers: Recorded[] = [];
  let nonce = 1000;
  const ask = (protocol: Protocol, request: Parameters<Protocol['handle']>[0]): unknown => {
    const { status, body, headers = null, contentType = null } = protocol.handle(request);
    const shown = [request.method, request.path, request.query, request.body].join(' ').replace(/nonce=\d+&?/, '');
    answers.push({ request: shown, answer: JSON.stringify([status, headers, contentType, body]) });
    return body;
  };
  const control: Recorder['control'] = (exchange, name, body) => {
    const { [name]: run } = exchanges[exchange].control;
    if (!run) throw new Error(`no control ${name}`);
    try {
      run(body);
    } catch {
      // A walk gives wrong input now and then.
    }
  };
  const base = { customer: 'second', secret: second.spot.secret };
  control('spot', 'key', { api_key: second.spot.apiKey, ...base });
  control('futures', 'key', { api_key: second.futures.apiKey, ...base, secret: second.futures.secret });
  return {
    get world() {
      return exchanges.world;
    },
    restart() {
      exchanges = open(seed + 1000);
    },
    random: randomNumbers(seed * 7919 + 13),
    answers,
    control,
    spot(name, params = {}, { key = sandbox.spot, nonce: given, signature } = {}) {
      nonce += 1;
      const used = given ?? String(nonce);
      if (/^\d{1,5}$/.test(used)) nonce = Math.max(nonce, Number(used));
      const path = `/0/private/${name}`;
      const body = String(new URLSearchParams({ nonce: used, ...params }));
      const headers = { 'api-key': key.apiKey, 'api-sign': signature ?? signSpot(path, used, body, key.secret) };
      return ask(exchanges.spot, { method: 'POST', path, query: '', headers, body });
    },
    spotPublic: (name, query = {}) =>
      ask(exchanges.spot, {
        method: 'GET',
        path: `/0/public/${name}`,
        query: String(new URLSearchParams(query)),
        headers: {},
        body: '',
      }),
    futures(method, path, params = {}, { key = sandbox.futures, nonce: given = '', signature } = {}) {
      const full = path.startsWith('/') ? path : `/derivatives/api/v3/${path}`;
      const query = String(new URLSearchParams(params));
      const authent = signature ?? signFutures(key.secret, query, given, full.replace('/derivatives', ''));
      const headers = { apikey: key.apiKey, authent, ...(given ? { nonce: given } : {}) };
      return ask(exchanges.futures, { method, path: full, query, headers, body: '' });
    },
  };
}

/** A short print of answers in their order. */
export function digestOf(answers: readonly Recorded[]): string {
  const hash = createHash('sha256');
  for (const { request, answer } of answers) hash.update(`${request}\n${answer}\n`);
  return hash.digest('base64url').slice(0, 12);
}

export function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}
