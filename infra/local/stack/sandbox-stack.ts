import { routes } from '../../../lib/contract/routes.ts';
import { jobs, queues } from '../../../lib/jobs/jobs.ts';
import { createWorld, type World, type WorldOptions } from '../exchanges/engine/world.ts';
import { type KrakenFutures, startKrakenFutures } from '../exchanges/kraken/futures/simulator.ts';
import { type KrakenSpot, startKrakenSpot } from '../exchanges/kraken/spot/simulator.ts';
import type { StackSettings } from './settings.ts';
import { type LocalStack, startStack } from './stack.ts';

/**
 * The whole product on a single machine: the stack, and a simulator for every exchange without a configured address.
 */
export interface SandboxStack extends LocalStack {
  readonly world: World;
  readonly spot: KrakenSpot | undefined;
  readonly futures: KrakenFutures | undefined;
  readonly spotUrl: string;
  readonly futuresUrl: string;
}

const spotVariable = 'OEMS_KRAKEN_SPOT_URL';
const futuresVariable = 'OEMS_KRAKEN_FUTURES_URL';

export async function startSandboxStack(
  settings: StackSettings,
  worldOptions: WorldOptions = {},
  start: (settings: StackSettings) => Promise<LocalStack> = (all) => startStack(all, { routes, jobs, queues }),
): Promise<SandboxStack> {
  await using parts = new AsyncDisposableStack();
  const world = parts.adopt(createWorld(worldOptions), (part) => part.close());
  const { [spotVariable]: givenSpot, [futuresVariable]: givenFutures } = settings.functionEnv;
  const spot = givenSpot ? undefined : parts.adopt(await startKrakenSpot({ world }), (part) => part.close());
  const futures = givenFutures ? undefined : parts.adopt(await startKrakenFutures({ world }), (part) => part.close());
  const spotUrl = givenSpot ?? spot?.url ?? '';
  const futuresUrl = givenFutures ?? futures?.url ?? '';
  const functionEnv = { ...settings.functionEnv, [spotVariable]: spotUrl, [futuresVariable]: futuresUrl };
  const stack = parts.adopt(await start({ ...settings, functionEnv }), (part) => part.close());
  const running = parts.move();
  return { ...stack, world, spot, futures, spotUrl, futuresUrl, close: () => running.disposeAsync() };
}
