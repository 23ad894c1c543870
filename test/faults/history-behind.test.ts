import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amendmentsOf, desk, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import { overtake } from './harness/nonces.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import type { Crash } from './harness/time.ts';
import { judge } from './judge/judge.ts';

let scenario: Scenario;
async function open(terms: ScenarioTerms): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
function pass(ms: number): Promise<void> {
  return scenario.run(scenario.time.now() + ms);
}
const lateMs = 120_000;
const mine = { client_order_id: 'mine' };
/** A resting order is filled: the market comes to its price. */
function fill(): void {
  void scenario.exchange.futures.control.price?.({ symbol: 'PF_XBTUSD', price: 60_000 });
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('while the history of futures is behind', () => {
  it('an order that has ended is not told as open', async () => {
    await open({ historyLateMs: lateMs });
    await answerOf(scenario.create('desk', 'mine', orderBody('swap', 'limit', mine)));
    await pass(lateMs);
    fill();
    await pass(10_000);
    const statusNow = async () => (await answerOf(scenario.get('desk', 'mine'))).body.data?.order?.status;
    expect(await statusNow()).toBe('unknown');
    await pass(lateMs);
    expect(await statusNow()).toBe('filled');
  });

  const dies: Crash = ({ label }, when) => when === 'after' && label.startsWith('exchange editorder');
  it.each([
    ['nothing of the order', 0],
    ['the order as it was before', lateMs],
  ])(
    'an amendment of an order that has been filled since is not told as not applied: it shows %s',
    async (_, waits) => {
      await open({ historyLateMs: lateMs });
      await answerOf(scenario.create('desk', 'mine', orderBody('swap', 'limit', mine)));
      await pass(waits);
      await answerOf(scenario.amend('desk', 'a', { ...mine, symbol: 'BTC/USD:USD', price: 69_000 }, dies));
      fill();
      await pass(60_000);
      scenario.resolve();
      await pass(40_000);
      const stateNow = async () => (await amendmentsOf(desk)).map(({ state }) => state);
      expect(await stateNow()).toEqual(['UNKNOWN']);
      await resolveAll(scenario, ['desk'], noCrash);
      expect(await stateNow()).toEqual(['ACCEPTED']);
      expect(await judge(scenario, ['desk'])).toEqual([]);
    },
  );
});

it.each([1, 5])(
  'an order on spot that was filled before its second copy was refused is found by its trade, in attempt %i',
  async (attempt) => {
    await open({
      nonceWindow: 0n,
      historyLateMs: lateMs,
      exchangeFault: (sent) => {
        if (sent.name !== 'AddOrder') return undefined;
        if (sent.nth === attempt) return { kind: 'duplicate-second-answer' };
        if (sent.nth < attempt) overtake(scenario, sent);
        return undefined;
      },
    });
    const { status, body } = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    expect([status, body.data?.order?.status]).toEqual([200, 'filled']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  },
);

it('the lowest rate limit of spot lasts for the proof that a lost order was not placed, beside a trade', async () => {
  await open({
    exchangeFault: ({ name, nth }) =>
      name === 'AddOrder' && nth === 1 ? { kind: 'http-502-html', applied: false } : undefined,
  });
  scenario.exchange.spot.control.limits?.({ tier: 'starter' });
  await answerOf(scenario.create('desk', 'trades', orderBody('spot', 'market')));
  const { body } = await answerOf(scenario.create('desk', 'lost', orderBody('spot', 'market')));
  expect([body.code, body.data?.order?.status]).toEqual(['NOT_PLACED', 'not_placed']);
  expect((await journalOf(desk)).map(({ state }) => state).toSorted()).toEqual(['ACCEPTED', 'NEVER_ARRIVED']);
});
