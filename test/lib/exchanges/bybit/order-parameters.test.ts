import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import { list, openScene, orderOf, type Scene, told } from './fixture-bybit.ts';

let scenes: Record<'spot' | 'swap', Scene>;
beforeAll(async () => {
  scenes = { spot: await openScene('spot'), swap: await openScene('swap') };
});
beforeEach(() => {
  for (const { sent, answers } of Object.values(scenes)) {
    sent.length = 0;
    answers['market/tickers'] = ({ fields }) =>
      list([{ symbol: fields.symbol, bid1Price: '79999', ask1Price: '80001', lastPrice: '80000', volume24h: '1' }]);
  }
});

async function bodyOf(marketType: 'spot' | 'swap', terms: Partial<OrderRequest>) {
  const { adapter } = scenes[marketType];
  return (await adapter.orders.prepare(orderOf(marketType, { clientOrderId: 'a-1', ...terms }), Date.now() + 8000))
    .body;
}

describe('an order on spot', () => {
  it('at the market counts the base coin: without the unit a purchase would count the quote coin', async () => {
    for (const side of ['buy', 'sell'] as const)
      expect(await bodyOf('spot', { side })).toEqual({
        category: 'spot',
        symbol: 'BTCUSDT',
        side: side === 'buy' ? 'Buy' : 'Sell',
        orderType: 'Market',
        qty: '0.01',
        marketUnit: 'baseCoin',
        orderLinkId: 'a-1',
      });
  });

  it('with a limit names price and time in force, and no unit', async () => {
    expect(await bodyOf('spot', { type: 'limit', price: '70000' })).toEqual({
      category: 'spot',
      symbol: 'BTCUSDT',
      side: 'Buy',
      orderType: 'Limit',
      price: '70000',
      timeInForce: 'GTC',
      qty: '0.01',
      orderLinkId: 'a-1',
    });
  });

  it('that waits for a trigger holds its assets at once, and has neither direction nor reduce-only', async () => {
    const body = await bodyOf('spot', { type: 'stop_loss', side: 'sell', stopPrice: '70000' });
    expect(body).toMatchObject({ orderFilter: 'tpslOrder', triggerPrice: '70000', marketUnit: 'baseCoin' });
    expect(Object.keys(body)).not.toContain('triggerDirection');
    expect(Object.keys(body)).not.toContain('reduceOnly');
  });

  it.each([
    ['stop_loss', 'sell', '80000', 'below'],
    ['stop_loss', 'sell', '90000', 'below'],
    ['stop_loss', 'buy', '70000', 'above'],
    ['take_profit', 'sell', '70000', 'above'],
    ['take_profit', 'buy', '90000', 'below'],
    // At the last price itself: nobody knows which kind the exchange would take the order for.
    ['stop_loss', 'buy', '80000', 'above'],
  ] as const)(
    '%s to %s at %s is refused: the trigger must be %s the last price',
    async (type, side, stopPrice, where) => {
      const message = expect.stringContaining(where);
      const error = { code: 'INVALID_ORDER', details: [{ field: 'stop_price', message }] };
      const order = orderOf('spot', { type, side, stopPrice });
      expect(await scenes.spot.submit(order)).toMatchObject({ kind: 'rejected', error });
      await expect(scenes.spot.adapter.orders.estimate(order)).rejects.toMatchObject(error);
      expect(scenes.spot.sent.map(({ path }) => path)).toEqual(['market/tickers', 'market/tickers']);
    },
  );

  it('without a last price is not guessed at', async () => {
    scenes.spot.answers['market/tickers'] = () => list([{ symbol: 'BTCUSDT', lastPrice: '' }]);
    const stop = orderOf('spot', { type: 'stop_loss', side: 'sell', stopPrice: '70000' });
    const error = { code: 'EXCHANGE_UNAVAILABLE' };
    expect(await scenes.spot.submit(stop)).toMatchObject({ kind: 'notSent', error });
  });

  it('is compared with the price when it leaves, and not before: a retry of a stop that has fired is no new stop', async () => {
    scenes.spot.answers['market/tickers'] = () => list([{ symbol: 'BTCUSDT', lastPrice: '60000' }]);
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;
    expect(await bodyOf('spot', stop)).toMatchObject({ triggerPrice: '70000' });
    expect(scenes.spot.sent).toEqual([]);
  });

  it('has no trailing stop: nothing leaves', async () => {
    const trailing = { type: 'trailing_stop', side: 'sell', trailingAmount: '100' } as const;
    for (const marketType of ['spot', 'swap'] as const) {
      await expect(bodyOf(marketType, trailing)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(scenes[marketType].sent).toEqual([]);
    }
  });
});

describe('an order for a contract', () => {
  it.each([
    ['stop_loss', 'buy', 1],
    ['stop_loss', 'sell', 2],
    ['take_profit', 'buy', 2],
    ['take_profit', 'sell', 1],
    ['stop_loss_limit', 'sell', 2],
    ['take_profit_limit', 'buy', 2],
  ] as const)('%s to %s names the direction %d of the trigger', async (type, side, triggerDirection) => {
    const price = type.endsWith('_limit') ? { price: '75000' } : {};
    expect(await bodyOf('swap', { type, side, stopPrice: '75000', ...price })).toMatchObject({
      orderType: type.endsWith('_limit') ? 'Limit' : 'Market',
      triggerPrice: '75000',
      triggerDirection,
      triggerBy: 'LastPrice',
    });
  });

  it.each([
    ['last', 'LastPrice'],
    ['mark', 'MarkPrice'],
    ['index', 'IndexPrice'],
  ] as const)('triggers on the %s price as %s', async (triggerPriceType, triggerBy) => {
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000', triggerPriceType } as const;
    expect(await bodyOf('swap', stop)).toMatchObject({ triggerBy });
  });

  it('is reduce-only where it is asked for, and a stop is not made so', async () => {
    expect(await bodyOf('swap', { reduceOnly: true })).toMatchObject({ reduceOnly: true, positionIdx: 0 });
    const stop = await bodyOf('swap', { type: 'stop_loss', side: 'sell', stopPrice: '70000' });
    expect(Object.keys(stop)).not.toContain('reduceOnly');
  });

  it.each([
    [{ postOnly: true }, 'PostOnly'],
    [{ timeInForce: 'IOC' }, 'IOC'],
    [{ timeInForce: 'FOK' }, 'FOK'],
    [{}, 'GTC'],
  ] as const)('with %j leaves as %s', async (terms, timeInForce) => {
    expect(await bodyOf('swap', { type: 'limit', price: '70000', ...terms })).toMatchObject({ timeInForce });
  });

  it('keeps its numbers: a finer quantity is refused and not cut', async () => {
    await expect(bodyOf('swap', { quantity: '0.0109' })).rejects.toMatchObject({ code: 'INVALID_ORDER' });
  });

  it('in USDC and with a date has the name of the exchange', async () => {
    expect(await bodyOf('swap', { symbol: 'BTC/USDC:USDC' })).toMatchObject({ symbol: 'BTCPERP' });
    expect(await bodyOf('swap', { symbol: 'BTC/USDT:USDT-261225' })).toMatchObject({ symbol: 'BTCUSDT-25DEC26' });
  });

  it.each([
    ['NEW/USDT:USDT', 'not opened'],
    ['ODD/USDE:USDE', 'USDE'],
    ['LOST/USDT:USDT-270101', 'no terms that can be read'],
  ])('for %s is refused with the reason', async (symbol, reason) => {
    const message = expect.stringContaining(reason);
    await expect(bodyOf('swap', { symbol })).rejects.toMatchObject({ code: 'INVALID_SYMBOL', message });
  });
});

describe('an amendment', () => {
  const ref = { symbol: 'BTC/USDT:USDT', store: 'regular', exchangeOrderId: 'x', clientOrderId: 'y' } as const;
  const amended = async (change: object) =>
    (await scenes.swap.adapter.orders.prepareAmend(ref, ref.symbol, change, Date.now() + 8000)).body;

  it('has the changed terms alone, by one of the two ids', async () => {
    const named = { category: 'linear', symbol: 'BTCUSDT', orderId: 'x' };
    expect(await amended({ quantity: '0.02' })).toEqual({ ...named, qty: '0.02' });
    expect(await amended({ price: '71000' })).toEqual({ ...named, price: '71000' });
    expect(await amended({ stopPrice: '69000' })).toEqual({ ...named, triggerPrice: '69000' });
  });

  it('gives a post-only order no new price, and a new quantity', async () => {
    await expect(amended({ price: '71000', postOnly: true })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(await amended({ quantity: '0.02', postOnly: true })).toMatchObject({ qty: '0.02' });
  });

  it('is taken by the exchange until its deadline and no longer', async () => {
    scenes.swap.answers['order/amend'] = () => told({ orderId: 'x', orderLinkId: 'y' });
    const deadline = Date.now() + 8000;
    const prepared = await scenes.swap.adapter.orders.prepareAmend(ref, ref.symbol, { price: '71000' }, deadline);
    expect(await scenes.swap.adapter.orders.amend(prepared, ref)).toMatchObject({ kind: 'accepted' });
    const headers = scenes.swap.sent.at(-1)?.request.headers ?? {};
    const takenUntil = Number(headers['X-BAPI-TIMESTAMP']) + Number(headers['X-BAPI-RECV-WINDOW']);
    expect(Math.abs(takenUntil - deadline)).toBeLessThan(500);
  });

  it.each([
    ['orderId', { orderId: 'another', orderLinkId: 'y' }],
    ['orderLinkId', { orderId: 'x', orderLinkId: 'another' }],
  ])('is unknown where the answer has the %s of a different order', async (_name, answer) => {
    scenes.swap.answers['order/amend'] = () => told(answer);
    const prepared = await scenes.swap.adapter.orders.prepareAmend(ref, ref.symbol, { price: '71000' }, Date.now());
    expect(await scenes.swap.adapter.orders.amend(prepared, ref)).toMatchObject({ kind: 'unknown' });
  });

  it('of a stop on spot is denied before a byte leaves', async () => {
    const { adapter, sent } = scenes.spot;
    const stop = { ...ref, symbol: 'BTC/USDT', store: 'trigger' } as const;
    const change = adapter.orders.prepareAmend(stop, stop.symbol, { stopPrice: '69000' }, Date.now() + 8000);
    await expect(change).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(sent).toEqual([]);
  });
});
