import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as createOrder } from '../../functions/api/create-order.ts';
import { type AccountName, accounts, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { apiEvent, lambdaContext } from './harness/event.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';

let scenario: Scenario;
async function open(names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(names, terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a key', () => {
  const limit = orderBody('spot', 'limit');

  it('with the same body gets the same answer again, marked as a replay', async () => {
    await open(['desk']);
    const once = await answerOf(scenario.create('desk', 'k', limit));
    const again = await answerOf(scenario.create('desk', 'k', { ...limit, price: '70000.0' }));
    expect([again.status, again.body.data]).toEqual([once.status, { ...once.body.data, replayed: true }]);
    expect([once.headers?.['idempotent-replayed'], again.headers?.['idempotent-replayed']]).toEqual([
      undefined,
      'true',
    ]);
  });

  it.each([
    ['quantity', { quantity: 0.02 }],
    ['price', { price: 69_999 }],
    ['side', { side: 'sell', price: 90_000 }],
  ])('with another %s is a conflict, and nothing is placed', async (_field, change) => {
    await open(['desk']);
    await answerOf(scenario.create('desk', 'k', limit));
    const { status, body } = await answerOf(scenario.create('desk', 'k', { ...limit, ...change }));
    expect([status, body.code, scenario.exchange.orders().length]).toEqual([409, 'IDEMPOTENCY_CONFLICT', 1]);
  });

  it('whose first call has died is in progress for the next, which waits and then says when to ask again', async () => {
    await open(['desk']);
    await answerOf(
      scenario.create('desk', 'k', limit, ({ label }, when) => when === 'before' && label.startsWith('exchange')),
    );
    const asked = scenario.time.now();
    const { status, body, headers, answeredAt } = await answerOf(scenario.create('desk', 'k', limit));
    expect([status, body.code, headers?.['retry-after']]).toEqual([409, 'IN_PROGRESS', '5']);
    expect(answeredAt - asked).toBeGreaterThan(19_000);
  });

  it('in a header beside client_order_id is refused', async () => {
    await open(['desk']);
    const { tenant, accountId } = accounts.desk;
    const body = { ...limit, exchange_account_id: accountId, client_order_id: 'mine' };
    const answer = await createOrder(
      apiEvent({ tenant, body, idempotencyKey: 'k' }),
      lambdaContext(Date.now() + 29_000),
    );
    expect([answer.statusCode, JSON.parse(String(answer.body)).code]).toEqual([400, 'INVALID_REQUEST']);
    expect([scenario.exchange.orders(), await journalOf(accounts.desk)]).toEqual([[], []]);
  });

  it.each(['spot', 'swap'] as const)(
    'is one tenant’s own on %s, even where account name and exchange customer are the same',
    async (marketType) => {
      await open(['twinAlpha', 'twinBeta']);
      const calls = [
        scenario.create('twinAlpha', 'k', orderBody(marketType, 'limit')),
        scenario.create('twinBeta', 'k', orderBody(marketType, 'limit')),
      ];
      await scenario.run();
      expect(calls.map(({ status }) => status)).toEqual([200, 200]);
      expect(new Set(scenario.exchange.orders().map(({ clientOrderId }) => clientOrderId)).size).toBe(2);
      expect(await judge(scenario, ['twinAlpha', 'twinBeta'])).toEqual([]);
    },
  );
});

describe('an account of another tenant', () => {
  it('is missing in the same words as one that is not there, without KMS and without the exchange', async () => {
    await open(['fund']);
    const ask = async (exchange_account_id: string) => {
      const event = apiEvent({
        tenant: 'beta',
        body: { exchange_account_id, ...orderBody('spot', 'limit') },
        idempotencyKey: 'k',
      });
      const { statusCode, body } = await createOrder(event, lambdaContext(Date.now() + 29_000));
      return [statusCode, String(body).replace(/"requestId":"\w+"/, '')];
    };
    expect(await ask('fund')).toEqual(await ask('nothing'));
    expect((await ask('fund'))[0]).toBe(404);
    expect([scenario.sent, scenario.aws.calls.filter(({ service }) => service === 'kms')]).toEqual([[], []]);
  });
});
