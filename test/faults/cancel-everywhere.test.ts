import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answered, setKeys } from './harness/account-calls.ts';
import { cancelAllsOf, desk, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import type { Crash } from './harness/time.ts';
import { changeCall } from './scenes/kraken.ts';

let scenario: Scenario;
/** Strikes every request of the name. */
let faults: Record<string, ExchangeFault> = {};

/** Two orders on each market, in the order in which they were placed. */
async function open(): Promise<void> {
  faults = {};
  scenario = await openScenario(['desk'], { exchangeFault: ({ name }) => faults[name] });
  for (const marketType of ['spot', 'swap'] as const)
    for (const nth of [1, 2])
      await answerOf(scenario.create('desk', `${marketType}-${nth}`, orderBody(marketType, 'limit')));
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
const cancel = (key: string, query: Record<string, string> = {}, crash?: Crash): Promise<CallResult> =>
  answerOf(scenario.cancelAll('desk', key, query, crash));
const wallets = ({ body }: CallResult) => body.data?.wallets?.map(({ outcome, canceled }) => [outcome, canceled]);
const outcomes = ({ body }: CallResult) => body.data?.orders?.map(({ outcome }) => outcome);
const ids = async (): Promise<{ readonly order: string; readonly client: string }[]> =>
  (await journalOf(desk))
    .toSorted((one, other) => one.sentAt - other.sentAt)
    .map(({ exchangeOrderId, clientOrderId }) => ({ order: exchangeOrderId ?? '', client: clientOrderId }));
/** Of the book, in the order of placing. */
async function states(): Promise<(string | undefined)[]> {
  const book = scenario.exchange.orders();
  return (await ids()).map(({ order }) => book.find(({ id }) => id === order)?.state);
}
const sentTimes = (name: string): number => scenario.sent.filter((one) => one.name === name).length;
async function settle(): Promise<void> {
  await resolveAll(scenario, ['desk'], noCrash);
  await scenario.run();
}
const lost: ExchangeFault = { kind: 'drop-before' };
const { spot, swap } = changeCall['cancel-all'];

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a cancel-all without a market', () => {
  it('cancels in every wallet and tells each; a retry tells the same and leaves what was placed since', async () => {
    await open();
    const once = await cancel('k');
    expect([once.status, once.body.data]).toMatchObject([200, { canceled: 4, complete: true, market_type: null }]);
    expect(wallets(once)).toEqual(Array(2).fill(['done', 2]));
    await answerOf(scenario.create('desk', 'newer', orderBody('swap', 'limit')));
    const again = await cancel('k');
    expect(again.body.data).toEqual({ ...once.body.data, replayed: true });
    expect(await states()).toEqual([...Array(4).fill('canceled'), 'open']);
  });

  it.each([
    ['spot', spot, 0],
    ['swap', swap, 1],
  ] as const)(
    'whose answers on %s are lost is 202, tells of the other wallet, and is finished later',
    async (_m, name, at) => {
      await open();
      faults = { [name]: lost };
      const told = await cancel('k');
      expect([told.status, told.body.data?.complete, told.body.data?.canceled]).toEqual([202, false, 2]);
      const expected = [
        ['done', 2],
        ['done', 2],
      ];
      expected[at] = ['unknown', 0];
      expect(wallets(told)).toEqual(expected);
      faults = {};
      await settle();
      expect(await states()).toEqual(Array(4).fill('canceled'));
      expect((await cancelAllsOf(desk)).map(({ state }) => state)).toEqual(['ACCEPTED', 'ACCEPTED']);
    },
  );

  it('that cannot read one wallet cancels in the other, says so, and a retry reaches the rest', async () => {
    await open();
    faults = { openorders: { kind: 'refused' } };
    const told = await cancel('k');
    expect([told.status, wallets(told)]).toEqual([
      202,
      [
        ['done', 2],
        ['failed', null],
      ],
    ]);
    expect(await states()).toEqual(['canceled', 'canceled', 'open', 'open']);
    faults = {};
    await answerOf(scenario.create('desk', 'newer', orderBody('spot', 'limit')));
    const again = await cancel('k');
    expect([again.status, again.body.data?.replayed, wallets(again)]).toEqual([
      200,
      undefined,
      Array(2).fill(['done', 2]),
    ]);
    expect(await states()).toEqual([...Array(4).fill('canceled'), 'open']);
  });

  it('that can read no wallet is an error, and the key is as good as new', async () => {
    await open();
    faults = { openorders: { kind: 'refused' }, OpenOrders: { kind: 'refused' } };
    expect((await cancel('k')).status).toBe(503);
    expect(await cancelAllsOf(desk)).toEqual([]);
  });

  it.each([
    ['one market', { market_type: 'spot' }, {}],
    ['every wallet', {}, { market_type: 'spot' }],
    ['every wallet', {}, { market_type: 'swap' }],
  ] as const)('with a key that was used for %s is a conflict, and cancels nothing', async (_title, first, second) => {
    await open();
    await cancel('k', first);
    const before = [sentTimes(spot), sentTimes(swap)];
    await answerOf(scenario.create('desk', 'newer', orderBody('spot', 'limit')));
    await answerOf(scenario.create('desk', 'newer-too', orderBody('swap', 'limit')));
    const { status, body } = await cancel('k', second);
    expect([status, body.code, [sentTimes(spot), sentTimes(swap)]]).toEqual([409, 'IDEMPOTENCY_CONFLICT', before]);
  });

  it('whose call dies is finished by the resolver in every wallet that the journal has, and nothing newer is canceled', async () => {
    await open();
    const dies: Crash = (hop, when) => when === 'after' && hop.label.startsWith(`exchange ${spot}`);
    expect((await cancel('k', {}, dies)).status).toBeNull();
    await answerOf(scenario.create('desk', 'newer', orderBody('spot', 'limit')));
    await settle();
    expect((await states()).at(-1)).toBe('open');
    expect((await cancel('k')).status).toBe(200);
    expect(await states()).toEqual([...Array(4).fill('canceled'), 'open']);
  });
});

