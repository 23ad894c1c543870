import { chance, maybe } from './fixture-wire-chance.ts';
import type { FuturesIds } from './fixture-wire-orders-futures.ts';
import { cancel, cancelAll, cancelBatch, edit, key, place } from './fixture-wire-orders-futures.ts';
import { readFutures } from './fixture-wire-reads-futures.ts';
import type { Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

export function walkFutures(recorder: Recorder, ids: FuturesIds): void {
  pick(recorder.random, actions)(recorder, ids);
}

type Action = (recorder: Recorder, ids: FuturesIds) => void;

function move({ random, control }: Recorder): void {
  const swing = chance(random, 0.25) ? 0.5 : 0.03;
  const price = Number((80_000 * (1 - swing / 2 + random() * swing)).toFixed(2));
  control('futures', 'price', { symbol: pick(random, ['PF_XBTUSD', 'BTC/USD:USD', 'XBTUSD', 'ETHUSD']), price });
}

function market({ random, control }: Recorder): void {
  const symbol = pick(random, ['PF_XBTUSD', 'PI_XBTUSD', 'PF_ETHUSD']);
  const set = pick<Record<string, unknown>>(random, [
    { suspended: chance(random, 0.3) },
    { mode: chance(random, 0.3) ? 'post_only' : 'online' },
  ]);
  control('futures', 'market', { symbol, ...set });
}

function wait({ random, world }: Recorder): void {
  world.advance(
    pick(random, [1, 700, 4_000, 6_000, 60_000, 1_800_000, 3_600_000, 9_000_000, 86_400_000, 12 * 86_400_000]),
  );
}

function transfer(recorder: Recorder): void {
  const { random } = recorder;
  recorder.futures('POST', 'transfer', {
    fromAccount: pick(random, ['flex', 'cash', 'fi_xbtusd', 'odd']),
    toAccount: pick(random, ['flex', 'cash', 'fi_xbtusd', 'fi_ethusd']),
    unit: pick(random, ['xbt', 'usd', 'BTC', 'pepe']),
    amount: pick(random, ['0.05', '0.02', '100', '0', '1.23456789012']),
  });
}

function withdraw(recorder: Recorder): void {
  const { random } = recorder;
  const currency = pick(random, ['xbt', 'usd', 'USD', 'eth', 'pepe']);
  const source = maybe(random, 0.7, () => ({ sourceWallet: pick(random, ['flex', 'cash', 'fi_xbtusd']) }));
  recorder.futures(
    'POST',
    'withdrawal',
    { currency, amount: pick(random, ['0.01', '50', '100000']), ...source },
    key(recorder),
  );
}

function leverage(recorder: Recorder): void {
  const { random } = recorder;
  recorder.futures('PUT', 'leveragepreferences', {
    symbol: pick(random, ['PF_XBTUSD', 'PF_ETHUSD', 'PI_XBTUSD', 'none']),
    ...maybe(random, 0.7, () => ({ maxLeverage: pick(random, ['1', '2', '5', '10', '50', '0.5', '60']) })),
  });
}

function settings({ random, control }: Recorder): void {
  const set = pick<[string, Record<string, unknown>]>(random, [
    ['limits', { enabled: chance(random, 0.3) }],
    ['history', { late_ms: pick(random, [0, 0, 4_000]) }],
    [
      'key',
      {
        api_key: second.futures.apiKey,
        permissions: { general: pick(random, ['full', 'read', 'none']), withdrawal: pick(random, ['full', 'none']) },
      },
    ],
    [
      'key',
      {
        api_key: 'SANDBOXfutures/00000000000000000000000000000000000kEy01=',
        permissions: { withdrawal: pick(random, ['full', 'full', 'none']) },
      },
    ],
    ['key', { api_key: second.futures.apiKey, revoked: chance(random, 0.3) }],
  ]);
  control('futures', ...set);
}

function signIn(recorder: Recorder): void {
  const { random } = recorder;
  const options = pick<Parameters<Recorder['futures']>[3]>(random, [
    { nonce: '5' },
    { nonce: '7000' },
    { nonce: 'x' },
    { nonce: String(Math.floor(random() * 20_000)) },
    { signature: 'bm8=' },
    { key: { apiKey: 'nobody', secret: 'bm8=' } },
  ]);
  recorder.futures(
    'GET',
    pick(random, ['openorders', '/api/history/v3/orders', '/api/auth/v1/api-keys/v3/check', 'nowhere']),
    {},
    options,
  );
}

function liquidity({ random, control }: Recorder): void {
  control('futures', 'market', {
    symbol: pick(random, ['PF_XBTUSD', 'PI_XBTUSD']),
    liquidity: pick(random, [null, null, 0, 1, 2, 100]),
  });
}

const actions: readonly Action[] = [
  ...Array.from({ length: 12 }, () => place),
  ...[
    edit,
    edit,
    edit,
    cancel,
    cancel,
    cancelBatch,
    cancelAll,
    move,
    move,
    move,
    move,
    market,
    liquidity,
    settings,
    wait,
    wait,
  ],
  ...[
    transfer,
    withdraw,
    leverage,
    signIn,
    readFutures,
    readFutures,
    readFutures,
    readFutures,
    readFutures,
    readFutures,
  ],
];
