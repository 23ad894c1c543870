import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amendmentsOf, desk, journalOf } from './harness/accounts.ts';
import { type CallResult, noCrash } from './harness/calls.ts';
import { over, resolveAll } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { changeCall } from './scenes/kraken.ts';

let scenario: Scenario;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(['spot', 'swap'] as const)('an amendment on %s that the exchange acknowledges', (marketType) => {
  const host = marketType === 'spot' ? 'spot' : 'futures';
  const open = async (amendments: Record<string, unknown>): Promise<void> => {
    scenario = await openScenario(['desk']);
    await over(scenario, scenario.create('desk', 'order', orderBody(marketType, 'limit')));
    scenario.exchange[host].control.amendments?.(amendments);
  };
  const amend = async (price: number, key = 'k'): Promise<CallResult> => {
    const client_order_id = (await journalOf(desk))[0]?.clientOrderId;
    const { symbol } = orderBody(marketType, 'limit');
    const call = scenario.amend('desk', key, { client_order_id, symbol, price });
    await over(scenario, call);
    return call;
  };
  const inBook = () => Number(scenario.exchange.orders()[0]?.limitPrice);
  const sentTimes = () => scenario.sent.filter(({ name }) => name === changeCall.amend[marketType]).length;

  it('and carries out two seconds later is told as amended once the order shows the change', async () => {
    await open({ amendments: 'late', late_ms: 2000 });
    const { status, startedAt, answeredAt } = await amend(69_000);
    expect([status, inBook()]).toEqual([200, 69_000]);
    expect((answeredAt ?? 0) - startedAt).toBeGreaterThan(2000);
    expect(await amendmentsOf(desk)).toMatchObject([{ state: 'ACCEPTED', isAcknowledged: true }]);
    expect(sentTimes()).toBe(1);
  });

  it('and never carries out is not told as amended, and settled by later looks as not amended', async () => {
    await open({ amendments: 'ignored' });
    const { status } = await amend(69_000);
    expect([status, inBook()]).toEqual([202, 70_000]);
    await resolveAll(scenario, ['desk'], noCrash);
    const [entry] = await amendmentsOf(desk);
    expect(entry).toMatchObject({ state: 'NEVER_ARRIVED', isAcknowledged: true });
    expect(entry?.error?.message).toMatch(/was not amended: the exchange acknowledged the amendment/);
    const again = await amend(69_000);
    expect([again.status, again.body.code, sentTimes()]).toEqual([409, 'NOT_PLACED', 1]);
  });

  it('and has not carried out yet lets no later amendment overtake', async () => {
    await open({ amendments: 'late', late_ms: 40_000 });
    expect((await amend(69_000)).status).toBe(202);
    const later = await amend(71_000, 'later');
    expect([later.status, later.body.code, sentTimes()]).toEqual([409, 'IN_PROGRESS', 1]);
    await resolveAll(scenario, ['desk'], noCrash);
    expect(inBook()).toBe(69_000);
    expect((await amendmentsOf(desk)).map(({ state }) => state).toSorted()).toEqual(['ACCEPTED', 'NOT_SENT']);
  });
});
