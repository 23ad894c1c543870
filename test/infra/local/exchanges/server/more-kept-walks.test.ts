import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { walkKilled } from './fixture-kept-walk.ts';

/** More of the walks of `kept-world.test.ts`. */
it.each([3, 4, 5, 6])('walk %s, killed at random points, answers the same bytes as an unbroken walk', (seed) => {
  const dir = mkdtempSync(join(tmpdir(), 'oems-kept-'));
  try {
    walkKilled(dir, seed);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
