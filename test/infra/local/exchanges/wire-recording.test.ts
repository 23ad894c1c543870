import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { digests } from './fixture-wire-digests.ts';
import recording from './fixture-wire-recording.json' with { type: 'json' };

const file = new URL('fixture-wire-recording.json', import.meta.url);

/** `OEMS_WRITE_TABLE=1 npx vitest run test/infra/local/exchanges/wire-recording.test.ts`, then `npx biome check --write`. */
it.runIf(process.env.OEMS_WRITE_TABLE !== undefined)('the recording is made anew', async () => {
  const anew = Object.keys(recording).map((seed) => [seed, digests(Number(seed))]);
  await writeFile(file, JSON.stringify(Object.fromEntries(anew)));
});

/** The recording is made anew only when an answer is meant to change. The walks after the fifth are in `more-recorded-walks.test.ts`. */
describe('the wires of both Kraken exchanges', () => {
  it.skipIf(process.env.OEMS_WRITE_TABLE !== undefined).each(Object.entries(recording).slice(0, 5))(
    'answer the same bytes on walk %s as when they were recorded',
    (seed, recorded) => {
      expect(digests(Number(seed))).toEqual(recorded);
    },
  );
});
