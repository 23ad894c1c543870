import { stop as stopBundler } from 'esbuild';
import { type ExchangeId, exchanges } from '../../../lib/exchanges/exchanges.ts';
import { bundleInChunks } from '../../bundle.ts';
import { sandbox } from '../exchanges/kraken/sandbox.ts';
import { startSandboxStack } from '../stack/sandbox-stack.ts';
import { type Environment, SettingsError, settingsFromEnvironment } from '../stack/settings.ts';
import { sandboxParams } from '../stack/simulated-hosts.ts';
import type { SimulatorOrder } from './step.ts';
import { guideExchange } from './walk.ts';

/** The stack under the tour. */
export interface TourTarget {
  readonly exchange: ExchangeId;
  readonly url: string;
  readonly token: string;
  /** Sends an order to a simulator and returns the answer; undefined without control of the simulators. */
  readonly control: ((order: SimulatorOrder) => Promise<unknown>) | undefined;
  readonly memory: Readonly<Record<string, string | number>>;
  close(): Promise<void>;
}

/** The running stack at OEMS_URL (with OEMS_TOKEN), else a new stack. */
export async function openTarget(env: Environment, exchange: ExchangeId): Promise<TourTarget> {
  return env.OEMS_URL ? runningStack(env, env.OEMS_URL, exchange) : ownStack(env, exchange);
}

function runningStack(env: Environment, url: string, exchange: ExchangeId): TourTarget {
  const { hosts } = exchanges[exchange];
  const addresses = Object.fromEntries(Object.entries(hosts).map(([host, each]) => [host, env[each.originVariable]]));
  if (!env.OEMS_TOKEN) throw new SettingsError('OEMS_TOKEN: give a token with all scopes; npm run -s token prints one');
  const control = async ({ simulator, name, body }: SimulatorOrder): Promise<unknown> => {
    const target = `${addresses[simulator]}/_control/${name}`;
    const response = await fetch(target, { method: 'POST', body: JSON.stringify(body) });
    if (response.ok) return response.json();
    throw new SettingsError(`${target} answered ${response.status}: is a simulator running there?`);
  };
  return {
    exchange,
    url: url.replace(/\/+$/, ''),
    token: env.OEMS_TOKEN,
    control: Object.values(addresses).every(Boolean) ? control : undefined,
    memory: keysFrom(env, exchange),
    close: async () => {},
  };
}

/** The price of the position in the guide: at this mid price a sale fills at 80826 and a purchase at 80836. */
const MID_PRICE = 80_831;
const held = { entryPrice: 80_826, realizedPnl: -0.004 };

async function ownStack(env: Environment, exchange: ExchangeId): Promise<TourTarget> {
  const { dataDir: _, ...settings } = settingsFromEnvironment({ ...env, PORT: '0' });
  if (!env.OEMS_DIST_DIR) await bundleInChunks(settings.distDir).finally(stopBundler);
  const stack = await startSandboxStack({ ...settings, onLog: () => {} }, { pinned: true });
  const isGuide = exchange === guideExchange;
  if (isGuide) await stack.simulators.kraken.spot?.control('price', { symbol: 'BTC/USD', price: MID_PRICE });
  const hosts = stack.addresses.filter((address) => address.exchange === exchange);
  const isSimulated = hosts.every(({ simulator }) => simulator !== null);
  const simulatorOf = (name: string) => hosts.find(({ host }) => host === name)?.simulator;
  return {
    exchange,
    url: stack.url,
    token: await stack.token('tour', 'oems/read oems/trade oems/admin'),
    control: isSimulated ? async ({ simulator, name, body }) => simulatorOf(simulator)?.control(name, body) : undefined,
    memory: { ...keysFrom(env, exchange), ...(isSimulated && isGuide ? held : {}) },
    close: () => stack.close(),
  };
}

function keysFrom(env: Environment, exchange: ExchangeId): Record<string, string> {
  if (exchange !== guideExchange) {
    const { apiKey = '', secret = '' } = sandboxParams(exchange);
    return { apiKey: env.OEMS_API_KEY || apiKey, secret: env.OEMS_API_SECRET || secret };
  }
  return {
    spotKey: env.OEMS_SPOT_KEY || sandbox.spot.apiKey,
    spotSecret: env.OEMS_SPOT_SECRET || sandbox.spot.secret,
    futuresKey: env.OEMS_FUTURES_KEY || sandbox.futures.apiKey,
    futuresSecret: env.OEMS_FUTURES_SECRET || sandbox.futures.secret,
  };
}
