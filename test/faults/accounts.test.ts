import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as listExchangeAccounts } from '../../functions/api/list-exchange-accounts.ts';
import { putEntry } from '../../lib/ledger/store/ledger-store.ts';
import { entryOf } from '../lib/ledger/fixture-ledger.ts';
import {
  type Answer,
  begun,
  read as readBegun,
  register as registerBegun,
  remove as removeBegun,
  setKeys,
  answered as told,
} from './harness/account-calls.ts';
import { desk, journalOf, openLinesOf } from './harness/accounts.ts';
import type { AwsFaultKind } from './harness/aws.ts';
import { noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { keysOf } from './scenes/kraken-keys.ts';

let scenario: Scenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['desk'], terms);
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

function remove(name: string, purge: boolean): Answer {
  return removeBegun(scenario, name, purge);
}
function register(params: Record<string, string>, verify: boolean): Answer {
  return registerBegun(scenario, params, verify);
}
function read(): Answer {
  return readBegun(scenario);
}
function list(): Answer {
  return begun(scenario, 'list', listExchangeAccounts, { query: { limit: '100' } }, 10_000);
}

function runFor(ms: number): Promise<void> {
  return scenario.run(scenario.time.now() + ms);
}
function answered(answer: Answer): Promise<Answer> {
  return told(scenario, answer);
}

const { spot, swap } = keysOf('desk');
const spotKey = { apiKey: spot.apiKey, secret: spot.secret };
const limit = orderBody('spot', 'limit');

/** A desk with an order and a row of its ledger; the fault will hit one request of the removal `slow`. */
async function openStalled(kind: AwsFaultKind, nth: number): Promise<{ readonly hit: () => boolean }> {
  let [count, hit] = [0, false];
  await open({
    awsFault: ({ invocation }) => {
      if (invocation !== 'slow' || count++ !== nth) return undefined;
      hit = true;
      return kind;
    },
  });
  await over(scenario, scenario.create('desk', 'k', limit));
  await putEntry({ ref: desk, exchange: 'kraken', stream: 'spot' }, entryOf({ id: '1' }));
  return { hit: () => hit };
}

/** A second removal ends and the name is registered anew while the first one stalls; then what the new account looks like. */
async function removeTwice(purge: boolean) {
  const slow = remove('slow', purge);
  await runFor(300);
  const fast = await answered(remove('fast', purge));
  const registered = await answered(register(spotKey, false));
  const order = scenario.create('desk', 'k', limit);
  await over(scenario, order);
  await scenario.run(undefined, () => slow.status !== undefined);
  const listed = (await answered(list())).body.data?.accounts as { exchange_account_id: string }[];
  const again = scenario.create('desk', 'k', limit);
  await over(scenario, again);
  return { slow, fast, registered, order, listed, again, account: await answered(read()) };
}

describe('a removal that its client has given up and repeated', () => {
  // Which account it is about is settled by the first request's answer.
  const firstStep = 1;

  describe.each(['timeout-not-applied', 'timeout-applied'] as const)('after a %s', (kind) => {
    it.each([true, false])('leaves the account registered since alone (purge: %s)', async (purge) => {
      for (let nth = firstStep; ; nth += 1) {
        const { hit } = await openStalled(kind, nth);
        const { slow, fast, registered, order, listed, again, account } = await removeTwice(purge);
        if (!hit()) {
          expect(nth).toBeGreaterThan(purge ? 10 : 3);
          break;
        }
        const step = `request ${nth}: ${scenario.time.trace.find((line) => line.includes('slow') && line.includes(kind))}`;
        expect([200, 404], step).toContain(slow.status);
        expect([200, 404], step).toContain(fast.status);
        expect([registered.status, order.status, again.status], step).toEqual([200, 200, 200]);
        expect(again.headers?.['idempotent-replayed'], step).toBe('true');
        expect(
          listed.map((each) => each.exchange_account_id),
          step,
        ).toContain(desk.accountId);
        expect(account.body.data, step).toMatchObject({
          trading_state: 'ACTIVE',
          credentials: { spot: { configured: true } },
        });
        expect((await journalOf(desk)).length, step).toBe(1);
        await scenario.close();
      }
    });
  });
});

