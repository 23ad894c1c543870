import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient, WireOrder } from './spot-client.ts';
import { startSpot, startTime } from './spot-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const bid = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
const refusal = (params: Record<string, string>) => spot.errorOf('AddOrder', { pair: 'XBTUSD', ...bid, ...params });

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

describe('refusals', () => {
  it.each([
    ['an unknown pair', { pair: 'NOPE' }, 'EQuery:Unknown asset pair'],
    ['a missing side', { type: '' }, 'EGeneral:Invalid arguments:type'],
    ['an unknown order type', { ordertype: 'stop' }, 'EGeneral:Invalid arguments:ordertype'],
    ['no volume', { volume: '0' }, 'EGeneral:Invalid arguments:volume'],
    ['a volume that is no number', { volume: '1e-2' }, 'EGeneral:Invalid arguments:volume'],
    ['a volume finer than a lot', { volume: '0.123456789' }, 'EGeneral:Invalid arguments:volume'],
    ['a volume below the minimum', { volume: '0.00004' }, 'EGeneral:Invalid arguments:volume minimum not met'],
    ['a cost below the minimum', { price: '10', volume: '0.001' }, 'EOrder:Cost minimum not met'],
    ['a limit without a price', { price: '' }, 'EGeneral:Invalid arguments:price'],
    ['a relative price that ends at nothing', { price: '-80000' }, 'EGeneral:Invalid arguments:price'],
    [
      'a price finer than a tick',
      { price: '70000.05' },
      'EOrder:Invalid price:XXBTZUSD price can only be specified up to 1 decimals.',
    ],
    ['more than there is', { volume: '2' }, 'EOrder:Insufficient funds'],
    ['a post-only order that would trade', { price: '85000', oflags: 'post' }, 'EOrder:Post only order'],
    ['a post-only market order', { ordertype: 'market', oflags: 'post' }, 'EGeneral:Invalid arguments:oflags'],
    ['an unknown flag', { oflags: 'fast' }, 'EGeneral:Invalid arguments:oflags'],
    ['FOK', { timeinforce: 'FOK' }, 'EGeneral:Invalid arguments:timeinforce'],
    ['PO', { timeinforce: 'PO' }, 'EGeneral:Invalid arguments:timeinforce'],
    ['good-til-date without a date', { timeinforce: 'GTD' }, 'EGeneral:Invalid arguments:expiretm'],
    ['leverage', { leverage: '5' }, 'EOrder:Cannot open position'],
    ['reduce only', { reduce_only: 'true' }, 'EOrder:Reduce only:No position exists'],
    ['a conditional close', { 'close[ordertype]': 'limit' }, 'EGeneral:Invalid arguments:close'],
    ['an unknown trigger', { ordertype: 'stop-loss', trigger: 'mark' }, 'EGeneral:Invalid arguments:trigger'],
  ])('%s is refused', async (_name, params, error) => {
    expect(await refusal(params as unknown as Record<string, string>)).toBe(error);
    expect(await spot.ok('OpenOrders')).toEqual({ open: {} });
  });

  it('trading modes let through what they say', async () => {
    const mode = (status: string) => spot.control('market', { symbol: 'XBTUSD', status });
    await mode('cancel_only');
    expect(await refusal({})).toBe('EService:Market in cancel_only mode');
    await mode('post_only');
    expect(await refusal({})).toBe('EService:Market in post_only mode');
    await spot.order({ ...bid, oflags: 'post' });
    await mode('limit_only');
    expect(await refusal({ ordertype: 'market' })).toBe('EService:Market in limit_only mode');
    expect((await spot.get('AssetPairs?pair=XBTUSD')).result).toMatchObject({ XXBTZUSD: { status: 'limit_only' } });
  });
});

