import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as amendOrder } from '../../functions/api/amend-order.ts';
import { handler as cancelOrder } from '../../functions/api/cancel-order.ts';
import { handler as openOrders } from '../../functions/api/get-open-orders.ts';
import { handler as getOrder } from '../../functions/api/get-order.ts';
import { marketOf } from '../../lib/exchanges/exchanges.ts';
import { answered, begun, deskId } from './harness/account-calls.ts';
import { over } from './harness/case.ts';
import { bodyOf } from './harness/orders.ts';
import { type AnyScenario, openScenarioAt } from './harness/scenario.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { everyMarket } from './scenes/scenes.ts';

beforeAll(startHarnessOverTable);
afterAll(stopHarness);

let scenario: AnyScenario;
afterEach(() => scenario.close());

/** Markets whose stops lie in a store of their own, which a fired stop leaves. */
const markets = [...everyMarket('spot'), ...everyMarket('swap')].filter(
  ({ name }) => marketOf(name).trigger !== 'same',
);

type Handler = Parameters<typeof begun>[2];
type Told = Record<string, unknown>;

describe.each(markets)('on $title a stop of ours that has fired and rests in the book', (market) => {
  const { exchange, marketType } = market.name;
  const { symbol } = market.scene;
  const place = { ...deskId, market_type: marketType, symbol };

  async function call(
    handler: Handler,
    event: object,
  ): Promise<{ status: number | undefined; data: Told; body: Told }> {
    const told = await answered(scenario as never, begun(scenario as never, 'call', handler, event));
    return { status: told.status, data: (told.body.data ?? {}) as Told, body: told.body as Told };
  }
  async function listed(): Promise<Told[]> {
    return (await call(openOrders, { query: place })).data.orders as Told[];
  }
  async function openFired(): Promise<void> {
    scenario = await openScenarioAt(exchange, ['desk']);
    scenario.exchange.setPrice(80_000);
    const terms = { client_order_id: 'sl1', stop_price: 79_000, price: 79_500 };
    const placed = scenario.create('desk', 'sl1', bodyOf(market, 'stop_loss_limit', terms));
    await over(scenario, placed);
    expect([placed.status, placed.body.data?.order?.status]).toEqual([200, 'open']);
    scenario.exchange.setPrice(78_900);
    await scenario.run(scenario.time.now() + 5000);
  }
  const booked = () => scenario.exchange.orders().filter(({ clientOrderId }) => clientOrderId === 'sl1');

  it('is ours in every answer, under one id', async () => {
    await openFired();
    const [row, ...others] = await listed();
    expect([row, others]).toMatchObject([
      { client_order_id: 'sl1', external: false, order_type: 'stop_loss_limit' },
      [],
    ]);
    const { data } = await call(getOrder, { query: { ...deskId, client_order_id: 'sl1' } });
    const same = { ...row, as_of: expect.any(String) };
    expect(data.order).toEqual(same);
    expect(await listed()).toEqual([same]);
  });

  it.each(['client_order_id', 'the id in the book'])(
    'is amended where the market can, and canceled, by %s',
    async (by) => {
      await openFired();
      const id = booked().at(-1)?.id ?? '';
      const name = by === 'client_order_id' ? { client_order_id: 'sl1' } : { order_id: id };
      // No page says that Bybit amends a fired stop of spot.
      if (marketType === 'swap') {
        const amended = await call(amendOrder, { body: { ...deskId, ...name, symbol, price: 79_600 } });
        expect([amended.status, amended.body.code]).toEqual([200, undefined]);
        expect(await listed()).toMatchObject([{ client_order_id: 'sl1', external: false, price: 79_600 }]);
      }
      const canceled = await call(cancelOrder, { query: { ...place, ...name } });
      expect([canceled.status, canceled.body.code]).toEqual([200, undefined]);
      expect(canceled.data.order).toMatchObject({ client_order_id: 'sl1', external: false, status: 'canceled' });
      expect(await listed()).toEqual([]);
    },
  );
});
