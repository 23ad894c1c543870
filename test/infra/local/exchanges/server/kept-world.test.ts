import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exact } from '../../../../../infra/local/exchanges/engine/decimals.ts';
import { decode, encode } from '../../../../../infra/local/exchanges/engine/keeping.ts';
import { keepWorld } from '../../../../../infra/local/exchanges/server/kept-world.ts';
import { createStepClock } from '../../../../../infra/local/exchanges/server/step-clock.ts';
import { type Exchanges, openRecorder } from '../fixture-wire-recorder.ts';
import { recordWalk } from '../fixture-wire-walk.ts';
import { keptIn, tearLastLine, walkKilled } from './fixture-kept-walk.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'oems-kept-'));
});

afterEach(() => rmSync(dir, { recursive: true }));

describe('a kept world', () => {
  it.each([1, 2])('walk %s, killed at random points, answers the same bytes as an unbroken walk', (seed) => {
    walkKilled(dir, seed);
  });

  it('steps are folded into the state: the folder holds one state and the steps since', () => {
    const recorder = openRecorder(1, keptIn(dir, 20));
    recordWalk(1, { recorder, steps: 60 });
    const names = readdirSync(dir).toSorted();
    expect(names.map((name) => name.replace(/\d+/, '')).toSorted()).toEqual(['steps-.jsonl', 'world-.txt']);
    expect(names.every((name) => (statSync(join(dir, name)).mode & 0o077) === 0)).toBe(true);
  });

  it('a state that was not written to the end is as if never written', () => {
    const recorder = openRecorder(1, keptIn(dir, 1000));
    recorder.control('spot', 'price', { symbol: 'BTC/USD', price: 70_000 });
    writeFileSync(join(dir, 'draft.txt'), '[{"version":1,');
    recorder.restart();
    expect(JSON.stringify(recorder.spotPublic('Ticker', { pair: 'XBTUSD' }))).toContain('"70000');
  });

  it('a step in the middle that cannot be read fails the start: nothing is left out in silence', () => {
    const recorder = openRecorder(1, keptIn(dir, 1000));
    recorder.control('spot', 'price', { symbol: 'BTC/USD', price: 70_000 });
    tearLastLine(dir);
    for (const name of readdirSync(dir).filter((each) => each.startsWith('steps-')))
      appendFileSync(join(dir, name), '\n');
    expect(() => recorder.restart()).toThrow(/JSON/);
  });

  it('a second process in the folder is noticed before a state is lost', () => {
    const recorder = openRecorder(1, keptIn(dir, 2));
    openRecorder(1, keptIn(dir, 1000));
    const askOften = () => Array.from({ length: 1000 }, () => recorder.spotPublic('Time'));
    expect(askOften).toThrow('another process writes to');
  });

  it('a folder with a simulator that does not run now is refused', () => {
    openRecorder(1, keptIn(dir, 1000));
    const withoutSpot = ({ world, clock, futures }: Exchanges): void =>
      void keepWorld({ dir, world, clock, protocols: { futures } });
    expect(() => openRecorder(1, withoutSpot)).toThrow('holds the simulator spot, which does not run now');
  });
});

it('a decimal keeps its digits and its precision, and objects that are the same stay the same', () => {
  const wide = exact('123456789012345678901234567890.123456789');
  const market = { symbol: 'X' };
  const state = {
    wide,
    plain: new Decimal('0.1'),
    orders: new Map([['a', { market }]]),
    markets: [market],
    nonce: 2n ** 70n,
  };
  const read = decode(encode(state)) as typeof state;
  expect(read).toEqual(state);
  expect(read.wide.plus('1e-9').toFixed()).toBe('123456789012345678901234567890.12345679');
  expect(read.plain.div(3).precision()).toBe(20);
  expect(read.orders.get('a')?.market).toBe(read.markets[0]);
});

it('a function in the state is an error', () => {
  expect(() => encode({ late: { random: () => 1 } })).toThrow();
});

it('the step clock stands still in a step and never goes back', () => {
  let real = 1000;
  const { now, during } = createStepClock(() => real);
  const times = during(5000, () => {
    real = 2000;
    return [now(), now()];
  });
  expect(times).toEqual([5000, 5000]);
  expect(now()).toBe(5000);
  real = 6000;
  expect(now()).toBe(6000);
});
