import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot, startTime } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const bid = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
function refusal(params: Record<string, string>) {
  return spot.errorOf('AddOrder', { pair: 'XBTUSD', ...bid, ...params });
}

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
    const mode = (status: string) => spot.control('market', { symbol: 'XBTUSD', mode: status });
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
    await spot.control('fault', { path: 'AddOrder', kind: 'delay', ms: 400, applied: false });
    const late = refusal(within(8_000));
    await new Promise((resolve) => setTimeout(resolve, 100));
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