describe('deadlines', () => {
  const within = (ms: number) => ({ deadline: new Date(startTime + ms).toISOString() });

  it('a deadline half a second to a minute ahead is accepted', async () => {
    for (const ms of [500, 8_000, 60_000]) await spot.order({ ...bid, ...within(ms) });
    await spot.order({ ...bid, deadline: '2026-09-01T14:00:05+02:00' });
  });

  it('a deadline that has passed is refused by the engine', async () => {
    expect(await refusal(within(-1))).toBe('EService:Deadline elapsed');
    await spot.control('clock', { advance_ms: 9_000 });
    expect(await refusal(within(8_000))).toBe('EService:Deadline elapsed');
  });

  it('a deadline out of range or not in RFC 3339 is an invalid argument', async () => {
    for (const deadline of [within(499), within(60_001), { deadline: 'soon' }, { deadline: '1788264000' }])
      expect(await refusal(deadline)).toBe('EGeneral:Invalid arguments:deadline');
  });

  it('an order held back until after its deadline is refused when it arrives', async () => {
    await spot.control('fault', { path: 'AddOrder', kind: 'delay', ms: 50, applied: false });
    const late = refusal(within(8_000));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await spot.control('clock', { advance_ms: 9_000 });
    expect(await late).toBe('EService:Deadline elapsed');
  });
});

describe('client ids', () => {
  const uuid = '6d1b345e-2821-40e2-ad83-4ecb18a06876';

  it('three formats are accepted and given back', async () => {
    for (const id of [uuid, 'da8e4ad59b78481c93e589746b0cf91f', 'arb-20240509-00010'])
      expect((await spot.query(await spot.order({ ...bid, cl_ord_id: id }))).cl_ord_id).toBe(id);
  });

  it('any other format is refused', async () => {
    for (const id of ['nineteen-characters', '', 'naïve', `${uuid}0`])
      expect(await refusal({ cl_ord_id: id })).toBe('EGeneral:Invalid arguments:cl_ord_id');
  });

  it('an id is unique among open orders only', async () => {
    const first = await spot.order({ ...bid, cl_ord_id: uuid });
    expect(await refusal({ cl_ord_id: uuid })).toBe('EGeneral:Invalid arguments:cl_ord_id not unique');
    await spot.ok('CancelOrder', { txid: first });
    await spot.order({ ...bid, cl_ord_id: uuid });
  });

  it('a filled market order does not protect against its duplicate', async () => {
    const order = { type: 'buy', ordertype: 'market', volume: '0.01', cl_ord_id: uuid };
    expect(await spot.order(order)).not.toBe(await spot.order(order));
    const { closed } = await spot.ok<{ closed: object }>('ClosedOrders', { cl_ord_id: uuid });
    expect(Object.keys(closed)).toHaveLength(2);
  });

  it('a user reference is a 32-bit integer and excludes a client id', async () => {
    await spot.order({ ...bid, userref: '-2147483648' });
    expect(await refusal({ userref: '2147483648' })).toBe('EGeneral:Invalid arguments:userref');
    expect(await refusal({ userref: '1', cl_ord_id: uuid })).toBe('EGeneral:Invalid arguments:userref');
  });
});

describe('times', () => {
  it('a good-til-date order expires and frees its funds', async () => {
    const id = await spot.order({ ...bid, timeinforce: 'GTD', expiretm: '+60' });
    await spot.control('clock', { advance_ms: 59_999 });
    expect((await spot.query(id)).status).toBe('open');
    await spot.control('clock', { advance_ms: 1 });
    expect(await spot.query(id)).toMatchObject({ status: 'expired', closetm: startTime / 1000 + 60 });
    expect((await spot.balances()).ZUSD?.hold_trade).toBe('0.0000');
  });

  it('a scheduled order is pending until its time', async () => {
    const id = await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01', starttm: '+30' });
    expect((await spot.query(id)).status).toBe('pending');
    await spot.control('clock', { advance_ms: 30_000 });
    expect((await spot.query(id)).status).toBe('closed');
  });
});
