import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AccountName, accounts, journalOf, openLinesOf } from './harness/accounts.ts';
import type { AwsCall } from './harness/aws.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import type { ExchangeFaultKind } from './harness/exchange-faults.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judge } from './judge/judge.ts';
import { placeCall } from './scenes/kraken.ts';

let scenario: Scenario;
async function open(names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(names, terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
function first(kind: ExchangeFaultKind): NonNullable<ScenarioTerms['exchangeFault']> {
  return ({ name, nth }) => (nth === 0 && (name === 'AddOrder' || name === 'sendorder') ? { kind } : undefined);
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(['spot', 'swap'] as const)('an order on %s', (marketType) => {
  const market = orderBody(marketType, 'market');

  it('asked for fifty times at once with one key is placed once, and nobody is told anything else', async () => {
    await open(['desk']);
    const calls = Array.from({ length: 50 }, () => scenario.create('desk', 'k', market));
    await scenario.run();
    const [placed, ...more] = scenario.exchange.orders();
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
      order_id: scenario.exchange.orders()[0]?.id,
    });
    expect(scenario.exchange.orders()).toMatchObject([{ state: 'filled', filled: '0.01' }]);
  });

  it('whose answer is lost and whose look-ups all fail is unknown, not absent, and is found when they succeed', async () => {
    const isAway = (): boolean => scenario.time.now() < startTime + 31_000;
    await open(['desk'], {
      exchangeFault: ({ name, nth }) =>
        !isAway() ? undefined : { kind: name === placeCall[marketType] && nth === 0 ? 'drop-after' : 'drop-before' },
    });
    const { status, body } = await answerOf(scenario.create('desk', 'k', market));
    expect([status, body.data?.order?.status]).toEqual([202, 'unknown']);
    await resolveAll(scenario, ['desk'], noCrash);
    expect((await journalOf(accounts.desk)).map(({ state }) => state)).toEqual(['ACCEPTED']);
  });

  it('whose worker dies after the exchange filled it is settled by the resolver', async () => {
    await open(['desk']);
    const dies = ({ label }: { label: string }, when: string) =>
      when === 'after' && label.startsWith(`exchange ${placeCall[marketType]}`);
    const { status } = await answerOf(scenario.create('desk', 'k', market, dies));
    expect(status).toBeNull();
    await resolveAll(scenario, ['desk'], noCrash);
    const [line] = await journalOf(accounts.desk);
    expect(line).toMatchObject({ state: 'ACCEPTED', exchangeOrderId: scenario.exchange.orders()[0]?.id });
    const { body } = await answerOf(scenario.get('desk', line?.clientOrderId ?? ''));
    expect(body.data?.order).toMatchObject({ status: 'filled', filled_quantity: 0.01 });
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('in a warm container costs three table requests, two of them before it is sent, and no decryption', async () => {
    await open(['desk']);
    await answerOf(scenario.create('desk', 'warms', market));
    const { invocation } = await answerOf(scenario.create('desk', 'k', market));
    const sentAt = invocation.hops.indexOf(`exchange ${placeCall[marketType]}`);
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
    expect([refused.status, refused.body.code, scenario.exchange.orders().length]).toEqual([
      503,
      'EXCHANGE_UNAVAILABLE',
      0,
    ]);
    const placed = await answerOf(scenario.create('desk', 'k', market));
    expect([placed.status, scenario.exchange.orders().length]).toEqual([200, 1]);
  });
});

it.each([
  ['rests', { order_type: 'limit', price: 90_000 }, { status: 'open', quantity: 0.01, filled_quantity: 0 }],
  ['trades', { order_type: 'market' }, { status: 'filled', quantity: 0.01, filled_quantity: 0.01 }],
])(
  'a reduce-only order that is larger than the position and %s is told alike by its placing and later',
  async (_title, terms, told) => {
    await open(['desk']);
    await answerOf(scenario.create('desk', 'opens', orderBody('swap', 'market')));
    const body = { ...orderBody('swap', 'market'), ...terms, side: 'sell', reduce_only: true, quantity: 0.02 };
    const placed = await answerOf(scenario.create('desk', 'reduces', body));
    expect(placed.body.data?.order).toMatchObject(told);
    const later = await answerOf(scenario.get('desk', placed.body.data?.order?.client_order_id ?? ''));
    expect(later.body.data?.order).toMatchObject(told);
  },
);

describe('a resolver', () => {
  const dies = ({ label }: { label: string }, when: string) =>
    when === 'after' && label.startsWith('exchange sendorder');

  it('that the table refuses one lease settles the other orders, and returns with nothing under way', async () => {
    let refused = '';
    const isRefused = ({ operation, body }: AwsCall): boolean =>
      refused !== '' && operation === 'UpdateItem' && body.includes(refused);
    await open(['desk'], {
      awsFault: (call) => (isRefused(call) ? 'error' : undefined),
      exchangeFault: ({ name }) => (name === 'orders/status' ? { kind: 'delay', ms: 3_000 } : undefined),
    });
    for (let index = 0; index < 5; index += 1)
      await answerOf(scenario.create('desk', `k${index}`, orderBody('swap', 'limit'), dies));
    await scenario.run(scenario.time.now() + 60_000);
    refused = (await journalOf(accounts.desk))[2]?.clientOrderId ?? '';
    const failing = scenario.resolve();
    await scenario.run(scenario.time.now() + 30_000);
    expect([failing.state, scenario.violations]).toEqual(['ended', []]);
    const unsettled = (await journalOf(accounts.desk)).filter(({ state }) => state !== 'ACCEPTED');
    expect(unsettled.map(({ clientOrderId }) => clientOrderId)).toEqual([refused]);
    refused = '';
    await resolveAll(scenario, ['desk'], noCrash);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('looks at a line each time it runs: an alarm that wants it unknown in two minutes running can fire', async () => {
    await open(['desk'], {
      exchangeFault: ({ name }) => ({ kind: name === 'sendorder' ? 'drop-after' : 'drop-before' }),
    });
    scenario.create('desk', 'k', orderBody('swap', 'limit'));
    await scenario.run(startTime + 40_000);
    const outcomes: string[][] = [];
    for (let minute = 1; minute <= 6; minute += 1) {
      const before = scenario.output.length;
      scenario.resolve();
      await scenario.run(startTime + 40_000 + minute * 60_000);
      const lines = scenario.output.slice(before).map((line) => JSON.parse(line) as Record<string, string>);
      outcomes.push(lines.flatMap(({ message, outcome = '' }) => (message === 'entry resolved' ? [outcome] : [])));
    }
    expect(outcomes).toEqual(Array(6).fill(['UNKNOWN']));
  });

  it('settles in one run all that an outage of the exchange has left open on one account', async () => {
    let isAway = true;
    await open(['desk'], {
      exchangeFault: ({ name }) => {
        if (!isAway) return undefined;
        return { kind: name === 'sendorder' ? 'drop-after' : 'drop-before' };
      },
    });
    for (let index = 0; index < 60; index += 1) scenario.create('desk', `k${index}`, orderBody('swap', 'limit'));
    await scenario.run(startTime + 90_000);
    expect(await openLinesOf(accounts.desk)).toHaveLength(60);
    isAway = false;
    scenario.resolve();
    await scenario.run(scenario.time.now() + 60_000);
    expect(await openLinesOf(accounts.desk)).toEqual([]);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});
