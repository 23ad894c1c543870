import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lastSlot } from '../../lib/events/slot-store.ts';
import { answered, register, remove } from './harness/account-calls.ts';
import { desk } from './harness/accounts.ts';
import { noCrash } from './harness/calls.ts';
import { over } from './harness/case.ts';
import type { Sent } from './harness/exchange.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { type HaltResult, setState, startHalt } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { logged, startHarness, stopHarness } from './harness/start.ts';
import { endedHalt, storedHalt } from './harness/stored-halt.ts';
import type { Crash } from './harness/time.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** A halt that its call does not bring to an end is carried on by the resolver, minute after minute. */

const minute = 60_000;
let scenario: Scenario;
/** Of the exchange, for as long as set. */
let away: ((sent: Sent) => ExchangeFault | undefined) | null = null;

/** The slots of the scenarios before. */
let slotsBefore = 0;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  slotsBefore = await lastSlot(desk.tenant);
  away = null;
  scenario = await openScenario(['desk'], { exchangeFault: (sent) => away?.(sent), ...terms });
  for (const marketType of ['spot', 'swap'] as const) await place(marketType);
  await over(scenario, scenario.create('desk', 'market', orderBody('swap', 'market')));
}
async function place(marketType: 'spot' | 'swap', key = `limit-${marketType}`): Promise<void> {
  await over(scenario, scenario.create('desk', key, orderBody(marketType, 'limit')));
}

const closing = { close_positions: true };
async function halt(terms: Record<string, unknown> = closing, crash: Crash = noCrash): Promise<HaltResult> {
  const told = startHalt(scenario, terms, crash);
  const mine = scenario.invocations.at(-1);
  await scenario.run(undefined, () => mine?.state !== 'running');
  await scenario.run(scenario.time.now() + 100);
  return told;
}

/** One run of the resolver at the begin of each minute. */
async function resolveFor(minutes: number, crash: Crash = noCrash): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await scenario.run(scenario.time.now() + minute);
    const mine = scenario.resolve(crash);
    await scenario.run(undefined, () => mine.state !== 'running');
  }
}

const stored = () => storedHalt(slotsBefore);
const completed = endedHalt;

function positions(): number {
  return scenario.exchange.futures.exchange().accounts.get('alice')?.positions.size ?? 0;
}
function roundsAt(): number[] {
  const lines = logged.flatMap((text) => text.split('\n')).filter((line) => line.includes('"halt carried on"'));
  return lines.map((line) => Math.round((JSON.parse(line) as { ageMs: number }).ageMs / minute));
}
function gauges(): number[] {
  const lines = logged.flatMap((text) => text.split('\n')).filter((line) => line.includes('"pending halts"'));
  return lines.map((line) => (JSON.parse(line) as { HaltsOpen: number }).HaltsOpen);
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a halt whose call has died', () => {
  it('after any of its steps is carried on until nothing is open', async () => {
    await open();
    await halt();
    const { hops } = scenario.invocations.find(({ name }) => name === 'halt') ?? { hops: [] };
    const written = hops.findIndex((hop) => hop.startsWith('table UpdateItem'));
    expect(hops.length - written).toBeGreaterThan(15);
    for (let at = written; at < hops.length; at += 1) {
      await scenario.close();
      await open();
      const told = await halt(closing, ({ index }, when) => index === at && when === 'after');
      expect(told.status).toBeNull();
      const begun = await stored();
      // The last write of all ends the halt.
      if (begun.halt !== undefined) expect(begun).toMatchObject({ state: 'HALTED', halt: { closesPositions: true } });
      await resolveFor(4);
      const found = { at: hops[at], ...(await stored()), open: scenario.openOrders(), positions: positions() };
      expect(found).toMatchObject({ ...completed, open: [], positions: 0 });
    }
  }, 240_000);

  it('and whose resolver dies in the middle as well is carried on by the next run', async () => {
    await open();
    await halt(closing, ({ label }, when) => when === 'before' && label.startsWith('exchange'));
    expect(scenario.openOrders()).toHaveLength(2);
    await resolveFor(2, ({ label }, when) => when === 'after' && label.startsWith('exchange'));
    await resolveFor(4);
    expect([await stored(), scenario.openOrders(), positions()]).toMatchObject([completed, [], 0]);
  });
});

