import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readEvents, readOrders } from './cases/month-readers.ts';
import { over } from './harness/case.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { beginJob } from './harness/jobs.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';

/**
 * An order that gets its verdict while a look of the job is under way. The job listed the resting orders before the verdict, so the look has not
 * seen the order, although the exchange had the order.
 */
let scenario: Scenario;
const [late, lateMs] = ['late', 7000];

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** A resting order, and an order at 70,000 whose call meets the faults: one for the next request of each name. */
async function begin(faults: Readonly<Record<string, ExchangeFault>>) {
  const armed = new Map<string, ExchangeFault>();
  const exchangeFault = ({ name }: { readonly name: string }) => {
    const fault = armed.get(name);
    armed.delete(name);
    return fault;
  };
  scenario = await openScenario(['desk'], { exchangeFault });
  await over(scenario, scenario.create('desk', 'far', orderBody('spot', 'limit', { price: 50_000 })));
  for (const [name, fault] of Object.entries(faults)) armed.set(name, fault);
  const placed = scenario.create('desk', late, orderBody('spot', 'limit', { client_order_id: late }));
  await pass(1500);
  return placed;
}

function pass(ms: number): Promise<void> {
  return scenario.run(scenario.time.now() + ms);
}

/** One run of the job, to its end. */
async function look(): Promise<void> {
  const job = beginJob(scenario, 'followOrders');
  await scenario.run(undefined, () => job.state !== 'running');
}

async function shown() {
  const { rows } = await readOrders(scenario, []);
  return rows.find(({ client_order_id: id }) => id === late);
}

async function told(): Promise<string[]> {
  const { events } = await readEvents(scenario, undefined, 100);
  return events.filter(({ order }) => order?.client_order_id === late).map(({ type }) => type);
}

it('an order that is accepted after a look began is pending until the next look, which tells its fill', async () => {
  const placed = await begin({
    AddOrder: { kind: 'delay', applied: true, ms: lateMs },
    QueryOrders: { kind: 'drop-before' },
  });
  scenario.exchange.setPrice(60_000);
  await look();
  await over(scenario, placed);
  expect([await shown(), await told()]).toMatchObject([{ status: 'pending', as_of: null }, ['order_accepted']]);
  await pass(60_000);
  await look();
  const [row, events] = [await shown(), await told()];
  expect([row, events]).toMatchObject([
    { status: 'filled', filled_quantity: 0.01 },
    ['order_accepted', 'order_filled'],
  ]);
});

it('a look confirms no order that was accepted after the look had listed its orders', async () => {
  const placed = await begin({ QueryOrders: { kind: 'delay', applied: true, ms: lateMs } });
  scenario.exchange.setPrice(60_000);
  const filledAt = scenario.time.now();
  await pass(1500);
  await look();
  await over(scenario, placed);
  const before = await shown();
  expect(before).toMatchObject({ status: 'open', filled_quantity: 0 });
  expect(Date.parse(before?.as_of ?? '')).toBeLessThan(filledAt);
  await pass(60_000);
  await look();
  expect(await shown()).toMatchObject({ status: 'filled', filled_quantity: 0.01 });
});
