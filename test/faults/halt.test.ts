import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beginEntry } from '../../lib/journal/journal.ts';
import { orderJournal } from '../../lib/orders/order-store.ts';
import { desk, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over } from './harness/case.ts';
import type { Sent } from './harness/exchange.ts';
import type { ExchangeFaultKind } from './harness/exchange-faults.ts';
import { type HaltResult, setState, slow, slowest, startHalt } from './harness/halt.ts';
import { type MarketType, orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { type Crash, startTime } from './harness/time.ts';
import { placeCall } from './scenes/kraken.ts';

let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}
function create(marketType: MarketType, crash?: Crash): CallResult {
  return scenario.create('desk', 'k', orderBody(marketType, 'limit'), crash);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
async function haltAt(ms: number): Promise<HaltResult> {
  await scenario.run(startTime + ms);
  return startHalt(scenario);
}
function end(): Promise<void> {
  return scenario.run(scenario.time.now() + 60_000);
}
async function states(): Promise<string[]> {
  return (await journalOf(desk)).map(({ state }) => state);
}
async function lineOfFirst() {
  const [line] = await journalOf(desk);
  if (line === undefined) throw new Error('nothing is journaled');
  return line;
}

function placing(kind: ExchangeFaultKind, ms = 0): NonNullable<ScenarioTerms['exchangeFault']> {
  return ({ name, nth }) => (nth === 0 && (name === 'AddOrder' || name === 'sendorder') ? { kind, ms } : undefined);
}
const done = { complete: true, orders_in_flight: 0 };

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(['spot', 'swap'] as const)('a halt with an order on %s', (marketType) => {
  it('whose bytes are still on their way waits for it and cancels it', async () => {
    await open({ exchangeFault: placing('late', 7000) });
    create(marketType);
    const halt = await haltAt(1000);
    await scenario.run(startTime + 6000);
    expect([halt.status, await states()]).toEqual([null, ['UNKNOWN']]);
    await end();
    expect(halt.data).toMatchObject(done);
    expect(scenario.exchange.orders()).toMatchObject([{ state: 'canceled' }]);
  });

  it('whose bytes are still on their way waits for it behind a page of younger ones', async () => {
    await open({ exchangeFault: placing('late', 7000) });
    create(marketType);
    await scenario.run(startTime + 1000);
    const line = await lineOfFirst();
    for (let younger = 1; younger <= 100; younger += 1) {
      const sentAt = line.sentAt + younger;
      await beginEntry(orderJournal, { ...line, clientOrderId: `younger-${younger}`, state: 'REJECTED', sentAt });
    }
    const halt = startHalt(scenario);
    await end();
    expect([halt.data, scenario.openOrders()]).toMatchObject([done, []]);
  });

  it.each([
    ['that nobody finds', noCrash],
    [
      'whose call has died',
      ({ label }, when) => when === 'after' && label.startsWith(`exchange ${placeCall[marketType]}`),
    ],
  ] satisfies [string, Crash][])('%s is complete when it can no longer arrive', async (_title, crash) => {
    await open({
      exchangeFault: (sent) =>
        sent.invocation.startsWith('create') ? (placing('drop-after')(sent) ?? { kind: 'drop-before' }) : undefined,
    });
    create(marketType, crash);
    const halt = await haltAt(100);
    await scenario.run(startTime + 13_000);
    expect(halt.status).toBeNull();
    await scenario.run(startTime + 15_000);
    expect([halt.data, await states()]).toMatchObject([done, [expect.stringMatching('IN_FLIGHT|UNKNOWN')]]);
    expect(scenario.openOrders()).toEqual([]);
    const another = startHalt(scenario);
    await scenario.run(startTime + 20_000);
    expect(another.data).toMatchObject(done);
  });

  it('that may still arrive when the time is up says so, and has done the rest', async () => {
    const isFirstPass = ({ name, nth }: Sent): boolean => /^cancelall/i.test(name) && nth === 0;
    await open({ exchangeFault: (sent) => (isFirstPass(sent) ? { kind: 'delay', ms: 8000 } : undefined) });
    await answerOf(create(marketType));
    const line = await lineOfFirst();
    // Of a machine whose clock is ahead.
    const ahead = {
      sentAt: line.sentAt + 60_000,
      notAfter: line.notAfter + 60_000,
      arrivesUntil: (line.arrivesUntil ?? 0) + 60_000,
    };
    await beginEntry(orderJournal, { ...line, ...ahead, clientOrderId: 'ahead', state: 'UNKNOWN' });
    const halt = await haltAt(1000);
    await end();
    expect(halt.data).toMatchObject({ complete: false, orders_in_flight: 1 });
    expect(halt.data.cancellations).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(halt.answeredAt).toBeLessThan(startTime + 21_000);
    expect(scenario.openOrders()).toEqual([]);
  });

  it('that was slow to leave denies it', async () => {
    await open({ awsFault: slow('create', slowest) });
    const order = create(marketType);
    const halt = await haltAt(100);
    await end();
    expect(halt.data).toMatchObject(done);
    expect([order.status, order.body.code]).toEqual([422, 'TRADING_HALTED']);
    expect([await states(), scenario.exchange.orders()]).toEqual([['NOT_SENT'], []]);
    await setState(scenario, 'ACTIVE');
    expect((await answerOf(create(marketType))).status).toBe(200);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('however slow, and whenever the halt comes, is complete only with nothing open then or later', async () => {
    const delays = [{}, { kms: 1 }, { put: 1 }, { kms: 2 }, { put: 2 }, { kms: 1, put: 1 }, slowest];
    for (const delay of delays)
      for (const late of [0, 7000])
        for (const ms of [0, 100, 1600, 3200, 4700]) {
          await open({ awsFault: slow('create', delay), ...(late > 0 && { exchangeFault: placing('late', late) }) });
          create(marketType);
          const halt = await haltAt(ms);
          await end();
          const found = { delay, late, ms, ...halt.data, open: scenario.openOrders() };
          expect(found).toMatchObject({ ...done, open: [] });
          await scenario.close();
        }
  });
});

describe('a halt that cannot read the journal', () => {
  const throttled = async (times: number): Promise<HaltResult> => {
    let left = times;
    await open({
      awsFault: ({ operation, body }) =>
        operation === 'Query' && body.includes('"orders"') && left-- > 0 ? 'throttle' : undefined,
    });
    await answerOf(scenario.create('desk', 'p', orderBody('swap', 'market')));
    await answerOf(create('spot'));
    const halt = startHalt(scenario, { close_positions: true });
    await end();
    return halt;
  };
  const closed = [{ outcome: 'closed' }];

  it('does everything else, and says that it does not know', async () => {
    const { status, data, answeredAt } = await throttled(Number.POSITIVE_INFINITY);
    expect(status).toBe(200);
    expect(data).toMatchObject({ complete: false, orders_in_flight: null, closed_positions: closed });
    expect(data.cancellations).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(answeredAt).toBeLessThan(startTime + 28_000);
    expect(scenario.openOrders()).toEqual([]);
    const passes = scenario.sent.filter(({ name }) => name === 'CancelAll');
    expect(passes).toHaveLength(2);
  });

  it('at first looks again', async () => {
    expect((await throttled(4)).data).toMatchObject({ ...done, closed_positions: closed });
  });
});
