import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { routes } from '../../../lib/contract/routes.ts';
import { jobs, queues } from '../../../lib/jobs/jobs.ts';
import { createWorld, type World, type WorldOptions } from '../exchanges/engine/world.ts';
import type { KeptWorld } from '../exchanges/server/kept-world.ts';
import { createStepClock, type StepClock } from '../exchanges/server/step-clock.ts';
import { controlCalls } from './control-calls.ts';
import { keepSimulators } from './kept-simulators.ts';
import { pages } from './pages.ts';
import { sandboxCalls } from './sandbox-calls.ts';
import type { StackSettings } from './settings.ts';
import { type HostAddress, openHosts, type Simulators, simulatorsOf, type Urls, urlsOf } from './simulated-hosts.ts';
import { type LocalStack, startStack } from './stack.ts';

/**
 * The whole product on a single machine: the stack, and a simulator for every host without a configured address.
 */
export interface SandboxStack extends LocalStack {
  readonly world: World;
  readonly simulators: Simulators;
  /** Where the functions reach each host. */
  readonly urls: Urls;
  readonly addresses: readonly HostAddress[];
}

export async function startSandboxStack(
  settings: StackSettings,
  worldOptions: WorldOptions = {},
  start: (settings: StackSettings) => Promise<LocalStack> = (all) => startStack(all, { routes, jobs, queues }),
): Promise<SandboxStack> {
  await using parts = new AsyncDisposableStack();
  const clock = createStepClock(worldOptions.clock);
  const world = parts.adopt(createWorld(optionsOf(settings, worldOptions, clock)), (part) => part.close());
  const addresses = await openHosts(world, settings.functionEnv, (one) => parts.adopt(one, (part) => part.close()));
  const urls = Object.fromEntries(addresses.map(({ variable, url }) => [variable, url]));
  const functionEnv = { ...settings.functionEnv, ...urls };
  const shown = { ...settings, addresses };
  const ownCalls = { ...sandboxCalls(addresses), ...controlCalls(addresses), ...pages(shown), ...settings.ownCalls };
  const kept: { current?: KeptWorld } = {};
  // Closed behind the stack: the last requests of the stack are kept too.
  parts.defer(() => kept.current?.close());
  const stack = parts.adopt(await start({ ...settings, functionEnv, ownCalls }), (part) => part.close());
  // Opened after the stack: the tables of the stack lock the folder against a second stack. Nothing waits here, so no request comes in
  // between.
  const { dataDir, simulatorsDir: dir = join(dataDir ?? '', 'simulators') } = settings;
  const { tickMs = 250 } = worldOptions;
  if (dataDir !== undefined) kept.current = keepSimulators({ dir, world, clock, addresses, tickMs });
  const running = parts.move();
  const hosts = { addresses, simulators: simulatorsOf(addresses), urls: urlsOf(addresses) };
  return { ...stack, world, ...hosts, close: () => running.disposeAsync() };
}

/**
 * A kept world moves by recorded steps. The world's ids follow from a seed of its own: a folder whose simulators were removed meets no id
 * again.
 */
function optionsOf({ dataDir }: StackSettings, options: WorldOptions, clock: StepClock): WorldOptions {
  if (dataDir === undefined) return options;
  return { seed: randomInt(2 ** 31), ...options, clock: clock.now, tickMs: 0 };
}
