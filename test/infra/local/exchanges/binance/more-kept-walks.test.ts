import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { walkKilled } from './fixture-kept-walk.ts';

/** More of the walks of `kept-world.test.ts`. */
it.each([2, 3])('a kept world of both hosts: walk %s, killed at random points, answers as an unbroken walk', (seed) => {
  const dir = mkdtempSync(join(tmpdir(), 'oems-kept-binance-'));
  try {
    walkKilled(dir, seed);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
