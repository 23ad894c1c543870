import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { refreshMarkets } from '../../../lib/session/markets.ts';
import { registerAccounts } from './accounts.ts';
import { startAws } from './aws.ts';
import { connectExchanges } from './exchange.ts';
import { closeTime, openTime } from './time.ts';
import { futuresOrigin, openVenues, protocolsOf, spotOrigin } from './venues.ts';

let stop: (() => Promise<void>) | null = null;

/** Once per file: AWS, the registered accounts, and the markets in the table. */
export async function startHarness(): Promise<void> {
  process.env.OEMS_KRAKEN_SPOT_URL = spotOrigin;
  process.env.OEMS_KRAKEN_FUTURES_URL = futuresOrigin;
  const aws = await startAws();
  const stopListening = listenToLog();
  stop = async () => {
    stopListening();
    await aws.close();
  };
  const time = openTime(1, 0);
  const venues = openVenues(time.now, 1, 10_000n);
  connectExchanges({ protocols: protocolsOf(venues), sent: [], deliveries: [], now: time.now, fault: () => undefined });
  await registerAccounts();
  for (const marketType of marketTypes) {
    const market = { exchange: 'kraken', marketType } as const;
    await refreshMarkets(market, await loadExchange(market));
  }
  venues.close();
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
