import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { Sent } from '../harness/exchange.ts';
import { keysOf } from '../scenes/kraken-keys.ts';
import { trader } from './month-trader.ts';

const spotKey = keysOf(trader).spot.apiKey;

export function walletOf({ apiKey }: Pick<Sent, 'apiKey'>): MarketType {
  return apiKey === spotKey ? 'spot' : 'swap';
}

/** The requests that the schedule spends, without the trader's own calls. */
const jobs = ['followOrders', 'resolve', 'pull'];

/** Signed requests to the exchange: by wallet and function, and of the jobs by wallet and hour. */
export interface Spending {
  add(sent: readonly Sent[], hour: number): void;
  /** A look of the job that was not played: a request for each wallet with open orders. */
  addLook(wallet: MarketType, hour: number): void;
  figures(): Readonly<Record<string, number>>;
}

export function openSpending(): Spending {
  const byName = new Map<string, number>();
  const byHour = new Map<string, number>();
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  const count = (wallet: MarketType, name: string, hour: number) => {
    add(byName, `${wallet} ${name}`);
    if (jobs.includes(name)) add(byHour, `${wallet} ${hour}`);
  };
  return {
    add: (sent, hour) => {
      for (const one of sent) count(walletOf(one), one.invocation.replace(/\W?\d.*$/, ''), hour);
    },
    addLook: (wallet, hour) => count(wallet, 'followOrders', hour),
    figures: () => ({ ...Object.fromEntries(byName), ...mostAnHour(byHour) }),
  };
}

function mostAnHour(byHour: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  const most = (wallet: string) =>
    Math.max(0, ...[...byHour].filter(([key]) => key.startsWith(wallet)).map(([, value]) => value));
  return { 'spot, jobs, most an hour': most('spot'), 'swap, jobs, most an hour': most('swap') };
}
