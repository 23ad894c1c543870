import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient, WireOrder } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const bid = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
function refusal(params: Record<string, string>) {
  return spot.errorOf('AddOrder', { pair: 'XBTUSD', ...bid, ...params });
}

describe('execution', () => {
  it('a market buy fills at the ask, pays the taker fee and moves both balances', async () => {
    const id = await spot.order({ type: 'buy', ordertype: 'market', volume: '0.1' });
    expect(await spot.query(id)).toMatchObject({
      status: 'closed',
      vol_exec: '0.10000000',
      price: '80004.0',
      cost: '8000.40000',
      fee: '32.00160',
      oflags: 'fciq',
    });
    const { ZUSD, XXBT } = await spot.balances();
    expect([ZUSD?.balance, XXBT?.balance, ZUSD?.hold_trade]).toEqual(['91967.5984', '2.1000000000', '0.0000']);
  });

  it('a limit that does not cross rests, holds its funds with the fee, and fills as maker at its own price', async () => {
    const id = await spot.order(bid);
    expect((await spot.balances()).ZUSD).toEqual({ balance: '100000.0000', hold_trade: '702.8000' });
    await spot.price('BTC/USD', 69000);
    const order = await spot.query(id);
    expect(order).toMatchObject({ status: 'closed', price: '70000.0', cost: '700.00000', fee: '1.75000' });
    expect((await spot.balances()).ZUSD).toEqual({ balance: '99298.2500', hold_trade: '0.0000' });
    const { trades } = await spot.ok<{ trades: Record<string, { maker: boolean; pair: string }> }>('TradesHistory');
    expect(trades[order.trades?.[0] ?? '']).toMatchObject({
      maker: true,
      pair: 'XXBTZUSD',
      ordertxid: id,
      cost: '700.00000',
      vol: '0.01000000',
    });
  });

  it('a limit that crosses fills at once, at the better price of the book', async () => {
    const id = await spot.order({ ...bid, price: '85000' });
    expect(await spot.query(id)).toMatchObject({ status: 'closed', price: '80004.0' });
  });

  it('a sell holds the base currency', async () => {
    await spot.order({ type: 'sell', ordertype: 'limit', volume: '0.5', price: '90000' });
    expect((await spot.balances()).XXBT).toEqual({ balance: '2.0000000000', hold_trade: '0.5000000000' });
    expect(await spot.errorOf('AddOrder', { pair: 'XBTUSD', type: 'sell', ordertype: 'market', volume: '1.6' })).toBe(
      'EOrder:Insufficient funds',
    );
  });

  it('immediate-or-cancel keeps what trades and cancels the rest', async () => {
    await spot.control('market', { symbol: 'BTC/USD', liquidity: '0.004' });
    const id = await spot.order({ ...bid, price: '85000', timeinforce: 'IOC' });
    expect(await spot.query(id)).toMatchObject({ status: 'canceled', vol_exec: '0.00400000', misc: 'partial' });
    const missed = await spot.order({ ...bid, timeinforce: 'IOC' });
    expect(await spot.query(missed)).toMatchObject({ status: 'canceled', vol_exec: '0.00000000' });
  });

  it('a resting order fills in parts when the market offers parts', async () => {
    const id = await spot.order(bid);
    await spot.control('market', { symbol: 'BTC/USD', liquidity: '0.003' });
    await spot.price('BTC/USD', 69000);
    expect(await spot.query(id)).toMatchObject({ status: 'open', vol_exec: '0.00300000' });
    expect((await spot.balances()).ZUSD?.hold_trade).toBe('491.9600');
    await spot.control('market', { symbol: 'BTC/USD', liquidity: null });
    expect(await spot.query(id)).toMatchObject({ status: 'closed', vol_exec: '0.01000000', cost: '700.00000' });
  });

  it('a volume in quote currency buys that much money worth', async () => {
    const id = await spot.order({ type: 'buy', ordertype: 'market', volume: '1000', oflags: 'viqc' });
    const order = await spot.query(id);
    expect(order).toMatchObject({ status: 'closed', vol: '1000.00000000' });
    expect(Number(order.cost)).toBeGreaterThan(999.99);
    expect(Number(order.cost)).toBeLessThanOrEqual(1000);
    expect(await refusal({ ordertype: 'limit', oflags: 'viqc' })).toBe('EGeneral:Invalid arguments:viqc');
  });

  it('a fee preference in base currency is taken from the base currency', async () => {
    await spot.order({ type: 'buy', ordertype: 'market', volume: '0.1', oflags: 'fcib' });
    const { ZUSD, XXBT } = await spot.balances();
    expect([ZUSD?.balance, XXBT?.balance]).toEqual(['91999.6000', '2.0996000000']);
  });

  it('a seller of everything who prefers fees in base currency pays in quote currency', async () => {
    await spot.order({ type: 'sell', ordertype: 'market', volume: '2', oflags: 'fcib' });
    const { ZUSD, XXBT } = await spot.balances();
    expect([ZUSD?.balance, XXBT?.balance]).toEqual(['259352.0320', '0.0000000000']);
  });

  it('traded volume lowers the fee step', async () => {
    await spot.order({ type: 'sell', ordertype: 'market', volume: '1' });
    const id = await spot.order({ type: 'buy', ordertype: 'market', volume: '0.1' });
    expect((await spot.query(id)).fee).toBe('19.20090');
    expect(await spot.ok('TradeVolume', { pair: 'XBTUSD' })).toMatchObject({
      currency: 'ZUSD',
      fees: { XXBTZUSD: { fee: '0.2400', nextvolume: '100000.0000' } },
      fees_maker: { XXBTZUSD: { fee: '0.1400' } },
    });
  });

  it('unknown fields are ignored, so an order that relies on one goes out as a market order', async () => {
    const id = await spot.order({
      type: 'sell',
      ordertype: 'market',
      volume: '0.01',
      stopPrice: '70000',
      triggerPrice: '70000',
    });
    expect((await spot.query(id)).status).toBe('closed');
  });

  it('a dry run answers the description and places nothing', async () => {
    expect(await spot.ok('AddOrder', { pair: 'BTC/USD', ...bid, validate: 'true' })).toEqual({
      descr: { order: 'buy 0.01000000 XBTUSD @ limit 70000.0' },
    });
    expect(await spot.ok('OpenOrders')).toEqual({ open: {} });
  });

  it('every accepted name of a pair reaches the same market', async () => {
    for (const pair of ['XXBTZUSD', 'XBTUSD', 'XBT/USD', 'BTC/USD', 'xbtusd']) await spot.order({ ...bid, pair });
    const { open } = await spot.ok<{ open: Record<string, WireOrder> }>('OpenOrders');
    expect(Object.values(open).map(({ descr }) => descr.pair)).toEqual(Array(5).fill('XBTUSD'));
  });
});
