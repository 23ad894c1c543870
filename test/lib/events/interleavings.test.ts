import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listChanges } from '../../../lib/events/list-changes.ts';
import { changeOf } from './fixture-changes.ts';
import { type MemoryTable, memoryTable } from './fixture-memory-table.ts';

const forEver = { slots: 50, until: Number.POSITIVE_INFINITY };

class Died extends Error {}

/** A sequencer that waits before each step until the schedule gives it the turn, and dies after so many steps. */
function sequencer(table: MemoryTable, lives: number) {
  let waiting: (() => void) | null = null;
  let steps = 0;
  let isOver = false;
  const step = (): Promise<void> =>
    new Promise((go, die) => {
      waiting = () => {
        steps += 1;
        if (steps > lives) die(new Died());
        else go();
      };
    });
  const run = listChanges(table.seenBy(step), forEver)
    .catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    })
    .finally(() => {
      isOver = true;
    });
  return {
    run,
    isOver: () => isOver,
    /** One step, with everything that follows from the step without a further request. */
    turn: async () => {
      const go = waiting;
      waiting = null;
      go?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

interface Play {
  /** Which item changes after how many turns. */
  readonly changes: readonly { readonly item: number; readonly turn: number }[];
  /** How many steps each sequencer lives. */
  readonly lives: readonly number[];
  /** Whose turn comes next. */
  readonly turns: readonly number[];
}

const plays: fc.Arbitrary<Play> = fc.record({
  changes: fc.array(fc.record({ item: fc.nat(3), turn: fc.nat(30) }), { minLength: 1, maxLength: 8 }),
  lives: fc.array(fc.nat(40), { minLength: 2, maxLength: 4 }),
  turns: fc.array(fc.nat(3), { minLength: 20, maxLength: 150 }),
});

interface Played {
  readonly table: MemoryTable;
  readonly made: ReadonlyMap<string, readonly string[]>;
  /** Sequencers that were in the midst of their work go on, however old their knowledge is. */
  readonly wake: () => Promise<void>;
}

async function play({ changes, lives, turns }: Play): Promise<Played> {
  const table = memoryTable();
  const made = new Map<string, string[]>();
  const sequencers: ReturnType<typeof sequencer>[] = [];
  for (const [turn, whose] of turns.entries()) {
    for (const [index, { item }] of [...changes.entries()].filter(([, change]) => change.turn === turn)) {
      const [name, id] = [`item-${item}`, `change-${index}`];
      // Clocks differ: a later change may bear an earlier time.
      table.append(name, changeOf(id, 1000 - index));
      made.set(name, [...(made.get(name) ?? []), id]);
    }
    // A sequencer starts with its first turn.
    const place = whose % lives.length;
    sequencers[place] ??= sequencer(table, lives[place] ?? 0);
    await sequencers[place]?.turn();
    if (sequencers[place]?.isOver()) delete sequencers[place];
  }
  const stalled = Object.values(sequencers);
  const wake = async () => {
    while (stalled.some((one) => !one.isOver())) for (const one of stalled) await one.turn();
  };
  return { table, made, wake };
}

function listed({ slots }: MemoryTable): string[] {
  return [...slots.keys()].toSorted((a, b) => a - b).flatMap((slot) => (slots.get(slot) ?? []).map(({ id }) => id));
}

describe('the sequencer', () => {
  it('lists every change exactly once, in the order of its item, whatever interleaves and dies', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async (plan) => {
        const { table, made } = await play(plan);
        // A last sequencer, alone and whole.
        while (
          !(await listChanges(
            table.seenBy(async () => undefined),
            forEver,
          ))
        );
        const all = listed(table);
        for (const ids of made.values()) expect(all.filter((id) => ids.includes(id))).toEqual(ids);
        expect(all).toHaveLength([...made.values()].flat().length);
        expect([...table.slots.keys()].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: table.slots.size }, (_, index) => index + 1),
        );
        expect([...table.items.values()].filter(({ changes }) => changes.length > 0)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('never changes what a reader has seen: slots only grow at the end', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async (plan) => {
        const { table } = await play(plan);
        const before = listed(table);
        await listChanges(
          table.seenBy(async () => undefined),
          forEver,
        );
        expect(listed(table).slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
});
