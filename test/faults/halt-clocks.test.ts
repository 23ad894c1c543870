import './harness/mocks.ts';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../lib/accounts/account-store.ts';
import { accountKey } from '../../lib/accounts/partitions.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { forgetTableClock } from '../../lib/aws/clock.ts';
import { env } from '../../lib/aws/env.ts';
import { desk } from './harness/accounts.ts';
import { over } from './harness/case.ts';
import { startHalt } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';

/** A halt over containers whose clocks are minutes away from the clock of the table. */

const minute = 60_000;
let scenario: Scenario;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** A container with such a clock takes the halt, and dies once HALTED is written. */
async function haltAndDie(ourSkewMs: number, isNew: boolean): Promise<void> {
  scenario = await openScenario(['desk'], { ourSkewMs });
  await over(scenario, scenario.create('desk', 'limit', orderBody('spot', 'limit')));
  if (isNew) forgetTableClock();
  startHalt(scenario, {}, ({ label }, when) => when === 'after' && label === 'table UpdateItem ACCOUNT');
  const mine = scenario.invocations.at(-1);
  await scenario.run(undefined, () => mine?.state !== 'running');
  expect([mine?.state, (await readAccount(desk)).tradingState]).toEqual(['died', 'HALTED']);
}

/** One run of the resolver at the begin of each minute; the states of the runs at their ends. */
async function resolveFor(minutes: number): Promise<string[]> {
  const states: string[] = [];
  for (let passed = 0; passed < minutes; passed += 1) {
    await scenario.run(scenario.time.now() + minute);
    const mine = scenario.resolve();
    await scenario.run(undefined, () => mine.state !== 'running');
    states.push(mine.state);
  }
  return states;
}

describe.each([300_000, -300_000])('a halt whose call has died, by clocks %d ms apart,', (ourSkewMs) => {
  it('is carried on by a resolver that knows its error, and no run dies of a wait', async () => {
    await haltAndDie(ourSkewMs, false);
    expect(await resolveFor(2)).toEqual(['ended', 'ended']);
    expect([scenario.openOrders(), (await readAccount(desk)).halt]).toEqual([[], undefined]);
  });

  it('is carried on after a minute, though the container had just started and did not know its error', async () => {
    await haltAndDie(ourSkewMs, true);
    const now = scenario.time.now();
    expect(Math.abs(((await readAccount(desk)).halt?.askedAt ?? 0) - now)).toBeLessThan(2000);
    expect(await resolveFor(2)).toEqual(['ended', 'ended']);
    expect([scenario.openOrders(), (await readAccount(desk)).halt]).toEqual([[], undefined]);
  });
});

it('a halt that is due later than any pause was dated by a wrong clock, and is carried on at once', async () => {
  await haltAndDie(0, false);
  const due = { ':due': { N: String(scenario.time.now() + 20 * minute) } };
  const terms = { TableName: env.table, Key: accountKey(desk), ExpressionAttributeValues: due };
  await dynamodb().send(new UpdateItemCommand({ ...terms, UpdateExpression: 'SET pendingAfter = :due' }));
  await resolveFor(1);
  expect([scenario.openOrders(), (await readAccount(desk)).halt]).toEqual([[], undefined]);
});

it('a halt is written though the table does not tell the time to a container that has just started', async () => {
  scenario = await openScenario(['desk'], {
    awsFault: ({ operation, invocation }) => (operation === 'GetItem' && invocation === 'halt' ? 'error' : undefined),
  });
  forgetTableClock();
  startHalt(scenario);
  const mine = scenario.invocations.at(-1);
  await scenario.run(undefined, () => mine?.state !== 'running');
  expect((await readAccount(desk)).tradingState).toBe('HALTED');
});
