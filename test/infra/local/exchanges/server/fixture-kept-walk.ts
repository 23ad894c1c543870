import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { randomNumbers } from '../../../../../infra/local/exchanges/engine/world.ts';
import { keepWorld } from '../../../../../infra/local/exchanges/server/kept-world.ts';
import { type Exchanges, openRecorder, type Recorded } from '../fixture-wire-recorder.ts';
import { recordWalk } from '../fixture-wire-walk.ts';

export function keptIn(dir: string, stepsPerState: number): (exchanges: Exchanges) => void {
  return ({ world, clock, spot, futures }) =>
    void keepWorld({ dir, world, clock, protocols: { spot, futures }, stepsPerState });
}

/** Candles and spreads begin with the start of the simulators, as documented. */
function comparable(answers: readonly Recorded[]): Recorded[] {
  return answers.filter(({ request }) => !/OHLC|Spread|\/charts\//.test(request));
}

/** A process that is killed while it writes leaves a part of a line. */
export function tearLastLine(dir: string): void {
  const steps = readdirSync(dir).filter((name) => name.startsWith('steps-'));
  for (const name of steps) appendFileSync(join(dir, name), '["spot handle",1798');
}

/** A walk that is killed at random points answers as an unbroken walk. */
export function walkKilled(dir: string, seed: number): void {
  const chance = randomNumbers(seed);
  const recorder = openRecorder(seed, keptIn(dir, seed * 17));
  let restarts = 0;
  const before = () => {
    if (chance() > 0.05) return;
    restarts += 1;
    if (chance() < 0.5) tearLastLine(dir);
    recorder.restart();
  };
  const broken = comparable(recordWalk(seed, { recorder, before }));
  expect(restarts).toBeGreaterThan(3);
  expect(broken).toEqual(comparable(recordWalk(seed)));
}
