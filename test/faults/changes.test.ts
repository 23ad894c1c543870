import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amendmentsOf, cancelAllsOf, desk, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import type { Crash } from './harness/time.ts';
import { judge } from './judge/judge.ts';
import { changeCall } from './scenes/kraken.ts';

let scenario: Scenario;
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
async function ends(): Promise<void> {
  await resolveAll(scenario, ['desk'], noCrash);
  await scenario.run();
  expect(await judge(scenario, ['desk'])).toEqual([]);
}
function sentTimes(name: string): number {
  return scenario.sent.filter((one) => one.name === name).length;
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(['spot', 'swap'] as const)('an amendment on %s', (marketType) => {
  const name = changeCall.amend[marketType];
  const strike =
    (fault: ExchangeFault): NonNullable<ScenarioTerms['exchangeFault']> =>
    (sent) =>
      sent.name === name && sent.nth === 0 ? fault : undefined;
  const open = async (terms: ScenarioTerms = {}): Promise<void> => {
    scenario = await openScenario(['desk'], terms);
    await answerOf(scenario.create('desk', 'order', orderBody(marketType, 'limit')));
  };
  const begin = async (key: string, price: number, crash?: Crash): Promise<CallResult> => {
    const client_order_id = (await journalOf(desk))[0]?.clientOrderId;
    const { symbol } = orderBody(marketType, 'limit');
    return scenario.amend('desk', key, { client_order_id, symbol, price }, crash);
  };
  const amend = async (key: string, price: number, crash?: Crash): Promise<CallResult> =>
    answerOf(await begin(key, price, crash));
  const priceInBook = (): number => Number(scenario.exchange.orders()[0]?.limitPrice);

  it('asked for again with the same key gets the stored answer, marked, and is sent once', async () => {
    await open();
    const once = await amend('k', 69_000);
    const again = await amend('k', 69_000);
    expect([once.status, once.body.data?.order?.status, priceInBook()]).toEqual([200, 'open', 69_000]);
    expect([again.status, again.body.data]).toEqual([once.status, { ...once.body.data, replayed: true }]);
    expect([once, again].map(({ headers }) => headers?.['idempotent-replayed'])).toEqual([undefined, 'true']);
    expect(sentTimes(name)).toBe(1);
  });

  it('of an earlier key, asked for again, does not undo a later one', async () => {
    await open();
    await amend('first', 69_000);
    await amend('second', 71_000);
    expect((await amend('first', 69_000)).headers?.['idempotent-replayed']).toBe('true');
    expect([sentTimes(name), priceInBook()]).toEqual([2, 71_000]);
  });

  it('told again does not make the journal forget what has become of the order since', async () => {
    await open();
    await amend('k', 69_000);
    const clientOrderId = (await journalOf(desk))[0]?.clientOrderId ?? '';
    await answerOf(scenario.cancel('desk', clientOrderId));
    expect((await amend('k', 69_000)).body.data?.order?.status).toBe('canceled');
    expect((await journalOf(desk))[0]?.described?.status).toBe('canceled');
  });

  it('with a used key and other terms is a conflict, and nothing is sent', async () => {
    await open();
    await amend('k', 69_000);
    const { status, body } = await amend('k', 68_000);
    expect([status, body.code, sentTimes(name)]).toEqual([409, 'IDEMPOTENCY_CONFLICT', 1]);
    expect(body.message).toMatch(/; this call differs in price \(69000 before, 68000 now\)$/);
  });

  it('is journaled and has the order’s turn before the first byte leaves', async () => {
    await open();
    const { invocation } = await amend('k', 69_000);
    const before = invocation.hops.slice(0, invocation.hops.indexOf(`exchange ${name}`));
    expect(before.filter((hop) => hop === 'table PutItem ORDER')).toHaveLength(2);
  });

  it('asked for ten times at once with one key is sent once, and nobody is told anything else', async () => {
    await open();
    const calls = await Promise.all(Array.from({ length: 10 }, () => begin('k', 69_000)));
    await scenario.run();
    expect(calls.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(sentTimes(name)).toBe(1);
    expect(calls.filter(({ headers }) => headers?.['idempotent-replayed'] !== 'true')).toHaveLength(1);
  });

  it('whose answer is lost is found applied within the same call', async () => {
    await open({ exchangeFault: strike({ kind: 'drop-after' }) });
    expect((await amend('k', 69_000)).status).toBe(200);
    expect([sentTimes(name), priceInBook()]).toEqual([1, 69_000]);
  });

  it('that was lost is told as not applied, after its deadline and two looks', async () => {
    await open({ exchangeFault: strike({ kind: 'drop-before' }) });
    const { status, body, startedAt, answeredAt } = await amend('k', 69_000);
    expect([status, body.code, priceInBook()]).toEqual([409, 'NOT_PLACED', 70_000]);
    expect(answeredAt - startedAt).toBeGreaterThan(8_000 + 5_000 + 3_000);
    await ends();
  });

  it('does not overtake one of open fate: it is told when to ask again, and sent after that', async () => {
    await open({ exchangeFault: strike({ kind: 'late', ms: 6_000 }), nonceWindow: 600_000n });
    const first = await begin('first', 69_000);
    await scenario.run(scenario.time.now() + 1_000);
    const early = await amend('second', 71_000);
    expect([early.status, early.body.code, Number(early.headers?.['retry-after'])]).toEqual([
      409,
      'IN_PROGRESS',
      expect.any(Number),
    ]);
    expect(sentTimes(name)).toBe(1);
    await answerOf(first);
    await scenario.run(scenario.time.now() + 20_000);
    expect((await amend('second', 71_000)).status).toBe(200);
    expect(priceInBook()).toBe(71_000);
    await ends();
  });

  it('that repeats what the order says and got no answer keeps the order until no copy can arrive', async () => {
    await open({ exchangeFault: strike({ kind: 'late', ms: 6_000 }), nonceWindow: 600_000n });
    expect((await amend('same', 70_000)).status).toBe(200);
    const next = await amend('next', 71_000);
    expect([next.status, next.body.code]).toEqual([409, 'IN_PROGRESS']);
    await scenario.run(scenario.time.now() + 1000 * Number(next.headers?.['retry-after']));
    expect((await amend('next', 71_000)).status).toBe(200);
    await scenario.run();
    expect(priceInBook()).toBe(71_000);
  });

  it('whose worker dies after the exchange executed it is settled by the resolver', async () => {
    await open();
    const dies: Crash = ({ label }, when) => when === 'after' && label.startsWith(`exchange ${name}`);
    expect((await amend('k', 69_000, dies)).status).toBeNull();
    await ends();
    expect(await amendmentsOf(desk)).toMatchObject([{ state: 'ACCEPTED' }]);
    expect((await amend('k', 69_000)).headers?.['idempotent-replayed']).toBe('true');
  });
});

describe.each(['spot', 'swap'] as const)('a cancel-all on %s', (marketType) => {
  const list = { spot: 'OpenOrders', swap: 'openorders' }[marketType];
  const name = changeCall['cancel-all'][marketType];
  let placed: (string | null | undefined)[] = [];
  const place = async (key: string): Promise<void> => {
    const { body } = await answerOf(scenario.create('desk', key, orderBody(marketType, 'limit')));
    placed.push(body.data?.order?.order_id);
  };
  const cancelAll = (key: string, crash?: Crash): Promise<CallResult> =>
    answerOf(scenario.cancelAll('desk', key, { market_type: marketType }, crash));
  const open = async (terms: ScenarioTerms = {}): Promise<void> => {
    scenario = await openScenario(['desk'], terms);
    placed = [];
    await place('first');
    await place('second');
  };
  /** Of the orders, in the sequence in which they were placed. */
  const states = (): (string | undefined)[] => {
    const book = scenario.exchange.orders();
    return placed.map((order) => book.find(({ id }) => id === order)?.state);
  };

  it('asked for again with the same key tells of the same cancellations and leaves what was placed since', async () => {
    await open();
    const once = await cancelAll('k');
    await place('third');
    const again = await cancelAll('k');
    expect([once.status, once.body.data?.canceled]).toEqual([200, 2]);
    expect(again.body.data).toEqual({ ...once.body.data, replayed: true });
    expect(again.headers?.['idempotent-replayed']).toBe('true');
    expect(states()).toEqual(['canceled', 'canceled', 'open']);
    expect((await cancelAll('another')).body.data?.canceled).toBe(1);
  });

  it('with a used key and another wallet is a conflict, and cancels nothing', async () => {
    await open();
    const other = marketType === 'spot' ? 'swap' : 'spot';
    await answerOf(scenario.cancelAll('desk', 'k', { market_type: other }));
    const { status, body } = await cancelAll('k');
    expect([status, body.code, states()]).toEqual([409, 'IDEMPOTENCY_CONFLICT', ['open', 'open']]);
  });

  it('whose exchange does not answer is 202, and later cancels what was there, by id, and nothing placed since', async () => {
    let isAway = true;
    await open({ exchangeFault: ({ name: one }) => (isAway && one === name ? { kind: 'drop-before' } : undefined) });
    const { status } = await cancelAll('k');
    isAway = false;
    await place('third');
    expect([status, states()]).toEqual([202, ['open', 'open', 'open']]);
    await ends();
    expect(states()).toEqual(['canceled', 'canceled', 'open']);
    expect(await cancelAllsOf(desk)).toMatchObject([{ state: 'ACCEPTED', canceled: 2 }]);
  });

  it('whose cancellations are late touches nothing placed since', async () => {
    await open({
      exchangeFault: ({ name: one, nth }) => (one === name && nth < 2 ? { kind: 'late', ms: 30_000 } : undefined),
      nonceWindow: 600_000n,
    });
    await cancelAll('k');
    await place('third');
    await ends();
    expect(states()).toEqual(['canceled', 'canceled', 'open']);
  });

  it('that cannot read what is open has done nothing and journals nothing: the key is as good as new', async () => {
    await open({
      exchangeFault: ({ name: one, nth }) => (one === list && nth === 0 ? { kind: 'refused' } : undefined),
    });
    const refused = await cancelAll('k');
    expect([refused.status, refused.body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    expect([states(), await cancelAllsOf(desk)]).toEqual([['open', 'open'], []]);
    const { status, body, headers } = await cancelAll('k');
    expect([status, body.data?.canceled, headers?.['idempotent-replayed']]).toEqual([200, 2, undefined]);
  });

  it('asked for again while the exchange is away tells what became of it', async () => {
    let isAway = false;
    await open({ exchangeFault: () => (isAway ? { kind: 'drop-before' } : undefined) });
    const once = await cancelAll('k');
    isAway = true;
    const again = await cancelAll('k');
    expect([again.status, again.headers?.['idempotent-replayed']]).toEqual([200, 'true']);
    expect(again.body.data).toEqual({ ...once.body.data, replayed: true });
  });

  it.each([
    ['before it cancels any', 'before', name],
    ['after it has canceled them', 'after', name],
  ])('whose worker dies %s is finished by the resolver, for its own orders', async (_when, at, label) => {
    await open();
    const dies: Crash = (hop, when) => when === at && hop.label.startsWith(`exchange ${label}`);
    expect((await cancelAll('k', dies)).status).toBeNull();
    await place('third');
    await ends();
    expect(states()).toEqual(['canceled', 'canceled', 'open']);
  });
});
