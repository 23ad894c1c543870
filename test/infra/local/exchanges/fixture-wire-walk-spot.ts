import { chance } from './fixture-wire-chance.ts';
import type { SpotIds } from './fixture-wire-orders-spot.ts';
import { amend, cancel, cancelBatch, key, place } from './fixture-wire-orders-spot.ts';
import { readSpot } from './fixture-wire-reads-spot.ts';
import type { Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

export function walkSpot(recorder: Recorder, ids: SpotIds): void {
  const { random } = recorder;
  const act = pick(random, actions);
  act(recorder, ids);
}

type Action = (recorder: Recorder, ids: SpotIds) => void;

function move({ random, control }: Recorder): void {
  const swing = chance(random, 0.2) ? 0.2 : 0.02;
  const price = (80_000 * (1 - swing / 2 + random() * swing)).toFixed(1);
  control('spot', 'price', { symbol: pick(random, ['BTC/USD', 'BTC/USD', 'BTC/EUR', 'SYN000/USD']), price });
}

function market({ random, control }: Recorder): void {
  const symbol = pick(random, ['BTC/USD', 'ETH/USD']);
  const liquidity = pick(random, [null, null, '0', '0.001', '0.05', '0.3']);
  const mode = pick(random, ['online', 'online', 'online', 'cancel_only', 'post_only', 'limit_only', 'reduce_only']);
  control('spot', 'market', chance(random, 0.6) ? { symbol, liquidity } : { symbol, mode });
}

function settings({ random, control }: Recorder): void {
  const set = pick<[string, Record<string, unknown>]>(random, [
    [
      'limits',
      { tier: pick(random, ['starter', 'pro', null, null, null]), lockout_after: pick(random, [null, null, 2]) },
    ],
    ['history', { late_ms: pick(random, [0, 0, 60_000]) }],
    ['key', { api_key: second.spot.apiKey, revoked: chance(random, 0.3) }],
    ['key', { api_key: second.spot.apiKey, permissions: ['query-funds', 'modify-trades', 'query-open-trades'] }],
    ['key', { api_key: second.spot.apiKey, nonce_window: 50 }],
  ]);
  control('spot', ...set);
}

function wait({ random, world }: Recorder): void {
  world.advance(pick(random, [1, 500, 4_000, 20_000, 60_000, 900_000, 3_600_000, 3 * 86_400_000]));
}

function transfer(recorder: Recorder): void {
  const { random } = recorder;
  const asset = pick(random, ['XBT', 'USD', 'ETH', 'PEPE', 'XBT.F', 'USDT']);
  const amount = pick(random, ['0.1', '1', '250', '1.00001', '9999999', '-1']);
  const from = chance(random, 0.95) ? 'Spot Wallet' : 'Futures Wallet';
  recorder.spot('WalletTransfer', { from, to: 'Futures Wallet', asset, amount }, key(recorder));
}

function signIn(recorder: Recorder): void {
  const { random } = recorder;
  const options = pick<Parameters<Recorder['spot']>[2]>(random, [
    { nonce: '5' },
    { nonce: 'x' },
    { nonce: '1050' },
    { nonce: '1400' },
    { signature: 'bm8=' },
    { key: { apiKey: 'nobody', secret: 'bm8=' } },
  ]);
  recorder.spot(pick(random, ['Balance', 'NoSuchMethod']), {}, options);
}

const actions: readonly Action[] = [
  ...Array.from({ length: 12 }, () => place),
  ...[
    amend,
    amend,
    amend,
    cancel,
    cancel,
    cancelBatch,
    move,
    move,
    move,
    move,
    market,
    market,
    settings,
    wait,
    wait,
    wait,
  ],
  ...[transfer, signIn, readSpot, readSpot, readSpot, readSpot, readSpot],
  (recorder) => (chance(recorder.random, 0.2) ? recorder.spot('CancelAll') : undefined),
];