describe.each([
  ['order_ids', 'order'],
  ['client_order_ids', 'client'],
] as const)('a cancellation by %s', (field, which) => {
  const list = (all: { readonly order: string; readonly client: string }[], ...more: string[]) => ({
    [field]: [...all.map((each) => each[which]), ...more].join(','),
  });

  it('cancels the named orders of both wallets in one request each, and no other', async () => {
    await open();
    const [first, , third, fourth] = await ids();
    const told = await cancel('k', list([first, third, fourth].flatMap((each) => each ?? [])));
    expect([told.status, told.body.message, outcomes(told)]).toEqual([
      200,
      '3 of 3 orders canceled',
      Array(3).fill('canceled'),
    ]);
    expect(await states()).toEqual(['canceled', 'open', 'canceled', 'canceled']);
    expect([sentTimes(spot), sentTimes(swap), sentTimes('OpenOrders'), sentTimes('openorders')]).toEqual([1, 1, 0, 0]);
  });

  it('tells an order that had ended, and an id that nobody knows', async () => {
    await open();
    const [first, second] = await ids();
    await answerOf(scenario.cancel('desk', first?.client ?? ''));
    const told = await cancel(
      'k',
      list(
        [first, second].flatMap((each) => each ?? []),
        'nobody',
      ),
    );
    expect([told.status, outcomes(told)]).toEqual([200, ['already_closed', 'canceled', 'not_found']]);
  });

  it('tells an id that nobody knows as perhaps open while the key of a wallet is removed', async () => {
    await open();
    await answered(scenario, setKeys(scenario, { futuresApiKey: '', futuresSecret: '' }, false));
    const told = await cancel('k', { [field]: 'nobody' });
    expect([told.status, told.body.data?.complete, outcomes(told)]).toEqual([202, false, ['unknown']]);
  });

  it('asked for again tells the same, also of an id that names an order by now', async () => {
    await open();
    const [first] = await ids();
    const query = list(first === undefined ? [] : [first], 'later');
    const once = await cancel('k', query);
    await answerOf(scenario.create('desk', 'x', orderBody('spot', 'limit', { client_order_id: 'later' })));
    const again = await cancel('k', query);
    expect(outcomes(once)).toEqual(['canceled', 'not_found']);
    expect(again.body.data).toEqual({ ...once.body.data, replayed: true });
    expect((await states()).at(-1)).toBe('open');
  });

  it('whose answers are lost is 202 for the orders of that wallet alone, and is finished later', async () => {
    await open();
    faults = { [spot]: lost };
    const all = await ids();
    const told = await cancel('k', list(all));
    expect([told.status, outcomes(told)]).toEqual([202, ['unknown', 'unknown', 'canceled', 'canceled']]);
    faults = {};
    await settle();
    expect(await states()).toEqual(Array(4).fill('canceled'));
    const again = await cancel('k', list(all));
    expect([again.status, outcomes(again)]).toEqual([200, Array(4).fill('canceled')]);
  });

  it('whose call dies between the wallets is carried on by a retry', async () => {
    await open();
    const all = await ids();
    const dies: Crash = (hop, when) => when === 'after' && hop.label.startsWith(`exchange ${swap}`);
    expect((await cancel('k', list(all), dies)).status).toBeNull();
    await settle();
    expect(outcomes(await cancel('k', list(all)))).toEqual(Array(4).fill('canceled'));
    expect(await states()).toEqual(Array(4).fill('canceled'));
  });

  it('with a used key and other orders is a conflict', async () => {
    await open();
    const all = await ids();
    await cancel('k', list(all.slice(0, 2)));
    const { status, body } = await cancel('k', list(all));
    expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(await states()).toEqual(['canceled', 'canceled', 'open', 'open']);
  });
});
