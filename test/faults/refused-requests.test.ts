import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accounts, journalOf } from './harness/accounts.ts';
import { noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import { bodyOf, orderBody } from './harness/orders.ts';
import { type AnyScenario, openScenario, openScenarioAt } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';
import type { Refused } from './scenes/scene.ts';
import { everyMarket, placingCalls, sceneOf } from './scenes/scenes.ts';

let scenario: AnyScenario;
const mine = { client_order_id: 'mine' };

beforeAll(startHarnessOverTable);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** Nothing can be looked up for a quarter of an hour, and nothing may be: each request starts the time anew. */
it.each([
  ['drop-after', 'ACCEPTED'],
  ['drop-before', 'NEVER_ARRIVED'],
] as const)(
  'a lost order (%s) whose key is locked out has its verdict when the lockout is over',
  async (kind, state) => {
    scenario = await openScenario(['desk'], {
      exchangeFault: ({ name, nth }) =>
        name === 'AddOrder' ? { kind } : nth === 0 && name === 'OpenOrders' ? { kind: 'locked-out' } : undefined,
    });
    const startedAt = scenario.time.now();
    await over(scenario, scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
    const before = scenario.sent.length;
    const lockedUntil = (scenario.sent.at(-1)?.at ?? 0) + 900_000;
    expect((await journalOf(accounts.desk)).map((order) => order.state)).toEqual(['UNKNOWN']);
    await resolveAll(scenario, ['desk'], noCrash);
    expect((await journalOf(accounts.desk)).map((order) => order.state)).toEqual([state]);
    expect(scenario.sent.slice(before).every(({ at }) => at >= lockedUntil)).toBe(true);
    expect(scenario.time.now() - startedAt).toBeGreaterThan(900_000);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  },
);

const codes: Readonly<Record<Exclude<Refused, 'beside-id'>, RegExp>> = {
  limited: /^RATE_LIMITED$/,
  throttled: /^RATE_LIMITED$/,
  unread: /^INVALID_(ORDER|REQUEST)$/,
  'locked-out': /^(RATE_LIMITED|KEY_REFUSED)$/,
  denied: /^(PERMISSION_DENIED|KEY_REFUSED)$/,
};
const everyRefusal = Object.entries(codes);

describe.each([...everyMarket('spot'), ...everyMarket('swap')])('on $title', (market) => {
  it.each(everyRefusal)(
    'an order that is refused before execution (%s) is told so at once, or after a look where the words do not say so',
    async (how, code) => {
      const kind = how as keyof typeof codes;
      const place = placingCalls(market);
      scenario = await openScenarioAt(market.name.exchange, ['desk'], {
        exchangeFault: ({ name, nth }) => (place.includes(name) && nth === 0 ? { kind } : undefined),
      });
      const told = scenario.create('desk', 'mine', bodyOf(market, 'limit', mine));
      await over(scenario, told);
      if (!sceneOf(market.name.exchange).unsure.includes(kind)) expect(told.body.code).toMatch(code);
      else {
        expect([told.status, told.body.data?.order?.status]).toEqual([202, 'unknown']);
        await resolveAll(scenario, ['desk'], noCrash);
        expect((await journalOf(accounts.desk)).map((order) => order.state)).toEqual(['NEVER_ARRIVED']);
      }
      expect(scenario.struck).toEqual([{ kind }]);
      expect(scenario.exchange.orders()).toEqual([]);
      expect(await judge(scenario, ['desk'])).toEqual([]);
    },
  );

  it('every shape of answers is one that its simulator knows', async () => {
    scenario = await openScenarioAt(market.name.exchange, ['desk']);
    for (const manner of scenario.exchange.manners) for (const set of Object.values(manner)) set();
    await over(scenario, scenario.create('desk', 'mine', bodyOf(market, 'market', mine)));
    await over(scenario, scenario.get('desk', 'mine'));
    expect(scenario.told.map(({ body }) => body.data?.order?.status)).toEqual(['filled', 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});
