import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lastSlot } from '../../lib/events/slot-store.ts';
import { desk, journalOf } from './harness/accounts.ts';
import { over } from './harness/case.ts';
import { type HaltResult, setState, slow, slowest, startHalt } from './harness/halt.ts';
import { bodyOf } from './harness/orders.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { storedHalt } from './harness/stored-halt.ts';
import { startTime } from './harness/time.ts';
import { everyMarket, placingCalls } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

let scenario: AnyScenario;
afterEach(() => scenario.close());

/** `test/faults/halt.test.ts` and `test/faults/meanwhile.test.ts` are about Kraken. */
const others = [...everyMarket('spot'), ...everyMarket('swap')].filter(({ name }) => name.exchange !== 'kraken');

describe.each(others)('a halt with an order on $title', (market) => {
  let slotsBefore = 0;
  const open = async (terms: ScenarioTerms = {}): Promise<void> => {
    slotsBefore = await lastSlot(desk.tenant);
    scenario = await openScenarioAt(market.name.exchange, ['desk'], terms);
  };
  const create = () => scenario.create('desk', 'k', bodyOf(market, 'limit'));
  const placing = (kind: 'late' | 'drop-before', ms: number): NonNullable<ScenarioTerms['exchangeFault']> => {
    return ({ name, nth }) => (nth === 0 && placingCalls(market).includes(name) ? { kind, ms } : undefined);
  };
  const haltAt = async (ms: number): Promise<HaltResult> => {
    await scenario.run(startTime + ms);
    const halt = startHalt(scenario);
    await scenario.run(undefined, () => halt.status !== null);
    return halt;
  };
  const carryOn = async (): Promise<void> => {
    for (let round = 0; round < 6 && (await storedHalt(slotsBefore)).halt !== undefined; round += 1) {
      await scenario.run(scenario.time.now() + 60_000);
      const job = scenario.resolve();
      await scenario.run(undefined, () => job.state !== 'running');
    }
  };

  it('whose bytes arrive late, or that was slow to leave, is complete only with nothing open then or later', async () => {
    for (const delay of [{}, slowest])
      for (const late of [0, 7_000])
        for (const ms of [100, 3_200]) {
          await open({
            awsFault: slow('create', delay),
            ...(late > 0 && { exchangeFault: placing('late', late) }),
          });
          create();
          const halt = await haltAt(ms);
          const isTold = halt.data.complete === true;
          const openThen = scenario.openOrders();
          await scenario.run(scenario.time.now() + 30_000);
          const openLater = scenario.openOrders();
          await carryOn();
          const stored = await storedHalt(slotsBefore);
          const found = { delay, late, ms, wrong: isTold ? [...openThen, ...openLater] : [], state: stored.state };
          expect(found).toEqual({ delay, late, ms, wrong: [], state: 'HALTED' });
          expect([scenario.openOrders(), stored.halt, isTold === halt.data.carried_on]).toEqual([[], undefined, false]);
          await scenario.close();
        }
    await open();
  });

  it('that was lost before the exchange is complete when the order can no longer arrive, at the earliest', async () => {
    await open({ exchangeFault: placing('drop-before', 0) });
    create();
    const { data, answeredAt } = await haltAt(100);
    const [line] = await journalOf(desk);
    const until = line?.arrivesUntil ?? line?.notAfter ?? Number.POSITIVE_INFINITY;
    // Where an exchange may hold a request in a queue for longer than a call lasts, the job goes on.
    expect(data).toMatchObject(
      answeredAt >= until
        ? { complete: true, carried_on: false, orders_in_flight: 0 }
        : { complete: false, carried_on: true, orders_in_flight: 1 },
    );
    await carryOn();
    expect([(await storedHalt(slotsBefore)).halt, scenario.openOrders()]).toEqual([undefined, []]);
  });

  it('during which somebody lets the account trade again does not say that it is complete', async () => {
    await open({ exchangeFault: ({ invocation }) => (invocation === 'halt' ? { kind: 'delay', ms: 300 } : undefined) });
    const halt = startHalt(scenario);
    await scenario.run(startTime + 500);
    await setState(scenario, 'ACTIVE');
    const order = create();
    await over(scenario, order);
    await scenario.run(undefined, () => halt.status !== null);
    expect(halt.data).toMatchObject({ complete: false, carried_on: false, trading_state: 'ACTIVE' });
    expect(order.status === 200).toBe(scenario.exchange.orders().length === 1);
  });
});
