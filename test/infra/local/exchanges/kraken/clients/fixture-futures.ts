import krakenfutures from 'ccxt/js/src/krakenfutures.js';
import type { World } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import type { KrakenFutures } from '../../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { startKrakenFutures } from '../../../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { startTime } from '../futures/fixture-client.ts';
import { listen } from './fixture-calls.ts';

/** CCXT's class as published, a futures simulator whose prices stand still. */
export interface FuturesStage {
  readonly exchange: krakenfutures;
  readonly simulator: KrakenFutures;
  readonly world: World;
  stop(): Promise<void>;
}

/** BTC at 80,000: bid 79,996, ask 80,004. Requests are noted in `seen`. */
export async function openFutures(seen: Set<string>): Promise<FuturesStage> {
  const world = createWorld({ seed: 7, tickMs: 0, pinned: true, clock: () => startTime });
  const simulator = await startKrakenFutures({ world });
  listen(simulator.protocol, seen);
  const derivatives = `${simulator.url}/derivatives/api/`;
  const api = {
    ...{ public: derivatives, private: derivatives, history: `${simulator.url}/api/history/` },
    charts: `${simulator.url}/api/charts/`,
  };
  const { apiKey, secret } = sandbox.futures;
  const exchange = new krakenfutures({ apiKey, secret, urls: { api }, enableRateLimit: false });
  await exchange.loadMarkets();
  const stop = async () => {
    await exchange.close();
    await simulator.close();
    world.close();
  };
  return { exchange, simulator, world, stop };
}

export const PF = 'BTC/USD:USD';

/** A buy that rests. */
export async function rest({ exchange }: FuturesStage, params: Record<string, unknown> = {}): Promise<string> {
  const { id } = await exchange.createOrder(PF, 'limit', 'buy', 0.01, 70_000, params);
  return String(id);
}

/** A position of 0.05 at the ask. */
export async function buy({ exchange }: FuturesStage): Promise<string> {
  const { id } = await exchange.createOrder(PF, 'market', 'buy', 0.05);
  return String(id);
}
