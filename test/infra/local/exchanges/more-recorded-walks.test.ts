import { expect, it } from 'vitest';
import { digests } from './fixture-wire-digests.ts';
import recording from './fixture-wire-recording.json' with { type: 'json' };

/** The walks that `wire-recording.test.ts` leaves out. */
it.each(Object.entries(recording).slice(5))(
  'the wires of both Kraken exchanges answer the same bytes on walk %s as when they were recorded',
  (seed, recorded) => {
    expect(digests(Number(seed))).toEqual(recorded);
  },
);
