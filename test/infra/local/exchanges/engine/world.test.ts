import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';

const still = { seed: 1, tickMs: 0, clock: () => 1_000_000 };

describe('world', () => {
  it('the same seed walks the same path', () => {
    const [one, two] = [createWorld(still), createWorld(still)];
    for (const world of [one, two]) for (let step = 0; step < 50; step++) world.advance(250);
    expect(one.price('ETH').toFixed()).toBe(two.price('ETH').toFixed());
    expect(one.random()).toBe(two.random());
    expect(one.price('BTC').toFixed()).not.toBe('80000');
  });

  it('another seed walks another path', () => {
    const [one, two] = [createWorld(still), createWorld({ ...still, seed: 2 })];
    one.advance(60_000);
    two.advance(60_000);
    expect(one.price('BTC').toFixed()).not.toBe(two.price('BTC').toFixed());
  });

  it('bitcoin never leaves 75,000 to 90,000 by itself', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: 1, max: 1e9 }), { maxLength: 100 }), (seed, steps) => {
        const world = createWorld({ ...still, seed });
        for (const ms of steps) world.advance(ms);
        const price = world.price('BTC').toNumber();
        expect(price).toBeGreaterThan(75_000);
        expect(price).toBeLessThan(90_000);
      }),
      { numRuns: 50 },
    );
  });

  it('drawing random numbers does not move prices', () => {
    const [one, two] = [createWorld(still), createWorld(still)];
    one.random();
    one.advance(5_000);
    two.advance(5_000);
    expect(one.price('SOL').toFixed()).toBe(two.price('SOL').toFixed());
  });

  it('other quotes follow from the dollar price', () => {
    const world = createWorld({ ...still, pinned: true });
    expect(world.price('BTC', 'EUR').toFixed(2)).toBe('74074.07');
    expect(world.price('ETH', 'BTC').toFixed()).toBe('0.0375');
    world.pin('BTC', 'USD', new Decimal(108_000));
    expect(world.price('BTC', 'EUR').toFixed()).toBe('100000');
  });

  it('a pin of another quote holds that quote alone', () => {
    const world = createWorld({ ...still, pinned: true });
    world.pin('BTC', 'EUR', new Decimal(50_000));
    expect(world.price('BTC', 'EUR').toFixed()).toBe('50000');
    expect(world.price('BTC', 'USD').toFixed()).toBe('80000');
  });

  it('an unpinned price goes back to the walk', () => {
    const world = createWorld({ ...still, pinned: true });
    world.pin('BTC', 'USD', new Decimal(1));
    world.pin('BTC', 'USD', null);
    expect(world.price('BTC').toFixed()).toBe('80000');
  });

  it('a pinned world stands still while time passes', () => {
    const world = createWorld({ ...still, pinned: true });
    world.advance(86_400_000);
    expect(world.price('BTC').toFixed()).toBe('80000');
    expect(world.now()).toBe(1_000_000 + 86_400_000);
  });

  it('listeners hear pins and advances until they stop listening', () => {
    const world = createWorld(still);
    let heard = 0;
    const stop = world.onTick(() => {
      heard++;
    });
    world.advance(1);
    world.pin('BTC', 'USD', new Decimal(1));
    stop();
    world.advance(1);
    expect(heard).toBe(2);
  });

  it('what it does not know is refused', () => {
    const world = createWorld(still);
    expect(() => world.price('NOPE')).toThrow(RangeError);
    expect(() => world.pin('NOPE', 'USD', new Decimal(1))).toThrow(RangeError);
    expect(() => world.pin('BTC', 'USD', new Decimal(0))).toThrow(RangeError);
    expect(() => world.advance(-1)).toThrow(RangeError);
  });

  it('money cannot be sent to an exchange that is not running', () => {
    const world = createWorld(still);
    expect(() => world.deposit('spot', 'sandbox', 'USD', new Decimal(1))).toThrow('no spot exchange');
  });
});
