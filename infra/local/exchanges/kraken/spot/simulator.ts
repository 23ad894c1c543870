import type { World } from '../../engine/world.ts';
import { serveProtocol } from '../../server/server.ts';
import { sandbox } from '../sandbox.ts';
import type { KeyTerms } from './auth.ts';
import { createKey } from './auth.ts';
import { createPairs } from './pairs.ts';
import type { SpotProtocol } from './protocol.ts';
import { createProtocol } from './protocol.ts';

export interface KrakenSpotOptions {
  world: World;
  /** 0 = any free port. */
  port?: number;
  /** Keys beside the sandbox key. Each customer gets an account with the starting balances. */
  keys?: readonly KeyTerms[];
  /** Made-up pairs on top of the real ones, to bring the list to the live exchange's size (about 1,100). */
  syntheticPairs?: number;
}

export interface KrakenSpot {
  /** Origin: endpoints are `${url}/0/public/...` and `${url}/0/private/...`. */
  url: string;
  close(): Promise<void>;
  /** The `/_control/` surface without HTTP. Rejects on bad input. */
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
  protocol: SpotProtocol;
}

/** Starts a Kraken Spot exchange on loopback that speaks the REST API of https://docs.kraken.com/api-reference. */
export async function startKrakenSpot(options: KrakenSpotOptions): Promise<KrakenSpot> {
  const { world, keys = [], syntheticPairs = 0, port = 0 } = options;
  const terms: KeyTerms[] = [{ ...sandbox.spot, customer: sandbox.customer, nonceWindow: 10_000n }, ...keys];
  const initialKeys = () => terms.map((term) => createKey(term, world.now()));
  const protocol = createProtocol(world, createPairs(syntheticPairs), initialKeys);
  const server = await serveProtocol(protocol, { port });
  return {
    url: server.url,
    control: server.control,
    protocol,
    async close() {
      protocol.close();
      await server.close();
    },
  };
}
