import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sumOfChanges } from '../../../../lib/ledger/proof/sum-of-changes.ts';
import type { LedgerRange } from '../../../../lib/ledger/store/ledger-store.ts';
import { admits, book, coverageOf, hour, minute, pull, type World, wait, worldWith } from './fixture-proof-world.ts';

const day = 24 * hour;
let world: World;
const logged = vi.hoisted((): object[] => []);
vi.mock('../../../../lib/aws/log.ts', () => ({ log: (record: object) => logged.push(record) }));
vi.mock('../../../../lib/aws/clock.ts', () => ({ sharedNow: () => Date.now(), observeTableDate: () => undefined }));
vi.mock('../../../../lib/ledger/store/ledger-store.ts', async (original) => ({
  ...(await original<object>()),
  readEntries: async function* (_ledger: unknown, { from, to }: LedgerRange) {
    yield [...world.stored.values()]
      .filter(({ time }) => time >= from && time < to)
      .toSorted((a, b) => a.time - b.time);
  },
}));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  world = worldWith(sumOfChanges);
  logged.length = 0;
});
afterEach(() => void vi.useRealTimers());

describe('sums of changes', () => {
  it('prove nothing before the first reading of the balances', () => {
    expect(coverageOf(world, { from: 0, to: world.now })).toMatchObject({ complete: false, to: 0 });
  });

  it('prove the ledger from the first reading on, where the wallet holds money from before the oldest entry', async () => {
    world.hidden.add(book(world, 'USD', '50').id);
    wait(world, hour);
    book(world, 'USD', '1');
    wait(world, hour);
    await pull(world);
    const anchored = world.now;
    wait(world, hour);
    book(world, 'USD', '2');
    wait(world, hour);
    await pull(world);
    expect(world.cursor.mismatches).toEqual([]);
    expect(coverageOf(world, { from: anchored, to: world.now - 3 * minute })).toMatchObject({ complete: true });
    expect(coverageOf(world, { from: 0, to: world.now - 3 * minute })).toMatchObject({
      from: anchored,
      complete: false,
    });
  });

  it('start when the wallet is quiet: an entry of the same minutes may or may not be in the balance', async () => {
    book(world, 'USD', '5');
    wait(world, minute);
    await pull(world);
    expect([world.cursor.anchor, coverageOf(world).complete]).toEqual([null, false]);
    wait(world, 6 * minute);
    await pull(world);
    expect(world.cursor.anchor).toEqual({ at: 0, balances: {} });
  });

  it('agree with a balance that was read between two of the latest entries', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    wait(world, hour);
    const entry = book(world, 'USD', '3');
    await pull(world);
    expect([world.cursor.mismatches, world.cursor.provenTo]).toEqual([[], entry.time]);
  });

  it('cover no time after a difference until the missing entry appears', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    const proven = world.now;
    wait(world, hour);
    const late = book(world, 'USD', '3');
    world.hidden.add(late.id);
    wait(world, hour);
    await pull(world);
    expect(world.cursor.mismatches).toEqual([{ wallet: 'spot', asset: 'USD', ledger: '5', exchange: '8' }]);
    expect(coverageOf(world).to).toBeLessThanOrEqual(proven);
    world.hidden.clear();
    wait(world, 25 * hour);
    await pull(world);
    expect([world.cursor.mismatches, world.cursor.provenTo]).toEqual([[], world.now]);
  });

  it('leave a gap for good where an entry has been missing for eight days, and prove the time after the gap', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    const proven = world.now;
    wait(world, hour);
    const lost = book(world, 'USD', '3');
    world.hidden.add(lost.id);
    for (let day = 0; day < 9; day += 1) {
      wait(world, 25 * hour);
      await pull(world);
    }
    const [gap, ...others] = world.cursor.gaps;
    expect([gap, others]).toMatchObject([{ wallet: 'spot', asset: 'USD', from: proven, entry: null }, []]);
    const restart = gap?.to ?? 0;
    wait(world, hour);
    book(world, 'USD', '1');
    wait(world, hour);
    await pull(world);
    expect(coverageOf(world, { from: restart + 1, to: world.now - 3 * minute }).complete).toBe(true);
    expect(coverageOf(world, { from: lost.time, to: lost.time + 1 }).complete).toBe(false);
  });

  it('search a missing entry for eight days after the first difference, however long ago balances last agreed', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    wait(world, 9 * day);
    world.hidden.add(book(world, 'USD', '3').id);
    wait(world, hour);
    for (let each = 0; each < 6; each += 1) {
      await pull(world);
      expect([world.cursor.mismatches.length, world.cursor.gaps]).toEqual([1, []]);
      wait(world, 25 * hour);
    }
    world.hidden.clear();
    await pull(world);
    expect(world.cursor).toMatchObject({ mismatches: [], gaps: [], provenTo: world.now, differsSince: {} });
    expect(coverageOf(world, { from: 0, to: world.now - 3 * minute }).complete).toBe(true);
  });

  it('raise an alarm about a difference that outlasts every late entry, and about no younger difference', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    wait(world, hour);
    world.hidden.add(book(world, 'USD', '3').id);
    for (const later of [hour, 12 * hour, 12 * hour]) {
      wait(world, later);
      await pull(world);
      expect([world.cursor.mismatches.length, logged]).toEqual([1, []]);
    }
    wait(world, minute);
    await pull(world);
    expect(logged).toMatchObject([{ level: 'ERROR', message: 'ledger mismatch', attempts: 1 }]);
  });

  it('find no agreement in the moment before an entry that the balance has seen', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    wait(world, hour);
    book(world, 'USD', '100');
    wait(world, 30_000);
    const late = book(world, 'USD', '-100');
    world.hidden.add(late.id);
    wait(world, 4 * minute);
    await pull(world);
    expect([world.cursor.mismatches.length, admits(world, late)]).toEqual([1, true]);
  });

  it('count the days of each balance apart: a difference that begins anew is young', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    for (let each = 0; each < 3; each += 1) {
      world.hidden.add(book(world, 'USD', '3').id);
      for (const later of [hour, 22 * hour]) {
        wait(world, later);
        await pull(world);
        expect([world.cursor.mismatches.length, logged]).toEqual([1, []]);
      }
      world.hidden.clear();
      wait(world, 2 * hour);
      await pull(world);
      expect(world.cursor.mismatches).toEqual([]);
    }
  });

  it('begin no new proof while a late entry may still explain another difference', async () => {
    book(world, 'USD', '5');
    wait(world, hour);
    await pull(world);
    wait(world, hour);
    world.hidden.add(book(world, 'USD', '3').id);
    for (let each = 0; each < 8; each += 1) {
      wait(world, 25 * hour);
      await pull(world);
    }
    const late = book(world, 'BTC', '1');
    world.hidden.add(late.id);
    for (const later of [20 * hour, 3 * hour]) {
      wait(world, later);
      await pull(world);
    }
    expect([world.cursor.mismatches.length, world.cursor.gaps]).toEqual([2, []]);
    world.hidden.delete(late.id);
    wait(world, 25 * hour);
    await pull(world);
    expect(world.cursor).toMatchObject({ mismatches: [], gaps: [{ asset: 'USD' }] });
    expect(world.cursor.gaps).toHaveLength(1);
  });

  it('refuse an entry without the balance that another proof needs', async () => {
    const { runningBalance } = await import('../../../../lib/ledger/proof/running-balance.ts');
    const entry = { ...book(world, 'USD', '1') };
    expect(() => runningBalance.follow([entry], { chains: {}, beginning: null }, { from: 0, links: {} })).toThrow(
      'has no balance',
    );
  });
});