describe('a removal with purge', () => {
  it('is refused while an order has no verdict, changes nothing, and goes through afterwards', async () => {
    await open({
      exchangeFault: ({ name, nth }) => (name === 'AddOrder' && nth === 0 ? { kind: 'late', ms: 2000 } : undefined),
    });
    const order = scenario.create('desk', 'k', limit);
    await runFor(500);
    const refused = await answered(remove('early', true));
    expect([refused.status, refused.body.code]).toEqual([409, 'IN_PROGRESS']);
    expect((await answered(read())).body.data).toMatchObject({
      trading_state: 'ACTIVE',
      credentials: { spot: { configured: true } },
    });
    await over(scenario, order);
    await resolveAll(scenario, ['desk'], noCrash);
    expect((await journalOf(desk)).map(({ state }) => state)).toEqual(['ACCEPTED']);
    expect(await answered(remove('late', true))).toMatchObject({ status: 200, body: { data: { purged_records: 1 } } });
    expect(await journalOf(desk)).toEqual([]);
  });

  it('keeps the line of an order that left just before the keys went, and can be asked for again', async () => {
    let slow = true;
    await open({
      awsFault: ({ invocation, body }) => {
        if (invocation !== 'remove' || !body.includes('stoppedFrom') || !slow) return undefined;
        slow = false;
        return 'timeout-not-applied';
      },
      exchangeFault: ({ invocation }) => (invocation === 'remove' ? undefined : { kind: 'drop-after' }),
    });
    const removal = remove('remove', true);
    await scenario.run(undefined, () => !slow);
    const order = scenario.create('desk', 'k', limit);
    await answered(removal);
    expect([removal.status, removal.body.code]).toEqual([409, 'IN_PROGRESS']);
    expect(await openLinesOf(desk)).toHaveLength(1);
    expect((await answered(read())).body.data).toMatchObject({
      trading_state: 'HALTED',
      credentials: { spot: { configured: false } },
    });
    await over(scenario, order);
    expect(scenario.exchange.orders()).toHaveLength(1);
    for (let minute = 0; minute < 22; minute += 1) {
      scenario.resolve();
      await runFor(60_000);
    }
    expect((await journalOf(desk)).map(({ state }) => state)).toEqual(['NEEDS_REVIEW']);
    expect((await answered(remove('again', true))).status).toBe(200);
    expect(await journalOf(desk)).toEqual([]);
  });
});

describe('a check of two keys of which one is refused', () => {
  const wrong = { ...spotKey, futuresApiKey: swap.apiKey, futuresSecret: Buffer.alloc(64, 9).toString('base64') };

  it.each([
    ['registration', () => register(wrong, true)],
    ['rotation', () => setKeys(scenario, wrong, true)],
  ])('on %s answers when the other check has ended too', async (title, begin) => {
    await open({ exchangeFault: ({ name }) => (name === 'GetApiKeyInfo' ? { kind: 'delay', ms: 3000 } : undefined) });
    if (title === 'registration') await answered(remove('before', false));
    const { status, body } = await answered(begin());
    expect([status, body.code]).toEqual([403, 'KEY_REFUSED']);
    expect(scenario.sent.map(({ name }) => name)).toContain('GetApiKeyInfo');
    expect(scenario.violations).toEqual([]);
  });
});

it('a rotation that outlasts the account changes no key of the one registered since', async () => {
  await open({ exchangeFault: ({ name }) => (name === 'GetApiKeyInfo' ? { kind: 'delay', ms: 5000 } : undefined) });
  const { spot: fund } = keysOf('fund');
  const params = { apiKey: fund.apiKey, secret: fund.secret };
  const rotation = setKeys(scenario, params, true);
  await runFor(100);
  expect((await answered(remove('remove', false))).status).toBe(200);
  expect((await answered(register(spotKey, false))).status).toBe(200);
  expect(rotation.status).toBeUndefined();
  expect((await answered(rotation)).status).toBe(404);
  expect((await answered(read())).body.data).toMatchObject({
    credentials: { spot: { configured: true, key_hint: spot.apiKey.slice(-4) } },
  });
});
