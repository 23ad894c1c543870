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

/**
 * The recording was made before the two exchanges stood on one engine. A digest covers 40 answers, so the first digest that
 * differs says where in the walk an answer changed. A recording is made again only when an answer is meant to change.
 */
describe('the wires of both Kraken exchanges', () => {
  it.each(Object.entries(recording))(
    'answer the same bytes on walk %s as when they were recorded',
    (seed, recorded) => {
      expect(digests(Number(seed))).toEqual(recorded);
    },
  );
});
