import { sandbox } from '../../../../infra/local/exchanges/kraken/sandbox.ts';
import { readAllFutures } from './fixture-wire-reads-futures.ts';
import { readAllSpot } from './fixture-wire-reads-spot.ts';
import type { Recorded, Recorder } from './fixture-wire-recorder.ts';
import { openRecorder } from './fixture-wire-recorder.ts';
import { walkFutures } from './fixture-wire-walk-futures.ts';
import { walkSpot } from './fixture-wire-walk-spot.ts';

interface WalkOptions {
  readonly steps?: number;
  readonly recorder?: Recorder;
  readonly before?: (step: number) => void;
}

/** A random walk over both exchanges: the same seed asks the same, and must be told the same. */
export function recordWalk(seed: number, options: WalkOptions = {}): Recorded[] {
  const { steps = 200, recorder = openRecorder(seed), before = () => {} } = options;
  const spot = { orders: [], trades: [], entries: [] };
  const futures = { orders: [], tokens: [] };
  if (seed === 1) {
    recorder.spotPublic('AssetPairs');
    recorder.spotPublic('Assets');
    recorder.futures('GET', 'instruments');
    recorder.futures('GET', 'instruments/status');
  }
  const withdrawals = { api_key: sandbox.futures.apiKey, permissions: { withdrawal: 'full' } };
  if (seed % 2 === 0) recorder.control('futures', 'key', withdrawals);
  for (let step = 0; step < steps; step += 1) {
    before(step);
    if (recorder.random() < 0.45) walkSpot(recorder, spot);
    else walkFutures(recorder, futures);
    if (step === 80) faultLedgers(recorder, seed);
  }
  faultLedgers(recorder, 0);
  readAllSpot(recorder);
  readAllFutures(recorder);
  return recorder.answers;
}

/** Half of the walks meet a ledger that is late, forgets, or pages short; 0 ends that. */
function faultLedgers({ control }: ReturnType<typeof openRecorder>, seed: number): void {
  const faults = [
    { late: null, retention: null, page_cap: null, show: true },
    { late: { ms: 60_000, share: 0.5, seed: 3 } },
    { retention: { days: 1 } },
    { page_cap: 3 },
    { hide: { share: 0.3 } },
  ];
  for (const exchange of ['spot', 'futures'] as const) control(exchange, 'ledger', faults[seed % 10] ?? {});
}
