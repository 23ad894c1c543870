import { routes } from '../../../lib/contract/routes.ts';
import { jobs, queues } from '../../../lib/jobs/jobs.ts';
import { createWorld, type World, type WorldOptions } from '../exchanges/engine/world.ts';
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
  const world = parts.adopt(createWorld(worldOptions), (part) => part.close());
  const addresses = await openHosts(world, settings.functionEnv, (one) => parts.adopt(one, (part) => part.close()));
  const urls = Object.fromEntries(addresses.map(({ variable, url }) => [variable, url]));
  const functionEnv = { ...settings.functionEnv, ...urls };
  const ownCalls = { ...sandboxCalls(addresses), ...settings.ownCalls };
  const stack = parts.adopt(await start({ ...settings, functionEnv, ownCalls }), (part) => part.close());
  const running = parts.move();
  const hosts = { addresses, simulators: simulatorsOf(addresses), urls: urlsOf(addresses) };
  return { ...stack, world, ...hosts, close: () => running.disposeAsync() };
}
