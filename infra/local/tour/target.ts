import { stop as stopBundler } from 'esbuild';
import { bundleInChunks } from '../../bundle.ts';
import { sandbox } from '../exchanges/kraken/sandbox.ts';
import { startSandboxStack } from '../stack/sandbox-stack.ts';
import { type Environment, SettingsError, settingsFromEnvironment } from '../stack/settings.ts';
import type { SimulatorOrder } from './step.ts';

/** The stack under the tour. */
export interface TourTarget {
  readonly url: string;
  readonly token: string;
  /** Sends an order to a simulator and returns the answer; undefined without control of the simulators. */
  readonly control: ((order: SimulatorOrder) => Promise<unknown>) | undefined;
  readonly memory: Readonly<Record<string, string | number>>;
  close(): Promise<void>;
}

/** The running stack at OEMS_URL (with OEMS_TOKEN), else a new stack. */
export async function openTarget(env: Environment): Promise<TourTarget> {
  return env.OEMS_URL ? runningStack(env, env.OEMS_URL) : ownStack(env);
}

function runningStack(env: Environment, url: string): TourTarget {
  const { OEMS_KRAKEN_SPOT_URL: spot, OEMS_KRAKEN_FUTURES_URL: futures } = env;
  if (!env.OEMS_TOKEN) throw new SettingsError('OEMS_TOKEN: give a token with all scopes; npm run -s token prints one');
  const control = async ({ simulator, name, body }: SimulatorOrder): Promise<unknown> => {
    const target = `${simulator === 'spot' ? spot : futures}/_control/${name}`;
    const response = await fetch(target, { method: 'POST', body: JSON.stringify(body) });
    if (response.ok) return response.json();
    throw new SettingsError(`${target} answered ${response.status}: is a simulator running there?`);
  };
  return {
    url: url.replace(/\/+$/, ''),
    token: env.OEMS_TOKEN,
    control: spot && futures ? control : undefined,
    memory: keysFrom(env),
    close: async () => {},
  };
}

/** The price of the position in the guide: at this mid price a sale fills at 80826 and a purchase at 80836. */
const MID_PRICE = 80_831;
const held = { entryPrice: 80_826, realizedPnl: -0.004 };

async function ownStack(env: Environment): Promise<TourTarget> {
  const { dataDir: _, ...settings } = settingsFromEnvironment({ ...env, PORT: '0' });
  if (!env.OEMS_DIST_DIR) await bundleInChunks(settings.distDir).finally(stopBundler);
  const stack = await startSandboxStack({ ...settings, onLog: () => {} }, { pinned: true });
  const { spot, futures } = stack.simulators.kraken;
  await spot?.control('price', { symbol: 'BTC/USD', price: MID_PRICE });
  const isSimulated = spot !== undefined && futures !== undefined;
  return {
    url: stack.url,
    token: await stack.token('tour', 'oems/read oems/trade oems/admin'),
    control: isSimulated
      ? ({ simulator, name, body }) => (simulator === 'spot' ? spot : futures).control(name, body)
      : undefined,
    memory: { ...keysFrom(env), ...(isSimulated ? held : {}) },
    close: () => stack.close(),
  };
}

function keysFrom(env: Environment): Record<string, string> {
  return {
    spotKey: env.OEMS_SPOT_KEY || sandbox.spot.apiKey,
    spotSecret: env.OEMS_SPOT_SECRET || sandbox.spot.secret,
    futuresKey: env.OEMS_FUTURES_KEY || sandbox.futures.apiKey,
    futuresSecret: env.OEMS_FUTURES_SECRET || sandbox.futures.secret,
  };
}
