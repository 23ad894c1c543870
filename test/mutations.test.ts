import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { everyMutation, withBug } from './faults/mutations/every-mutation.ts';
import { runsBundles } from './faults/mutations/mutation.ts';

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, '..', file), 'utf8');
}

it.each(everyMutation.map((mutation) => [mutation.bug, mutation] as const))('can be put back: %s', (_bug, mutation) => {
  for (const [file, source] of withBug(mutation, read)) expect(source).not.toBe(read(file));
});

it('few bugs rely on a test of the bundles, which are made anew for each of those bugs', () => {
  expect(everyMutation.filter(runsBundles).length).toBeLessThanOrEqual(10);
});
