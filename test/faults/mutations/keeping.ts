import { edit, type Mutation } from './mutation.ts';

const server = 'test/infra/local/exchanges/server';
const tests = [`${server}/kept-world.test.ts`, `${server}/more-kept-walks.test.ts`];
const only = 'killed at random points';
const world = 'infra/local/exchanges/server/kept-world.ts';

/** Bugs of the simulators that outlive the process: a judge that forgets makes the journal and the ledger look wrong. */
export const keepingMutations: readonly Mutation[] = [
  {
    bug: 'a kept simulator does not write its requests',
    edits: [
      edit(
        world,
        'log.append([name, at, encode(input)]);',
        "if (!name.endsWith('handle')) log.append([name, at, encode(input)]);",
      ),
    ],
    tests,
    only,
  },
  {
    bug: 'a kept simulator deals its ids again',
    edits: [
      edit('infra/local/exchanges/engine/keeping.ts', 'if (exchange.ids.state !== null)', 'if (exchange.ids === null)'),
    ],
    tests,
    only,
  },
  {
    bug: 'a kept world draws its chance anew after a restart',
    edits: [
      edit(
        world,
        'refill(world.state, saved.world);',
        'refill(world.state, { ...saved.world, chance: world.state.chance });',
      ),
    ],
    tests,
    only,
  },
];
