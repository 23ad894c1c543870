import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import { type MarketType, marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { openTransfers, type TransferScenario } from '../../lib/transfers/fixture-scenario.ts';
import { accounts } from '../harness/accounts.ts';
import { deskOf } from '../harness/desk.ts';
import { registeredAt } from '../harness/registered-then.ts';
import type { Scenario } from '../harness/scenario.ts';
import { startTime } from '../harness/time.ts';
import { type OrderLives, watchOrders } from '../judge/order-lives.ts';
import type { LookedAt, ShownOrder } from '../judge/shown-orders.ts';
import { type MonthFaults, openFaults } from './month-faults.ts';
import { type Trader, trader } from './month-trader.ts';

const minute = 60_000;
const startPrice = 80_000;

/** One account's month under way. */
export interface MonthDesk {
  readonly transfers: TransferScenario;
  readonly scenario: Scenario;
  readonly faults: MonthFaults;
  readonly lives: OrderLives;
  readonly random: () => number;
  readonly trader: Trader;
  readonly movePrice: () => void;
  readonly seen: Seen;
}

/** What the readers have seen so far. */
export interface Seen {
  /** The start of the last look of the job that no fault has met; true time. */
  readonly looks: Record<MarketType, number>;
  /** The start of the minute in which an order was first shown under its id; true time. */
  readonly decided: Map<string, number>;
  rows: readonly ShownOrder[];
  /** Versions in the engine when the jobs began that ran last. */
  changes: number;
}

export async function openDesk(seed: number): Promise<MonthDesk> {
  const random = randomNumbers(seed);
  const faults = openFaults(random);
  const transfers = await openTransfers({
    seed,
    exchangeFault: ({ invocation }) => faults.exchange(invocation),
    awsFault: ({ invocation }) => faults.aws(invocation),
  });
  const { scenario } = transfers;
  await registeredAt(trader, startTime);
  faults.now = scenario.time.now;
  const lives = watchOrders(scenario.exchange, accounts[trader].customer, scenario.time.now);
  const seen: Seen = { looks: { spot: 0, swap: 0 }, decided: new Map(), rows: [], changes: -1 };
  const market = { price: startPrice, moves: 0 };
  const movePrice = () => {
    market.price = nextPrice(market.price, random);
    scenario.exchange.setPrice(market.price);
    lives.note();
  };
  const transfer = (key: string) => {
    market.moves += 1;
    transfers.transfer('spot', key, { amount: String(1 + market.moves / 100) });
  };
  const elsewhere = deskOf(scenario, trader, seed);
  const own = { scenario, random, elsewhere, transfer, price: () => market.price, shown: () => seen.rows };
  return { transfers, scenario, faults, lives, random, trader: own, movePrice, seen };
}

/** Pulled back towards the start, so that far orders stay far. */
function nextPrice(price: number, random: () => number): number {
  const step = (random() + random() + random() - 1.5) * 0.0016;
  return Math.round((price * (1 + step) + (startPrice - price) * 0.0005) * 10) / 10;
}

/**
 * The look that must have seen an order: the last undisturbed look, if the order had a verdict before that look began. A call may get its verdict
 * while a look is under way, and the journal has no order for the look before that.
 */
export function lookedAt({ looks, decided }: Seen): LookedAt {
  return ({ order_id, market_type }) => {
    const since = decided.get(order_id ?? '') ?? Number.POSITIVE_INFINITY;
    return looks[market_type] > since ? looks[market_type] : 0;
  };
}

const undecided = ['open', 'partially_filled', 'pending', 'unknown'];

function openRows({ rows }: Seen, marketType: MarketType): readonly ShownOrder[] {
  return rows.filter((row) => row.market_type === marketType && undecided.includes(row.status));
}

/** Of the markets that have something to look at, how many minutes ago the last undisturbed look began, or the oldest order was sent. */
export function staleMinutes(seen: Seen, at: number): ReadonlyMap<MarketType, number> {
  const found = marketTypes.map((marketType) => {
    const sent = openRows(seen, marketType).map(({ created_at }) => Date.parse(created_at));
    return [
      marketType,
      sent.length === 0 ? null : (at - Math.max(seen.looks[marketType], Math.min(...sent))) / minute,
    ] as const;
  });
  return new Map(found.flatMap(([marketType, minutes]) => (minutes === null ? [] : [[marketType, minutes] as const])));
}

/** A month of memory would be a month of lines. */
export function tidy({ scenario, faults }: MonthDesk): void {
  const { sent, deliveries, struck, aws, told, invocations, output, time } = scenario;
  const lists: readonly unknown[][] = [sent, deliveries, struck, aws.calls, aws.tableRequests, aws.tableAnswers, told];
  const logs: readonly unknown[][] = [scenario.exchange.spot.log, scenario.exchange.futures.log];
  for (const list of [...lists, ...logs, output, time.trace as string[]]) list.length = 0;
  const running = invocations.filter(({ state }) => state === 'running');
  invocations.splice(0, invocations.length, ...running);
  for (const name of faults.struck) if (!running.some((one) => one.name === name)) faults.struck.delete(name);
}
