import { expect } from 'vitest';
import type { Call } from './fixture-calls.ts';
import type { SpotStage } from './fixture-spot.ts';
import { BTC, rest, sell } from './fixture-spot.ts';

type SpotCall = Call<SpotStage>;

/** Places by one of CCXT's shortcuts, and holds Kraken's own description against the words sent. */
function described(
  call: string,
  words: string,
  place: (stage: SpotStage) => Promise<{ id?: string | undefined }>,
): SpotCall {
  return {
    call,
    shows: `the exchange describes the order as \`${words}\``,
    async run(stage) {
      const { id } = await place(stage);
      const order = await stage.exchange.fetchOrder(String(id));
      expect(order).toMatchObject({ id, symbol: BTC, side: 'buy' });
      expect(order.info.descr.order).toBe(words);
    },
  };
}

export const spotPlacing: readonly SpotCall[] = [
  described('createOrder', 'buy 0.01000000 XBTUSD @ limit 70000.0', ({ exchange }) =>
    exchange.createOrder(BTC, 'limit', 'buy', 0.01, 70_000, { postOnly: true }),
  ),
  described('createLimitOrder', 'buy 0.01000000 XBTUSD @ limit 70000.0', ({ exchange }) =>
    exchange.createLimitOrder(BTC, 'buy', 0.01, 70_000),
  ),
  described('createMarketOrder', 'buy 0.01000000 XBTUSD @ market', ({ exchange }) =>
    exchange.createMarketOrder(BTC, 'buy', 0.01),
  ),
  described('createStopLimitOrder', 'buy 0.01000000 XBTUSD @ stop loss 90000.0 -> limit 90100.0', ({ exchange }) =>
    exchange.createStopLimitOrder(BTC, 'buy', 0.01, 90_100, 90_000, { stopLossPrice: 90_000 }),
  ),
  described('createStopMarketOrder', 'buy 0.01000000 XBTUSD @ stop loss 90000.0', ({ exchange }) =>
    exchange.createStopMarketOrder(BTC, 'buy', 0.01, 90_000, { stopLossPrice: 90_000 }),
  ),
  described('createStopOrder', 'buy 0.01000000 XBTUSD @ stop loss 90000.0', ({ exchange }) =>
    exchange.createStopOrder(BTC, 'market', 'buy', 0.01, undefined, 90_000, { stopLossPrice: 90_000 }),
  ),
  described('createMarketBuyOrderWithCost', 'buy 100.00000000 XBTUSD @ market', ({ exchange }) =>
    exchange.createMarketBuyOrderWithCost(BTC, 100),
  ),
  described('createMarketOrderWithCost', 'buy 100.00000000 XBTUSD @ market', ({ exchange }) =>
    exchange.createMarketOrderWithCost(BTC, 'buy', 100),
  ),
  {
    call: 'createTrailingPercentOrder',
    shows: 'a trailing stop 2 % above 80,000: 81,600',
    run: (stage) =>
      trailing(stage, '81600.0', () =>
        stage.exchange.createTrailingPercentOrder(BTC, 'market', 'buy', 0.01, undefined, 2, 80_000),
      ),
  },
  {
    call: 'createTrailingAmountOrder',
    shows: 'a trailing stop 100 above 80,000: 80,100',
    run: (stage) =>
      trailing(stage, '80100.0', () =>
        stage.exchange.createTrailingAmountOrder(BTC, 'market', 'buy', 0.01, undefined, 100, 80_000),
      ),
  },
  {
    call: 'createOrders',
    shows: 'two ids in order, two orders with the prices sent',
    run: placeBatch,
  },
  {
    call: 'createOrders (one short of funds)',
    shows: 'the order that the balance cannot bear is refused alone; CCXT throws, and the other order is open',
    async run({ exchange }) {
      const order = { symbol: BTC, type: 'limit', side: 'buy', price: 70_000 } as const;
      const batch = [5, 0.01].map((amount) => ({ ...order, amount }));
      await expect(exchange.createOrders(batch)).rejects.toMatchObject({ name: 'InsufficientFunds' });
      expect(await exchange.fetchOpenOrders(BTC)).toMatchObject([{ amount: 0.01, price: 70_000 }]);
    },
  },
  {
    call: 'createOrders (one malformed)',
    shows: 'an order that fails validation refuses the whole batch',
    async run({ exchange }) {
      const good = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
      const batch = { pair: 'XXBTZUSD', orders: [good, { ...good, volume: '0.00001' }] };
      await expect(exchange.privatePostAddOrderBatch(batch)).rejects.toThrow('volume minimum not met');
      await expect(exchange.privatePostAddOrderBatch({ ...batch, orders: [good] })).rejects.toThrow('orders');
      expect(await exchange.fetchOpenOrders(BTC)).toEqual([]);
    },
  },
  {
    call: 'createOrder (funds)',
    shows: 'five BTC of two',
    refusal: /Insufficient funds/,
    run: ({ exchange }) => exchange.createOrder(BTC, 'market', 'sell', 5),
  },
  {
    call: 'createOrder (minimum)',
    shows: 'below ordermin',
    refusal: /volume minimum not met/,
    run: ({ exchange }) => exchange.createOrder(BTC, 'market', 'sell', 0.00001),
  },
  {
    call: 'createOrder (margin)',
    shows: 'the account has no margin',
    refusal: /Cannot open position/,
    run: ({ exchange }) => exchange.createOrder(BTC, 'market', 'buy', 0.01, undefined, { leverage: 3 }),
  },
  {
    call: 'createOrder (FOK)',
    shows: 'fill-or-kill does not exist on this API',
    refusal: /timeinforce/,
    run: ({ exchange }) => exchange.createOrder(BTC, 'limit', 'buy', 0.01, 70_000, { timeInForce: 'FOK' }),
  },
];

