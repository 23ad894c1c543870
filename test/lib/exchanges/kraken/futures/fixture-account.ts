import { Decimal } from 'decimal.js';
import { afterEach, expect } from 'vitest';
import type { Page, PageRequest } from '../../../../../lib/exchanges/model/history.ts';
import { caller } from '../../../../infra/local/exchanges/kraken/futures/fixture-client.ts';
import { openOver, openVenues, type VenueWire } from '../../fixture-venues.ts';

export const hour = 3_600_000;
const worlds: { close(): void }[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

/** A customer of the futures simulator who trades by hand, and our adapter reading the same account. */
export async function scene() {
  const simulators = openVenues();
  worlds.push(simulators.world);
  const exchange = await openOver('swap', simulators.swap);
  const hand = caller(simulators.swap.protocol);
  const log = () => hand.history('account-log', { count: 100_000, sort: 'asc' }).logs as unknown as LogRow[];
  return { ...simulators, exchange, hand, log, wire: simulators.swap as VenueWire };
}

export interface LogRow {
  readonly id: number;
  readonly info: string;
  readonly asset: string;
  readonly contract: string | null;
  readonly realized_pnl: number | null;
  readonly realized_funding: number | null;
  readonly fee: number | null;
  readonly execution: string | null;
}

/** Every page up to the end, as a client reads them. */
export async function readAll<T>(
  read: (request: PageRequest) => Promise<Page<T>>,
  request: PageRequest,
): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages < 1000; pages += 1) {
    const page = await read({ ...request, cursor });
    expect(page.items.length).toBeLessThanOrEqual(request.limit);
    items.push(...page.items);
    if (page.next === null) return { items, pages };
    cursor = page.next;
  }
  throw new Error('the pages do not end');
}

export function sum(values: readonly (string | number | null)[]): string {
  return values.reduce<Decimal>((total, value) => total.plus(value ?? 0), new Decimal(0)).toFixed();
}

export type Step = {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly wait: number;
  readonly price: number;
};
export async function trade(steps: readonly Step[]) {
  const stage = await scene();
  for (const { symbol, side, size, wait, price } of steps) {
    stage.wire.control('price', { symbol: 'PF_XBTUSD', price });
    if (wait > 0) stage.world.advance(wait);
    stage.hand.order({ orderType: 'mkt', symbol, side, size });
  }
  return stage;
}
