import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as amendOrder } from '../../functions/api/amend-order.ts';
import { handler as cancelOrder } from '../../functions/api/cancel-order.ts';
import { handler as createOrder } from '../../functions/api/create-order.ts';
import { marketOf } from '../../lib/exchanges/exchanges.ts';
import { answered, begun, deskId } from './harness/account-calls.ts';
import { accounts, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { bodyOf } from './harness/orders.ts';
import { type AnyScenario, openScenarioAt } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';
import { everyMarket } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

let scenario: AnyScenario;
afterEach(() => scenario.close());

/** A key that its owner revokes at the exchange. Every exchange judges the key before it executes a request. */
describe.each([...everyMarket('spot'), ...everyMarket('swap')])('on $title a revoked key', (market) => {
  const { exchange, marketType } = market.name;
  const body = bodyOf(market, 'limit', { client_order_id: 'mine' });

  function setRevoked(revoked: boolean): void {
    const { key, host } = marketOf(market.name);
    const api_key = scenario.scene.credentialsOf('desk')[key]?.apiKey;
    scenario.exchange.protocols[host]?.control.key?.({ api_key, revoked });
  }
  async function answerOf(told: CallResult): Promise<CallResult> {
    await over(scenario, told);
    return told;
  }
  const create = () => answerOf(scenario.create('desk', 'mine', body));
  const states = async () => (await journalOf(accounts.desk)).map(({ state }) => state);

  it('refuses an order at once and for certain, and the name places the order once the key is mended', async () => {
    scenario = await openScenarioAt(exchange, ['desk']);
    setRevoked(true);
    const startedAt = scenario.time.now();
    const refused = await create();
    expect([refused.status, refused.body.code]).toEqual([403, 'KEY_REFUSED']);
    expect((refused.answeredAt ?? Infinity) - startedAt).toBeLessThan(2000);
    expect(await states()).toEqual(['NOT_SENT']);
    const again = await create();
    expect([again.status, again.body]).toMatchObject([
      403,
      { code: 'KEY_REFUSED', message: expect.stringMatching(/sent nothing; repeat the call once the key works/) },
    ]);
    setRevoked(false);
    await scenario.run(scenario.time.now() + 120_000);
    const told = await create();
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'open']);
    expect(scenario.exchange.orders()).toHaveLength(1);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('refuses an order without a name at once and for certain', async () => {
    scenario = await openScenarioAt(exchange, ['desk']);
    setRevoked(true);
    const { client_order_id: _name, ...unnamed } = body as Record<string, unknown>;
    const told = await answered(
      scenario as never,
      begun(scenario as never, 'unnamed', createOrder, { body: { ...deskId, ...unnamed } }),
    );
    expect([told.status, told.body.code, await states()]).toEqual([403, 'KEY_REFUSED', ['NOT_SENT']]);
  });

  it('refuses an amendment and a cancellation at once, and both are made once the key is mended', async () => {
    scenario = await openScenarioAt(exchange, ['desk']);
    await create();
    setRevoked(true);
    const terms = { ...deskId, client_order_id: 'mine', symbol: market.scene.symbol, market_type: marketType };
    const amend = () =>
      answered(
        scenario as never,
        begun(scenario as never, 'amend', amendOrder, {
          body: { ...deskId, client_order_id: 'mine', symbol: market.scene.symbol, ...change },
          idempotencyKey: 'lower',
        }),
      );
    const isPriced = marketOf(market.name).regular.amend?.changes.includes('price') === true;
    const change = isPriced ? { price: 69_000 } : { quantity: 0.005 };
    const cancel = () =>
      answered(scenario as never, begun(scenario as never, 'cancel', cancelOrder, { query: terms as never }));
    const startedAt = scenario.time.now();
    for (const refused of [await amend(), await cancel()])
      expect([refused.status, refused.body.code]).toEqual([403, 'KEY_REFUSED']);
    expect(scenario.time.now() - startedAt).toBeLessThan(5000);
    setRevoked(false);
    await scenario.run(scenario.time.now() + 120_000);
    const amended = await amend();
    expect([amended.status, amended.body.code]).toEqual([200, undefined]);
    expect(scenario.exchange.orders()).toMatchObject([isPriced ? { limitPrice: '69000' } : { quantity: '0.005' }]);
    expect([(await cancel()).status, scenario.exchange.orders().map(({ state }) => state)]).toEqual([
      200,
      ['canceled'],
    ]);
  });
});
