import './harness/mocks.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from '../../infra/local/exchanges/engine/world.ts';
import { lastSlot, readSlots } from '../../lib/events/slot-store.ts';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { isOver } from '../../lib/orders/order.ts';
import type { Change } from '../../lib/outbox/change.ts';
import { accounts, desk, journalOf } from './harness/accounts.ts';
import { untilReviewMs } from './harness/case.ts';
import { beginJob } from './harness/jobs.ts';
import { bodyOf } from './harness/orders.ts';
import { beginPull } from './harness/pulls.ts';
import { type AnyScenario, openScenarioAt, type Scenario } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { toldFills } from './harness/stored-fills.ts';
import type { Invocation } from './harness/time.ts';
import { judgeWholeBooked } from './judge/booked-ledger.ts';
import { judge } from './judge/judge.ts';
import { judgeWhole } from './judge/ledger.ts';
import { everyMarket, hasDeadline, placingCalls } from './scenes/scenes.ts';

/** The schedule and the queue deliver at least once: two copies of every job at the same time, over an account that trades. */

const minute = 60_000;
const { customer } = accounts.desk;

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

/** A request takes two to ten milliseconds: the requests of the copies interleave by chance. */
function beginTwice(scenario: AnyScenario, random: () => number): readonly Invocation[] {
  const begun: Invocation[] = [];
  const soon = (run: () => Invocation) =>
    scenario.time.at(scenario.time.now() + Math.floor(random() * 12), () => void begun.push(run()));
  for (let copy = 0; copy < 2; copy += 1) {
    soon(() => scenario.resolve());
    soon(() => beginJob(scenario, 'followOrders'));
    soon(() => beginJob(scenario, 'listChanges'));
    soon(() => beginPull(scenario, 'desk').invocation);
  }
  return begun;
}

async function passMinute(scenario: AnyScenario, random: () => number): Promise<void> {
  const begun = beginTwice(scenario, random);
  await scenario.run(scenario.time.now() + minute);
  await scenario.run(undefined, () => begun.every(({ state }) => state !== 'running'));
}

async function play(exchange: ExchangeId, seed: number): Promise<readonly string[]> {
  const random = randomNumbers(seed);
  const slotsBefore = await lastSlot(desk.tenant);
  const markets = [...everyMarket('spot'), ...everyMarket('swap')].filter(({ name }) => name.exchange === exchange);
  const placing = markets.flatMap((market) => placingCalls(market));
  let lost = 0;
  const scenario = await openScenarioAt(exchange, ['desk'], {
    seed,
    // The clocks of our containers are five minutes off, and an answer of the table has told them so.
    ourSkewMs: seed === 1 ? 5 * minute : -5 * minute,
    nonceWindow: 100_000n,
    exchangeFault: ({ name }) => {
      if (!placing.includes(name) || lost === 0 || random() < 0.5) return undefined;
      lost -= 1;
      return { kind: random() < 0.5 ? 'drop-after' : 'drop-before' };
    },
  });
  try {
    for (let round = 0; round < 8; round += 1) {
      lost = 2;
      for (const market of markets)
        for (const type of ['limit', 'market'] as const) {
          const key = `${round}-${market.name.marketType}-${type}`;
          const create = () => void scenario.create('desk', key, bodyOf(market, type));
          if (random() < 0.7) scenario.time.at(scenario.time.now() + Math.floor(random() * 3000), create);
        }
      if (random() < 0.4) scenario.exchange.setPrice(80_000 + Math.floor(random() * 4000) - 2000);
      scenario.exchange.booked?.trade(customer, random);
      await passMinute(scenario, random);
    }
    lost = 0;
    scenario.exchange.setPrice(60_000);
    const rounds = markets.every((market) => hasDeadline(market, 'limit')) ? 6 : untilReviewMs / minute + 2;
    for (let round = 0; round < rounds; round += 1) await passMinute(scenario, random);
    // A coin that was not seen to trade is asked for once a day.
    await scenario.run(scenario.time.now() + 26 * 60 * minute);
    for (let round = 0; round < 12; round += 1) await passMinute(scenario, random);
    return [
      ...(await judge(scenario, ['desk'])).filter((fault) => !isOfOtherProgram(fault)),
      ...(await ledgerFaults(scenario)),
      ...(await eventFaults(slotsBefore)),
    ];
  } finally {
    await scenario.close();
  }
}

/**
 * Another program of the customer trades as well, without client order ids: Binance gives such an order an id of 22 letters and digits. The ids
 * that this service derives have 32 hex digits.
 */
function isOfOtherProgram(fault: string): boolean {
  return /\((null|[A-Za-z\d]{22})\), which nobody asked for$/.test(fault);
}

async function ledgerFaults(scenario: AnyScenario): Promise<readonly string[]> {
  const { booked, filled } = scenario.exchange;
  const faults =
    booked === null ? await judgeWhole(scenario as Scenario, 'desk') : await judgeWholeBooked(scenario, 'desk');
  if (filled === undefined) return faults;
  const { lines } = await toldFills('desk', filled.marketType);
  const truth = filled.fills(customer);
  return lines.toSorted().join() === [...truth].toSorted().join()
    ? faults
    : [...faults, `fills: told ${lines.length}, booked ${truth.length}`];
}

/** Each change is listed once. An order that has ended is told as ended once, and no order before. */
async function eventFaults(slotsBefore: number): Promise<readonly string[]> {
  const slots = await readSlots(desk.tenant, slotsBefore + 1, 5000);
  const changes = slots.flatMap((slot) => slot.changes as readonly Change[]);
  const twice = changes.length - new Set(changes.map(({ id }) => id)).size;
  const told = changes.flatMap(({ subject, events }) =>
    subject?.kind === 'order' && events.some(({ type }) => ends.has(type)) ? [subject.record.clientOrderId] : [],
  );
  const orders = (await journalOf(desk)).flatMap(({ clientOrderId, described }) => {
    const count = told.filter((id) => id === clientOrderId).length;
    const expected = described != null && isOver(described.status) ? 1 : 0;
    return count === expected ? [] : [`E1 ${clientOrderId} (${described?.status}) is told as ended ${count} times`];
  });
  return [...(twice === 0 ? [] : [`E1 ${twice} changes are listed twice`]), ...orders];
}

const ends: ReadonlySet<string> = new Set(['order_filled', 'order_canceled', 'order_expired']);

it.each(exchangeIds)(
  'at %s two copies of every job at once double nothing and lose nothing',
  {
    timeout: 240_000,
  },
  async (exchange) => {
    const failures: string[] = [];
    for (const seed of [1, 2]) failures.push(...(await play(exchange, seed)).map((fault) => `seed ${seed}: ${fault}`));
    expect(failures).toEqual([]);
  },
);
