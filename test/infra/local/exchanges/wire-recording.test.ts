import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { digestOf } from './fixture-wire-recorder.ts';
import recording from './fixture-wire-recording.json' with { type: 'json' };
import { recordWalk } from './fixture-wire-walk.ts';

const answersPerDigest = 40;

function digests(seed: number): string[] {
  const answers = recordWalk(seed);
  const parts = Math.ceil(answers.length / answersPerDigest);
  return Array.from({ length: parts }, (_, part) =>
    digestOf(answers.slice(part * answersPerDigest, (part + 1) * answersPerDigest)),
  );
}

const file = new URL('fixture-wire-recording.json', import.meta.url);

/** `OEMS_WRITE_TABLE=1 npx vitest run test/infra/local/exchanges/wire-recording.test.ts`, then `npx biome check --write`. */
it.runIf(process.env.OEMS_WRITE_TABLE !== undefined)('the recording is made anew', async () => {
  const anew = Object.keys(recording).map((seed) => [seed, digests(Number(seed))]);
  await writeFile(file, JSON.stringify(Object.fromEntries(anew)));
});

/**
 * A digest covers 40 answers, so the first digest that differs says where in the walk an answer changed. The recording is made anew only
 * when an answer is meant to change.
 */
describe('the wires of both Kraken exchanges', () => {
  it.skipIf(process.env.OEMS_WRITE_TABLE !== undefined).each(Object.entries(recording))(
    'answer the same bytes on walk %s as when they were recorded',
    (seed, recorded) => {
      expect(digests(Number(seed))).toEqual(recorded);
    },
  );
});
