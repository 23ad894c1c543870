import { keepPriced } from '../../engine/keep-priced.ts';
import type { World } from '../../engine/world.ts';
import { createControls } from '../../server/controls.ts';
import type { LogEntry, Protocol } from '../../server/server.ts';
import { serveProtocol } from '../../server/server.ts';
import type { Simulator } from '../../simulated-exchange.ts';
import { controlled, setEngine } from '../rest/controls.ts';
import { failures, ownFailures } from '../rest/failures.ts';
import { handle } from '../rest/handle.ts';
import { houseOf, resetHouse } from '../rest/house.ts';
import { setProfile } from '../rest/profiles.ts';
import { setAnswers } from './answers.ts';
import { usdmEndpoints } from './endpoints.ts';
import { bringUpToDate, createExchange, openAccount, type UsdmExchange } from './exchange.ts';
import { futuresWallets } from './transfers.ts';

export interface UsdmProtocol extends Protocol {
  /** The live state, for judges in the same process. Replaced by a reset. */
  exchange(): UsdmExchange;
}

export interface BinanceUsdm extends Simulator {
  readonly protocol: UsdmProtocol;
}

/** Serves Binance USD-M futures on loopback: `${url}/fapi/v1/…`, v2 and v3. */
export async function startBinanceUsdm(options: {
  readonly world: World;
  readonly port?: number;
}): Promise<BinanceUsdm> {
  const { protocol, stop } = createBinanceUsdm(options.world);
  const server = await serveProtocol(protocol, { port: options.port ?? 0 });
  const close = async () => {
    stop();
    await server.close();
  };
  return { url: server.url, close, control: server.control, protocol };
}

/** The exchange without its sockets. `stop` ends the listening to the world. */
export function createBinanceUsdm(world: World): { protocol: UsdmProtocol; stop: () => void } {
  const house = houseOf(world);
  let exchange = createExchange(world, house);
  house.futures = futuresWallets(() => exchange);
  const log: LogEntry[] = [];
  // Signatures cover what is sent; no page of futures asks for more encoding, and CCXT signs batches unencoded.
  const host = { log, endpoints: usdmEndpoints, isStrict: false, account: openAccount, bringUpToDate };
  const keep = (customer: string) => void openAccount(exchange, customer);
  const protocol: UsdmProtocol = {
    handle: (request) => handle({ ...host, exchange: () => exchange }, request),
    log,
    control: {
      ...createControls(() => controlled(exchange, keep, () => bringUpToDate(exchange))),
      engine: (input) => setEngine(exchange, input),
      account: (input) => setProfile(exchange.profiles, input),
      answers: (input) => setAnswers(exchange.answers, input),
    },
    exchange: () => exchange,
    clock: world.now,
    keeping: keepPriced(() => exchange, 'priceHistory'),
    reset() {
      resetHouse(house, world.now());
      exchange = createExchange(world, house);
    },
    ...{ failures, ownFailures },
  };
  return { protocol, stop: world.onTick(() => bringUpToDate(exchange)) };
}
