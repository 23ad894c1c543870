import * as z from 'zod';
import { keepPriced } from '../../engine/keep-priced.ts';
import type { World } from '../../engine/world.ts';
import { parseInput } from '../../server/control-input.ts';
import { createControls } from '../../server/controls.ts';
import type { LogEntry, Protocol } from '../../server/server.ts';
import { serveProtocol } from '../../server/server.ts';
import type { Simulator } from '../../simulated-exchange.ts';
import { controlled, setEngine } from '../rest/controls.ts';
import { failures, ownFailures } from '../rest/failures.ts';
import { handle } from '../rest/handle.ts';
import { houseOf, resetHouse } from '../rest/house.ts';
import { setProfile } from '../rest/profiles.ts';
import { spotEndpoints } from './endpoints.ts';
import { bringUpToDate, createExchange, openAccount, type SpotExchange } from './exchange.ts';

export interface SpotProtocol extends Protocol {
  /** The live state, for judges in the same process. Replaced by a reset. */
  exchange(): SpotExchange;
}

export interface BinanceSpot extends Simulator {
  readonly protocol: SpotProtocol;
}

/** Serves Binance Spot on loopback: `${url}/api/v3/…` and `${url}/sapi/v1/…`. */
export async function startBinanceSpot(options: {
  readonly world: World;
  readonly port?: number;
}): Promise<BinanceSpot> {
  const { protocol, stop } = createBinanceSpot(options.world);
  const server = await serveProtocol(protocol, { port: options.port ?? 0 });
  const close = async () => {
    stop();
    await server.close();
  };
  return { url: server.url, close, control: server.control, protocol };
}

/** The exchange without its sockets. `stop` ends the listening to the world. */
export function createBinanceSpot(world: World): { protocol: SpotProtocol; stop: () => void } {
  const house = houseOf(world);
  let exchange = createExchange(world, house);
  const log: LogEntry[] = [];
  const host = { log, endpoints: spotEndpoints, isStrict: true, account: openAccount, bringUpToDate };
  const keep = (customer: string) => void openAccount(exchange, customer);
  const protocol: SpotProtocol = {
    handle: (request) => handle({ ...host, exchange: () => exchange }, request),
    log,
    control: {
      ...createControls(() => controlled(exchange, keep, () => bringUpToDate(exchange))),
      engine: (input) => setEngine(exchange, input),
      account: (input) => setProfile(exchange.profiles, input),
      answers: (input) => setAnswers(exchange, input),
    },
    exchange: () => exchange,
    clock: world.now,
    keeping: keepPriced(() => exchange, 'priceHistory'),
    reset() {
      resetHouse(house, world.now());
      for (const { terms } of exchange.markets.values())
        if (!terms.reference) world.pin(terms.baseCode, terms.quoteCode, null);
      exchange = createExchange(world, house);
    },
    ...{ failures, ownFailures },
  };
  return { protocol, stop: world.onTick(() => bringUpToDate(exchange)) };
}

const answersInput = z.strictObject({
  reused_ids: z.enum(['newest', 'oldest']).optional(),
  canceled_ids: z.enum(['free', 'taken']).optional(),
});

/** `answers {reused_ids, canceled_ids}`: forms of which no page tells. An empty body only asks. */
function setAnswers({ answers }: SpotExchange, body: Record<string, unknown>): unknown {
  const { reused_ids: reused, canceled_ids: canceled } = parseInput(answersInput, body);
  answers.reusedIds = reused ?? answers.reusedIds;
  answers.canceledIds = canceled ?? answers.canceledIds;
  return { reused_ids: answers.reusedIds, canceled_ids: answers.canceledIds };
}
