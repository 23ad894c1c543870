import { chance, maybe } from './fixture-wire-chance.ts';
import type { FuturesIds } from './fixture-wire-orders-futures.ts';
import { key, known, symbols } from './fixture-wire-orders-futures.ts';
import type { Params, Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

function page({ random, world }: Recorder, { tokens }: FuturesIds): Params {
  const ago = () => String(world.now() - pick(random, [0, 1_000, 3_600_000, 90_000_000]));
  return {
    ...maybe(random, 0.2, () => ({ since: ago() })),
    ...maybe(random, 0.2, () => ({ before: ago() })),
    ...maybe(random, 0.4, () => ({ sort: pick(random, ['asc', 'desc']) })),
    ...maybe(random, 0.5, () => ({ count: pick(random, ['1', '3', '20', '0', 'x']) })),
    ...maybe(random, 0.2, () => ({ tradeable: 'pf_xbtusd' })),
    ...maybe(random, 0.2, () =>
      pick<Params>(random, [
        { opened: 'true' },
        { closed: 'true' },
        { closed: 'false' },
        { reversed: 'true' },
        { trades: 'true' },
        { funding_realization: 'true', settlement: 'true' },
      ]),
    ),
    ...(tokens.length > 0 && chance(random, 0.3) ? { continuation_token: pick(random, tokens.slice(-3)) } : {}),
  };
}

function readHistory(recorder: Recorder, ids: FuturesIds): void {
  const kind = pick(recorder.random, ['orders', 'triggers', 'executions', 'positions']);
  const version = pick(recorder.random, ['v2', 'v3']);
  const answer = recorder.futures('GET', `/api/history/${version}/${kind}`, page(recorder, ids)) as {
    continuationToken?: string;
  };
  if (answer.continuationToken) ids.tokens.push(answer.continuationToken);
}

function readLedger(recorder: Recorder): void {
  const { random, world } = recorder;
  const ago = () => String(world.now() - pick(random, [0, 1_000, 3_600_000, 90_000_000]));
  recorder.futures('GET', '/api/history/v3/account-log', {
    ...maybe(random, 0.2, () => ({ since: ago() })),
    ...maybe(random, 0.2, () => ({ before: ago() })),
    ...maybe(random, 0.3, () => ({ from: pick(random, ['1', '3', '10']) })),
    ...maybe(random, 0.3, () => ({ to: pick(random, ['2', '12', '40']) })),
    ...maybe(random, 0.4, () => ({ sort: pick(random, ['asc', 'desc']) })),
    ...maybe(random, 0.5, () => ({ count: pick(random, ['1', '7', '60', '0', '9999999']) })),
    ...maybe(random, 0.2, () => ({
      info: pick(random, ['futures trade', 'funding rate change', 'conversion', 'odd']),
    })),
  });
}

export function readFutures(recorder: Recorder, ids: FuturesIds): void {
  const { random, world } = recorder;
  const get = (name: string, params: Params = {}) => recorder.futures('GET', name, params, key(recorder));
  const read = pick<() => unknown>(random, [
    () => get('accounts'),
    () => get('accounts'),
    () => get('openpositions'),
    () => get('openpositions'),
    () => get('openorders'),
    () => get('openorders'),
    () =>
      get(
        'fills',
        maybe(random, 0.3, () => ({ lastFillTime: new Date(world.now() - 5_000).toISOString() })),
      ),
    () =>
      get(
        'orders/status',
        maybe(random, 0.7, () => pick<Params>(random, [{ orderIds: known(random, ids.orders) }, { cliOrdIds: 'a,b' }])),
      ),
    () =>
      get(
        'leveragepreferences',
        maybe(random, 0.3, () => ({ symbol: 'PF_XBTUSD' })),
      ),
    () => get(`tickers/${pick(random, symbols)}`),
    () => get('orderbook', { symbol: pick(random, symbols) }),
    () => get(`instruments/${pick(random, symbols)}/status`),
    () => (chance(random, 0.1) ? get('tickers') : undefined),
    () =>
      chance(random, 0.1)
        ? get('/derivatives/api/v4/historicalfundingrates', { symbol: pick(random, symbols) })
        : undefined,
    () => get('/api/auth/v1/api-keys/v3/check'),
    () => readHistory(recorder, ids),
    () => readHistory(recorder, ids),
    () => readHistory(recorder, ids),
    () => readLedger(recorder),
    () => readLedger(recorder),
  ]);
  read();
}

/** Everything a customer can read, to the end. */
export function readAllFutures(recorder: Recorder): void {
  const get = (name: string, options: { key?: typeof second.futures }) => recorder.futures('GET', name, {}, options);
  for (const options of [{}, { key: second.futures }]) {
    for (const name of ['accounts', 'openpositions', 'openorders', 'fills', 'orders/status']) get(name, options);
    for (const name of ['account-log', 'orders', 'triggers', 'executions', 'positions'])
      get(`/api/history/v3/${name}`, options);
  }
}
