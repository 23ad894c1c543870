import { expect } from 'vitest';
import type { Call } from './fixture-calls.ts';
import type { FuturesStage } from './fixture-futures.ts';
import { buy, PF, rest } from './fixture-futures.ts';

type FuturesCall = Call<FuturesStage>;

/** Places by one of CCXT's shortcuts, and holds the open order against the words sent. */
function resting(
  call: string,
  terms: Record<string, unknown>,
  place: (stage: FuturesStage) => Promise<{ id?: string | undefined }>,
): FuturesCall {
  return {
    call,
    shows: `an open order with \`${JSON.stringify(terms)}\``,
    async run(stage) {
      const { id } = await place(stage);
      expect(id).toEqual(expect.any(String));
      const { openOrders } = await stage.exchange.privateGetOpenorders();
      expect(openOrders).toMatchObject([{ order_id: id, symbol: 'PF_XBTUSD', ...terms }]);
    },
  };
}

export const futuresPlacing: readonly FuturesCall[] = [
  resting('createOrder', { side: 'buy', limitPrice: 70000, unfilledSize: 0.01, cliOrdId: 'mine' }, ({ exchange }) =>
    exchange.createOrder(PF, 'limit', 'buy', 0.01, 70_000, { clientOrderId: 'mine' }),
  ),
  resting('createLimitOrder', { side: 'buy', limitPrice: 70000 }, ({ exchange }) =>
    exchange.createLimitOrder(PF, 'buy', 0.01, 70_000),
  ),
  resting('createPostOnlyOrder', { orderType: 'lmt', limitPrice: 70000 }, ({ exchange }) =>
    exchange.createPostOnlyOrder(PF, 'limit', 'buy', 0.01, 70_000),
  ),
  resting('createStopOrder', { side: 'sell', stopPrice: 70000 }, ({ exchange }) =>
    exchange.createStopOrder(PF, 'market', 'sell', 0.01, undefined, 70_000),
  ),
  resting('createStopMarketOrder', { side: 'sell', stopPrice: 70000 }, ({ exchange }) =>
    exchange.createStopMarketOrder(PF, 'sell', 0.01, 70_000),
  ),
  resting('createStopLimitOrder', { stopPrice: 70000, limitPrice: 69900 }, ({ exchange }) =>
    exchange.createStopLimitOrder(PF, 'sell', 0.01, 69_900, 70_000),
  ),
  resting('createTriggerOrder', { side: 'sell', stopPrice: 70000 }, ({ exchange }) =>
    exchange.createTriggerOrder(PF, 'market', 'sell', 0.01, undefined, 70_000),
  ),
  {
    call: 'createMarketOrder',
    shows: 'filled at the ask',
    run: async ({ exchange }) =>
      expect(await exchange.createMarketOrder(PF, 'buy', 0.05)).toMatchObject({
        ...{ status: 'closed', filled: 0.05, average: 80_004 },
      }),
  },
  {
    call: 'createReduceOnlyOrder',
    shows: 'half of the position gone',
    async run(stage) {
      await buy(stage);
      await stage.exchange.createReduceOnlyOrder(PF, 'market', 'sell', 0.02);
      expect(await stage.exchange.fetchPositions([PF])).toMatchObject([{ contracts: 0.03 }]);
    },
  },
  {
    call: 'createOrder (funds)',
    shows: 'a hundred BTC on ten thousand dollars',
    refusal: /insufficientAvailableFunds/,
    run: ({ exchange }) => exchange.createOrder(PF, 'limit', 'buy', 100, 70_000),
  },
  {
    call: 'createPostOnlyOrder (would trade)',
    shows: 'a post-only price beyond the ask',
    refusal: /postWouldExecute/,
    run: ({ exchange }) => exchange.createOrder(PF, 'limit', 'buy', 0.01, 80_100, { postOnly: true }),
  },
  {
    call: 'createReduceOnlyOrder (no position)',
    shows: 'nothing to reduce',
    refusal: /wouldNotReducePosition/,
    run: ({ exchange }) => exchange.createReduceOnlyOrder(PF, 'market', 'sell', 0.01),
  },
  {
    call: 'createOrder (client id used)',
    shows: 'a client order id is used once for ever',
    refusal: /clientOrderIdAlreadyExist/,
    async run(stage) {
      await rest(stage, { clientOrderId: 'once' });
      return rest(stage, { clientOrderId: 'once' });
    },
  },
];

/** Batches of new orders: the row turns right, with the orders held against `batch`, once batchorder takes `send`. */
export const futuresBatch: readonly FuturesCall[] = [
  {
    call: 'createOrders',
    shows: 'two orders of one batch, each under its own id',
    async run({ exchange }) {
      const order = { symbol: PF, type: 'limit', side: 'buy', amount: 0.01 } as const;
      const batch = [70_000, 71_000].map((price) => ({ ...order, price }));
      const placed = await exchange.createOrders(batch);
      expect(new Set(placed.map(({ id }) => id)).size).toBe(2);
      const open = await exchange.fetchOpenOrders(PF);
      const told = placed.map(({ id }) => open.find((row) => row.id === id)?.info.limitPrice);
      expect(told.map(Number)).toEqual([70_000, 71_000]);
    },
  },
];

export const futuresFinding: readonly FuturesCall[] = [
  {
    call: 'fetchOpenOrders',
    shows: 'id and amount of the order placed; CCXT leaves the price out, `info` has the limit',
    async run(stage) {
      const id = await rest(stage);
      expect(await stage.exchange.fetchOpenOrders(PF)).toMatchObject([
        { id, amount: 0.01, filled: 0, info: { limitPrice: 70_000 } },
      ]);
    },
  },
  {
    call: 'fetchOrder',
    shows: 'the order by its id, the limit in `info`',
    async run(stage) {
      const id = await rest(stage);
      expect(await stage.exchange.fetchOrder(id)).toMatchObject({
        id,
        status: 'open',
        info: { order: { limitPrice: 70_000 } },
      });
    },
  },
  {
    call: 'fetchOrders',
    shows: 'both orders by their ids',
    async run(stage) {
      const orderIds = [await rest(stage), await rest(stage)];
      const found = await stage.exchange.fetchOrders(PF, undefined, undefined, { orderIds });
      expect(found.map(({ id }) => String(id)).toSorted()).toEqual(orderIds.toSorted());
    },
  },
  {
    call: 'fetchClosedOrders',
    shows: 'the filled order',
    async run(stage) {
      const id = await buy(stage);
      expect(await stage.exchange.fetchClosedOrders(PF)).toMatchObject([{ id, filled: 0.05 }]);
    },
  },
  {
    call: 'fetchCanceledOrders',
    shows: "the order's two events: CCXT takes an event of placing without a fill for a cancellation, too",
    async run(stage) {
      const id = await rest(stage);
      await stage.exchange.cancelOrder(id);
      const told = { id, status: 'canceled', amount: 0.01, info: { limitPrice: '70000' } };
      expect(await stage.exchange.fetchCanceledOrders(PF)).toMatchObject([told, told]);
    },
  },
  {
    call: 'fetchCanceledOrders (trigger)',
    shows: 'the cancelled stop and its trigger price',
    async run(stage) {
      const { id } = await stage.exchange.createStopOrder(PF, 'market', 'sell', 0.01, undefined, 70_000);
      await stage.exchange.cancelOrder(String(id));
      const orders = await stage.exchange.fetchCanceledOrders(PF, undefined, undefined, { trigger: true });
      expect(orders).toMatchObject([{ id, info: { triggerOptions: { triggerPrice: '70000' } } }]);
    },
  },
];