describe('a halt that leaves something open', () => {
  const every = (): ExchangeFault => ({ kind: 'drop-before' });
  const { swap, spot } = keysOf('desk');

  it.each<[string, (sent: Sent) => ExchangeFault | undefined]>([
    ['the exchange is away', every],
    ['one wallet is unreachable', ({ apiKey }) => (apiKey === swap.apiKey ? every() : undefined)],
    ['the exchange refuses the key', ({ apiKey }) => (apiKey === spot.apiKey ? { kind: 'denied' } : undefined)],
  ])(
    'because %s says that it is carried on, and ends once that is over',
    async (_title, fault) => {
      await open();
      away = fault;
      const { status, data } = await halt();
      expect([status, data.complete, data.carried_on, data.halt_id]).toEqual([200, false, true, expect.any(String)]);
      expect((await stored()).halt).toMatchObject({ id: data.halt_id, closesPositions: true });
      await resolveFor(14);
      expect((await stored()).halt?.id).toBe(data.halt_id);
      away = null;
      await resolveFor(6);
      expect([await stored(), scenario.openOrders(), positions()]).toMatchObject([completed, [], 0]);
    },
    60_000,
  );

  it('is looked at after 1, 2, 4, 5 and again 5 minutes, and counted as open after ten minutes', async () => {
    await open();
    away = every;
    logged.length = 0;
    await halt();
    await resolveFor(24);
    expect(roundsAt()).toEqual([1, 3, 7, 12, 17, 22]);
    expect(gauges().slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 0));
    expect(gauges().slice(12)).toEqual(Array.from({ length: 12 }, () => 1));
    away = null;
    await resolveFor(6);
    expect(gauges().at(-1)).toBe(0);
  }, 60_000);

  it('without positions to close leaves the positions, and a later halt that closes them shares the record', async () => {
    await open();
    away = every;
    const first = await halt({});
    const second = await halt();
    expect([first.data.halt_id, second.data.carried_on]).toEqual([second.data.halt_id, true]);
    away = null;
    await resolveFor(6);
    expect([await stored(), positions()]).toMatchObject([completed, 0]);
  }, 60_000);

  it('is not ended by a complete halt that closes no positions', async () => {
    await open();
    away = ({ name }) => (name === 'sendorder' ? every() : undefined);
    const first = await halt();
    expect(first.data).toMatchObject({ complete: false, carried_on: true });
    const second = await halt({});
    expect(second.data).toMatchObject({ complete: true, carried_on: false, halt_id: first.data.halt_id });
    expect((await stored()).halt).toMatchObject({ id: first.data.halt_id });
    away = null;
    await resolveFor(6);
    expect([await stored(), positions()]).toMatchObject([completed, 0]);
  }, 60_000);
});

describe('two halts at once', () => {
  it('share one record, and each id ends once', async () => {
    await open();
    const [one, other] = [startHalt(scenario, closing), startHalt(scenario, closing)];
    await scenario.run(scenario.time.now() + 1000);
    expect((await stored()).halt).toMatchObject({ closesPositions: true });
    await scenario.run(scenario.time.now() + 40_000);
    // Both close the same position, and the exchange refuses the order of one of them.
    const told = [one.data, other.data];
    expect(told.filter(({ complete }) => complete === true)).not.toEqual([]);
    for (const { complete, carried_on } of told) expect(carried_on).toBe(complete === false);
    await resolveFor(3);
    const ids = new Set(told.map(({ halt_id }) => halt_id));
    expect(await stored()).toMatchObject({ halt: undefined, state: 'HALTED' });
    expect((await stored()).events.filter((type) => type === 'halt_completed')).toHaveLength(ids.size);
  });
});

describe('the trading state that is lifted while a halt is pending', () => {
  const dying: Crash = ({ label }, when) => when === 'before' && label.startsWith('exchange');

  it.each(['ACTIVE', 'REDUCE_ONLY'])('to %s ends the carrying on: a new order stays open', async (state) => {
    await open();
    await halt(closing, dying);
    await setState(scenario, state);
    expect(await stored()).toMatchObject({ state, halt: undefined });
    const before = scenario.sent.filter(({ name }) => /^cancelall/i.test(name)).length;
    await resolveFor(6);
    expect(scenario.sent.filter(({ name }) => /^cancelall/i.test(name))).toHaveLength(before);
    expect([scenario.openOrders().length, (await stored()).events]).toEqual([
      2,
      expect.not.arrayContaining(['halt_completed']),
    ]);
  });

  it('in the middle of a round keeps the round from canceling again', async () => {
    // The second cancellation of each market comes a moment later.
    await open({ exchangeFault: (sent) => (isCancel(sent) ? { kind: 'delay', ms: 3000, applied: true } : undefined) });
    await halt(closing, dying);
    await scenario.run(scenario.time.now() + minute);
    const round = scenario.resolve();
    await scenario.run(scenario.time.now() + 1000);
    await setState(scenario, 'ACTIVE');
    await place('spot', 'afterwards');
    await scenario.run(undefined, () => round.state !== 'running');
    const canceled = scenario.sent.filter((sent) => isCancel(sent) && sent.invocation === round.name);
    expect(canceled).toHaveLength(2);
    expect(await stored()).toMatchObject({ state: 'ACTIVE', halt: undefined });
    expect([scenario.openOrders().length, positions()]).toEqual([1, 1]);
    await resolveFor(6);
    expect(scenario.openOrders()).toHaveLength(1);
  });

  it('and halted anew is pending under another id', async () => {
    await open();
    away = () => ({ kind: 'drop-before' });
    const first = await halt();
    await setState(scenario, 'ACTIVE');
    const second = await halt();
    expect(second.data.halt_id).not.toBe(first.data.halt_id);
    expect((await stored()).halt?.id).toBe(second.data.halt_id);
  });

  function isCancel({ name }: Sent): boolean {
    return /^cancelall/i.test(name);
  }
});

describe('an account that is removed while its halt is pending', () => {
  it.each([false, true])('with purge %s ends the halt, and the next account of the id trades', async (purge) => {
    await open();
    await halt(closing, ({ label }, when) => when === 'before' && label.startsWith('exchange'));
    expect((await answered(scenario, remove(scenario, 'remove', purge))).status).toBe(200);
    await resolveFor(3);
    expect(await stored()).toMatchObject({ state: undefined });
    const params = { apiKey: keysOf('desk').spot.apiKey, secret: keysOf('desk').spot.secret };
    expect((await answered(scenario, register(scenario, params, false))).status).toBe(200);
    await resolveFor(3);
    expect((await stored()).halt).toBeUndefined();
  });
});
