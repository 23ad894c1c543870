import './harness-mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as createOrder } from '../../functions/api/create-order.ts';
import { type AccountName, accounts, journalOf } from './harness-accounts.ts';
import { over, resolveAll } from './harness-case.ts';
import { apiEvent, lambdaContext } from './harness-event.ts';
import type { ExchangeFaultKind } from './harness-exchange-faults.ts';
import { judge } from './harness-judge.ts';
import { orderBody, placeCall } from './harness-orders.ts';
import {
  noCrash,
  openScenario,
  type Scenario,
  type ScenarioTerms,
  startHarness,
  stopHarness,
  type Told,
} from './harness-scenario.ts';
import { bookOf } from './harness-venues.ts';

let scenario: Scenario;
const open = async (names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<void> => {
  scenario = await openScenario(names, terms);
};
const answerOf = async (told: Told): Promise<Told> => {
  await over(scenario, told);
  return told;
};
const first =
  (kind: ExchangeFaultKind): NonNullable<ScenarioTerms['exchangeFault']> =>
  ({ name, nth }) =>
    nth === 0 && (name === 'AddOrder' || name === 'sendorder') ? { kind } : undefined;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(['spot', 'swap'] as const)('an order on %s', (product) => {
  const market = orderBody(product, 'market');

  it('asked for fifty times at once with one key is placed once, and nobody is told anything else', async () => {
    await open(['desk']);
    const calls = Array.from({ length: 50 }, () => scenario.create('desk', 'k', market));
    await scenario.run();
    const [placed, ...more] = bookOf(scenario.venues);
    expect(more).toEqual([]);
    expect(calls.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(new Set(calls.map(({ body }) => body.data?.order?.order_id))).toEqual(new Set([placed?.id]));
    expect(calls.filter(({ headers }) => headers?.['idempotent-replayed'] !== 'true')).toHaveLength(1);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('whose answer is lost after the exchange filled it is found filled within the same call', async () => {
    await open(['desk'], { exchangeFault: first('drop-after') });
    const { status, body } = await answerOf(scenario.create('desk', 'k', market));
    expect(status).toBe(200);
    expect(body.data?.order).toMatchObject({
      status: 'filled',
      filled_quantity: 0.01,
      order_id: bookOf(scenario.venues)[0]?.id,
    });
    expect(bookOf(scenario.venues)).toMatchObject([{ state: 'filled', filled: '0.01' }]);
  });

  it('whose worker dies after the exchange filled it is settled by the resolver', async () => {
    await open(['desk']);
    const dies = ({ label }: { label: string }, when: string) =>
      when === 'after' && label.startsWith(`exchange ${placeCall[product]}`);
    const { status } = await answerOf(scenario.create('desk', 'k', market, dies));
    expect(status).toBeNull();
    await resolveAll(scenario, ['desk'], noCrash);
    const [line] = await journalOf(accounts.desk);
    expect(line).toMatchObject({ state: 'ACKED', exchangeOrderId: bookOf(scenario.venues)[0]?.id });
    const { body } = await answerOf(scenario.get('desk', line?.clientOrderId ?? ''));
    expect(body.data?.order).toMatchObject({ status: 'filled', filled_quantity: 0.01 });
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('in a warm container costs three table requests, two of them before it is sent, and no decryption', async () => {
    await open(['desk']);
    await answerOf(scenario.create('desk', 'warms', market));
    const { invocation } = await answerOf(scenario.create('desk', 'k', market));
    const sentAt = invocation.hops.indexOf(`exchange ${placeCall[product]}`);
    expect(invocation.hops.filter((hop) => hop.startsWith('table'))).toHaveLength(3);
    expect(invocation.hops.slice(0, sentAt)).toEqual([
      expect.stringMatching(/^table \w+ ACCOUNT$/),
      'table PutItem ORDER',
    ]);
    expect(invocation.hops.filter((hop) => hop.startsWith('kms'))).toEqual([]);
  });

  it('that cannot leave is told as not sent, and the same key places it later', async () => {
    await open(['desk'], { exchangeFault: first('refused') });
    const refused = await answerOf(scenario.create('desk', 'k', market));
    expect([refused.status, refused.body.code, bookOf(scenario.venues).length]).toEqual([
      503,
      'EXCHANGE_UNAVAILABLE',
      0,
    ]);
    const placed = await answerOf(scenario.create('desk', 'k', market));
    expect([placed.status, bookOf(scenario.venues).length]).toEqual([200, 1]);
  });
});

describe('a key', () => {
  const limit = orderBody('spot', 'limit');

  it('with the same body gets the same answer again, marked as a replay', async () => {
    await open(['desk']);
    const once = await answerOf(scenario.create('desk', 'k', limit));
    const again = await answerOf(scenario.create('desk', 'k', { ...limit, price: '70000.0' }));
    expect([again.status, again.body]).toEqual([once.status, once.body]);
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
    expect([status, body.code, bookOf(scenario.venues).length]).toEqual([409, 'IDEMPOTENCY_CONFLICT', 1]);
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
    expect([bookOf(scenario.venues), await journalOf(accounts.desk)]).toEqual([[], []]);
  });

  it.each(['spot', 'swap'] as const)(
    'is one tenant’s own on %s, even where account name and exchange customer are the same',
    async (product) => {
      await open(['twinAlpha', 'twinBeta']);
      const calls = [
        scenario.create('twinAlpha', 'k', orderBody(product, 'limit')),
        scenario.create('twinBeta', 'k', orderBody(product, 'limit')),
      ];
      await scenario.run();
      expect(calls.map(({ status }) => status)).toEqual([200, 200]);
      expect(new Set(bookOf(scenario.venues).map(({ clientOrderId }) => clientOrderId)).size).toBe(2);
      expect(await judge(scenario, ['twinAlpha', 'twinBeta'])).toEqual([]);
    },
  );
});

describe('a resolver', () => {
  const dies = ({ label }: { label: string }, when: string) =>
    when === 'after' && label.startsWith('exchange sendorder');

  it('that the table refuses one lease still settles the others, and returns with nothing under way', async () => {
    let refuses = false;
    await open(['desk', 'fund', 'other'], {
      awsFault: ({ operation, invocation }) =>
        refuses && operation === 'UpdateItem' && invocation.startsWith('resolve') ? 'error' : undefined,
    });
    for (const [index, name] of (['desk', 'fund', 'other', 'desk', 'fund', 'other'] as const).entries())
      await answerOf(scenario.create(name, `k${index}`, orderBody('swap', 'limit'), dies));
    await scenario.run(scenario.time.now() + 60_000);
    refuses = true;
    const failing = scenario.resolve();
    await scenario.run(
      scenario.time.now() + 1,
      () =>
        scenario.aws.calls.filter(
          ({ operation, invocation }) => operation === 'UpdateItem' && invocation === failing.name,
        ).length >= 3,
    );
    refuses = false;
    await scenario.run(scenario.time.now() + 30_000);
    expect(failing.state).toBe('ended');
    await resolveAll(scenario, ['desk', 'fund', 'other'], noCrash);
    expect(await judge(scenario, ['desk', 'fund', 'other'])).toEqual([]);
  });
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