async function trailing(
  stage: SpotStage,
  stop: string,
  place: () => Promise<{ id?: string | undefined }>,
): Promise<void> {
  const { id } = await place();
  const { info } = await stage.exchange.fetchOrder(String(id));
  expect(info).toMatchObject({ status: 'open', descr: { ordertype: 'trailing-stop' }, stopprice: stop });
}

async function placeBatch({ exchange }: SpotStage): Promise<void> {
  const order = { symbol: BTC, type: 'limit', side: 'buy', amount: 0.01 } as const;
  const placed = await exchange.createOrders([
    { ...order, price: 70_000, params: { clientOrderId: 'first' } },
    { ...order, price: 71_000 },
  ]);
  const [first, second] = placed.map(({ id }) => id);
  const open = await exchange.fetchOpenOrders(BTC);
  expect(open.find(({ id }) => id === first)).toMatchObject({ price: 70_000, amount: 0.01, clientOrderId: 'first' });
  expect(open.find(({ id }) => id === second)).toMatchObject({ price: 71_000 });
}

export const spotFinding: readonly SpotCall[] = [
  {
    call: 'fetchOpenOrders',
    shows: 'id, price, amount and client id of the order placed',
    async run(stage) {
      const id = await rest(stage, { clientOrderId: 'mine' });
      expect(await stage.exchange.fetchOpenOrders(BTC)).toMatchObject([
        { id, price: 70_000, amount: 0.01, filled: 0, clientOrderId: 'mine', status: 'open' },
      ]);
    },
  },
  {
    call: 'fetchClosedOrders',
    shows: 'fill, average, cost and fee of the sale',
    async run(stage) {
      const id = await sell(stage);
      expect(await stage.exchange.fetchClosedOrders(BTC)).toMatchObject([
        { id, status: 'closed', filled: 0.01, average: 79_996, cost: 799.96 },
      ]);
    },
  },
  {
    call: 'fetchOrder',
    shows: 'the order by its id',
    async run(stage) {
      const id = await rest(stage);
      expect(await stage.exchange.fetchOrder(id)).toMatchObject({ id, price: 70_000, status: 'open' });
    },
  },
  {
    call: 'fetchOrdersByIds',
    shows: 'both orders by their ids',
    async run(stage) {
      const ids = [await rest(stage), await sell(stage)];
      const found = await stage.exchange.fetchOrdersByIds(ids);
      expect(found.map((order) => String(order.id)).toSorted()).toEqual(ids.toSorted());
    },
  },
  {
    call: 'fetchMyTrades',
    shows: 'price, amount, cost and fee of the sale, and its order',
    async run(stage) {
      const order = await sell(stage);
      expect(await stage.exchange.fetchMyTrades(BTC)).toMatchObject([
        { order, price: 79_996, amount: 0.01, cost: 799.96, fee: { cost: 3.1998, currency: 'USD' } },
      ]);
    },
  },
  {
    call: 'fetchOrderTrades',
    shows: 'the trade that the order names (QueryTrades)',
    async run(stage) {
      const id = await sell(stage);
      const { trades } = await stage.exchange.fetchOrder(id);
      const found = await stage.exchange.fetchOrderTrades(id, BTC, undefined, undefined, { trades });
      expect(found).toMatchObject([{ order: id, amount: 0.01, price: 79_996 }]);
    },
  },
];
