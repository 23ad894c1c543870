import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { refreshMarkets } from '../../../lib/session/markets.ts';
import { sceneOf } from '../scenes/scenes.ts';
import { startAws } from './aws.ts';
import { connectExchanges } from './exchange.ts';
import { originsOf, protocolsOf } from './origins.ts';
import { registerAccounts } from './registered-accounts.ts';
import { closeTime, openTime } from './time.ts';

let stop: (() => Promise<void>) | null = null;

/** Once per file: AWS, and the registered accounts and markets of the exchange that a scenario is about unless it names another. */
export function startHarness(): Promise<void> {
  return startWith(['kraken']);
}

/** The same of every exchange in the table. */
export function startHarnessOverTable(): Promise<void> {
  return startWith(exchangeIds);
}

async function startWith(exchanges: readonly ExchangeId[]): Promise<void> {
  for (const exchange of exchanges) Object.assign(process.env, originsOf(exchange));
  const aws = await startAws();
  const stopListening = listenToLog();
  stop = async () => {
    stopListening();
    await aws.close();
  };
  await registerAccounts(exchanges);
  for (const exchange of exchanges) await storeMarkets(exchange);
}

async function storeMarkets(exchange: ExchangeId): Promise<void> {
  const time = openTime(1, 0);
  const scene = sceneOf(exchange);
  const opened = scene.open({ clock: time.now, seed: 1, nonceWindow: 10_000n, walks: false });
  const nothing = { sent: [], deliveries: [], struck: [], now: time.now, fault: () => undefined };
  connectExchanges({ scene, protocols: protocolsOf(exchange, opened), ...nothing });
  for (const marketType of marketTypes) {
    const market = { exchange, marketType };
    await refreshMarkets(market, await loadExchange(market));
  }
  opened.close();
  closeTime();
}

export async function stopHarness(): Promise<void> {
  return stop?.();
}

/** Every line the functions log. */
export const logged: string[] = [];

/** The functions' log lines go to the judge; what the tests print goes on. */
function listenToLog(): () => void {
  const original = process.stdout.write;
  const write = (text: unknown, ...rest: never[]): boolean => {
    if (!String(text).startsWith('{"timestamp"')) return original.call(process.stdout, text as string, ...rest);
    logged.push(String(text));
    return true;
  };
  process.stdout.write = write as typeof process.stdout.write;
  return () => {
    process.stdout.write = original;
  };
}
