import '../../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requestFingerprint } from '../../../../lib/journal/request-id.ts';
import { type AccountName, accounts, amendmentsOf, journalOf } from '../../../faults/harness/accounts.ts';
import type { CallResult } from '../../../faults/harness/calls.ts';
import { over } from '../../../faults/harness/case.ts';
import { orderBody } from '../../../faults/harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from '../../../faults/harness/scenario.ts';
import { startHarness, stopHarness } from '../../../faults/harness/start.ts';

/** The market is at 80,000. */
const crossing = 85_000;
const id = { client_order_id: 'mine' };

let scenario: Scenario;
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
/** An order of 70,000 for the account `twinAlpha`. */
async function place(post_only: boolean, terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(['twinAlpha', 'twinBeta'], terms);
  const body = orderBody('spot', 'limit', { ...id, post_only });
  expect((await answerOf(scenario.create('twinAlpha', 'mine', body))).status).toBe(200);
}
function orderId(): string {
  return scenario.exchange.orders()[0]?.id ?? '';
}
function amend(
  account: AccountName,
  name: Record<string, string>,
  change: Record<string, number>,
): Promise<CallResult> {
  return answerOf(scenario.amend(account, 'k', { ...name, symbol: 'BTC/USD', ...change }));
}
function inBook() {
  return scenario.exchange.orders()[0];
}
function calls(name: string): number {
  return scenario.sent.filter((one) => one.name === name).length;
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** Of the tenants of one customer `twinAlpha` has placed the order, and `twinBeta` knows it from the exchange alone. */
const names = [
  ['its client order id', 'twinAlpha', () => id],
  ["the exchange's id", 'twinAlpha', () => ({ order_id: orderId() })],
  ['its client order id, placed elsewhere', 'twinBeta', () => id],
  ["the exchange's id, placed elsewhere", 'twinBeta', () => ({ order_id: orderId() })],
] as const;

describe.each(names)('a spot order amended by %s', (_, account, name) => {
  it('a post-only order does not cross: the exchange refuses, and the order stays unchanged', async () => {
    await place(true);
    const { status, body } = await amend(account, name(), { price: crossing });
    expect([status, body.code]).toEqual([422, 'ORDER_REJECTED']);
    expect(inBook()).toMatchObject({ state: 'open', limitPrice: '70000', filled: '0' });
  });

  it('a post-only order with a passive price gets the same answer for the same key', async () => {
    await place(true);
    const once = await amend(account, name(), { price: 71_000 });
    const again = await amend(account, name(), { price: 71_000 });
    expect([once.status, again.status, again.headers?.['idempotent-replayed']]).toEqual([200, 200, 'true']);
    expect(inBook()).toMatchObject({ state: 'open', limitPrice: '71000' });
    const asked = { quantity: undefined, price: '71000', stopPrice: undefined };
    const fingerprint = requestFingerprint({
      marketType: 'spot',
      symbol: 'BTC/USD',
      exchangeOrderId: orderId(),
      ...asked,
    });
    expect(await amendmentsOf(accounts[account])).toMatchObject([
      { change: { price: '71000', postOnly: true }, fingerprint },
    ]);
    expect(calls('AmendOrder')).toBe(1);
  });

  it('an order without post-only may cross', async () => {
    await place(false);
    expect((await amend(account, name(), { price: crossing })).status).toBe(200);
    expect(inBook()).toMatchObject({ state: 'filled' });
  });
});

describe("a spot order amended by the exchange's id", () => {
  it.each([
    ['an order of ours is known from the journal, and is read once, afterwards', 'twinAlpha', 1],
    ['an order placed elsewhere is read first, and once more afterwards', 'twinBeta', 2],
  ] as const)('%s', async (_title, account, reads) => {
    await place(true);
    const before = calls('QueryOrders');
    expect((await amend(account, { order_id: orderId() }, { quantity: 0.02 })).status).toBe(200);
    expect(calls('QueryOrders') - before).toBe(reads);
  });

  it('an unreadable order placed elsewhere is not amended, because the order might be a post-only order', async () => {
    let isAway = false;
    await place(true, {
      exchangeFault: ({ name }) => (isAway && name === 'QueryOrders' ? { kind: 'drop-before' } : undefined),
    });
    isAway = true;
    const { status, body } = await amend('twinBeta', { order_id: orderId() }, { price: crossing });
    expect([status, body.code, calls('AmendOrder')]).toEqual([503, 'EXCHANGE_UNAVAILABLE', 0]);
    expect(await amendmentsOf(accounts.twinBeta)).toEqual([]);
    expect((await journalOf(accounts.twinAlpha)).map(({ state }) => state)).toEqual(['ACCEPTED']);
  });
});

describe('a post-only order of futures that crosses', () => {
  it('the order that the exchange cancels for the refused change is told and journaled as canceled', async () => {
    scenario = await openScenario(['twinAlpha', 'twinBeta']);
    scenario.exchange.protocols.futures?.control.edits?.({ crossing: 'canceled' });
    const body = orderBody('swap', 'limit', { ...id, post_only: true });
    expect((await answerOf(scenario.create('twinAlpha', 'mine', body))).status).toBe(200);
    const change = { ...id, symbol: 'BTC/USD:USD', price: crossing };
    const refused = await answerOf(scenario.amend('twinAlpha', 'k', change));
    expect([refused.status, refused.body.code]).toEqual([422, 'ORDER_REJECTED']);
    expect(refused.body.data).toMatchObject({ order: { status: 'canceled' } });
    expect(await journalOf(accounts.twinAlpha)).toMatchObject([{ described: { status: 'canceled', price: '70000' } }]);
  });
});
