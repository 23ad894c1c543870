import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { handler as listOrders } from '../../functions/api/list-orders.ts';
import { answered, begun, deskId } from './harness/account-calls.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';

let scenario: Scenario;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

it('a machine that is slow in real time makes no fault: the list of orders is answered, and no virtual time passes', async () => {
  scenario = await openScenario(['desk'], {
    awsFault: ({ operation }) => (operation === 'Query' ? 'delay' : undefined),
  });
  const told = await answered(scenario, begun(scenario, 'read-orders', listOrders, { query: deskId }));
  expect([told.status, scenario.aws.calls.filter(({ operation }) => operation === 'Query').length]).toEqual([200, 1]);
  expect(scenario.time.now() - startTime).toBeLessThan(100);
});
