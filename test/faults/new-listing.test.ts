import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { forgetMarkets } from '../../lib/session/markets.ts';
import { readCatalogue, writeCatalogue } from '../../lib/session/markets-store.ts';
import { desk, journalOf } from './harness/accounts.ts';
import { noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import { startHalt } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import type { Crash } from './harness/time.ts';
import { placeCall } from './scenes/kraken.ts';

/** Functions live in containers of their own: the one that places an order may know a pair that the one that looks for it does not. */
let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}
const market = orderBody('spot', 'market', { client_order_id: 'mine' });
const spot = { exchange: 'kraken', marketType: 'spot' } as const;
const swap = { exchange: 'kraken', marketType: 'swap' } as const;
const minute = 60_000;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** As long as `run` runs, the containers hold markets from before BTC/USD, or the perpetual of BTC, was listed. */
async function beforeListing(
  ageMs: number,
  run: () => Promise<unknown>,
  name: typeof spot | typeof swap = spot,
): Promise<void> {
  const now = await readCatalogue(name);
  if (now === null) throw new Error('no markets');
  const markets = now.markets.filter(({ symbol }) => symbol !== 'BTC/USD' && symbol !== 'BTC/USD:USD');
  await writeCatalogue(name, { ...now, markets, loadedAt: Date.now() - ageMs });
  forgetMarkets();
  await run();
  await writeCatalogue(name, { ...now, loadedAt: Date.now() });
  forgetMarkets();
}

async function lineIs() {
  return (await journalOf(desk)).map(({ state, described }) => [state, described?.symbol]);
}

it.each([
  ['an hour ago: it asks for the new listing', 60 * minute, 'BTC/USD'],
  // The resolver runs a minute later.
  ['just now, so that it does not ask again', -minute, 'XBTUSD'],
])('a resolver that learnt the markets %s, and knows the order', async (_title, ageMs, symbol) => {
  await open();
  const dies: Crash = ({ label }, when) => when === 'after' && label.startsWith(`exchange ${placeCall.spot}`);
  await over(scenario, scenario.create('desk', 'mine', market, dies));
  await beforeListing(ageMs, () => resolveAll(scenario, ['desk'], noCrash));
  expect(await lineIs()).toEqual([['ACCEPTED', symbol]]);
  const told = scenario.get('desk', 'mine');
  await over(scenario, told);
  expect(told.body.data?.order).toMatchObject({ symbol: 'BTC/USD', status: 'filled' });
});

it('one who asks for an order beside its placing, in a container that does not know the pair, does not spoil its verdict', async () => {
  await open({
    exchangeFault: ({ name, nth }) =>
      name === 'AddOrder' && nth === 0 ? { kind: 'delay', ms: 1500, applied: true } : undefined,
  });
  const told = scenario.create('desk', 'mine', market);
  await scenario.run(scenario.time.now() + 500);
  await beforeListing(60 * minute, async () => {
    await over(scenario, scenario.get('desk', 'mine'));
    await over(scenario, told);
  });
  expect([told.status, scenario.exchange.orders().length]).toEqual([200, 1]);
  expect((await lineIs()).map(([state]) => state)).toEqual(['ACCEPTED']);
});

async function haltBeforeListing(ageMs: number): Promise<Record<string, unknown>> {
  await open();
  await over(scenario, scenario.create('desk', 'mine', orderBody('swap', 'market', { client_order_id: 'mine' })));
  let data: Record<string, unknown> = {};
  await beforeListing(
    ageMs,
    async () => {
      const halt = startHalt(scenario, { close_positions: true });
      await scenario.run(scenario.time.now() + 60_000);
      data = halt.data;
    },
    swap,
  );
  return data;
}

it('a halt closes a position in a contract that was listed after the markets were stored', async () => {
  expect(await haltBeforeListing(60 * minute)).toMatchObject({
    complete: true,
    closed_positions: [{ symbol: 'BTC/USD:USD', outcome: 'closed' }],
  });
});

it('a halt that cannot close a position, because no market is listed, is incomplete and says why', async () => {
  expect(await haltBeforeListing(minute / 4)).toMatchObject({
    complete: false,
    closed_positions: [
      { symbol: 'BTC/USD:USD', outcome: 'failed', message: expect.stringContaining('does not trade') },
    ],
  });
});
