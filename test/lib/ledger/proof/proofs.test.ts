import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { LedgerRange } from '../../../../lib/ledger/store/ledger-store.ts';
import {
  admits,
  book,
  changes,
  coverageOf,
  hour,
  minute,
  proofs,
  pull,
  type World,
  wait,
  worldWith,
} from './fixture-proof-world.ts';

let world: World;
vi.mock('../../../../lib/aws/log.ts', () => ({ log: () => undefined }));
vi.mock('../../../../lib/aws/clock.ts', () => ({ sharedNow: () => Date.now(), observeTableDate: () => undefined }));
vi.mock('../../../../lib/ledger/store/ledger-store.ts', async (original) => ({
  ...(await original<object>()),
  readEntries: async function* (_ledger: unknown, { from, to }: LedgerRange) {
    yield [...world.stored.values()]
      .filter(({ time }) => time >= from && time < to)
      .toSorted((a, b) => a.time - b.time);
  },
}));

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

type Plan = readonly { readonly asset: string; readonly change: string; readonly later: number }[];

/** Records the changes with a pull now and then, and hides one of them. */
async function live(plan: Plan, hide: number | null): Promise<LedgerEntry | null> {
  let hidden: LedgerEntry | null = null;
  for (const [index, { asset, change, later }] of plan.entries()) {
    wait(world, later);
    const entry = book(world, asset, change);
    if (index === hide) {
      hidden = entry;
      world.hidden.add(entry.id);
    }
    if (index % 3 === 2) {
      wait(world, 6 * minute);
      await pull(world);
    }
  }
  return hidden;
}

/** Some days without a change, with their full rescans. */
async function quietDays(count: number): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    wait(world, 25 * hour);
    await pull(world);
  }
}

describe.each(proofs.map((proof) => [proof.kind, proof] as const))('the proof by %s', (_kind, proof) => {
  it('calls a ledger complete when no entry is hidden, also where pages repeat entries', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (plan, repeats) => {
        world = worldWith(proof);
        world.repeats = repeats;
        await live(plan, null);
        await quietDays(2);
        expect([world.cursor.gaps, world.cursor.mismatches]).toEqual([[], []]);
        expect(coverageOf(world, { from: 0, to: world.truth.at(-1)?.time ?? 0 })).toMatchObject({
          proof: proof.kind,
          complete: true,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('never calls the time of a hidden entry complete, whatever its place', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(30), async (plan, nth) => {
        world = worldWith(proof);
        // An entry that precedes everything the exchange shows is not missed: nothing is claimed about that time.
        const hidden = await live(plan, 1 + (nth % (plan.length - 1)));
        await quietDays(2);
        if (hidden !== null) expect(admits(world, hidden)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is complete again once a late entry has been shown', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(30), async (plan, nth) => {
        world = worldWith(proof);
        // After the first pull: sums of changes prove no time before their first reading.
        const hidden = await live(plan, 3 + (nth % (plan.length - 3)));
        await quietDays(1);
        world.hidden.clear();
        await quietDays(2);
        expect([world.cursor.gaps, world.cursor.mismatches]).toEqual([[], []]);
        if (hidden !== null) expect(admits(world, hidden)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('names the asset that lacks an entry, and no other', async () => {
    world = worldWith(proof);
    for (const asset of ['USD', 'BTC', 'USD', 'BTC']) {
      wait(world, hour);
      book(world, asset, '5');
    }
    wait(world, 6 * minute);
    await pull(world);
    wait(world, hour);
    world.hidden.add(book(world, 'BTC', '2').id);
    for (const asset of ['USD', 'BTC']) {
      wait(world, hour);
      book(world, asset, '1');
    }
    await quietDays(2);
    const { gaps, mismatches } = world.cursor;
    expect(new Set([...gaps, ...mismatches].map(({ asset }) => asset))).toEqual(new Set(['BTC']));
  });

  it('is as exact as the decimals', async () => {
    world = worldWith(proof);
    book(world, 'USD', '100000000000000000.1');
    wait(world, hour);
    await pull(world);
    world.hidden.add(book(world, 'USD', '0.000000000000000001').id);
    wait(world, hour);
    book(world, 'USD', '1');
    await quietDays(2);
    expect(coverageOf(world).complete).toBe(false);
  });
});
