import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/binance/sandbox.ts';
import { caller, openSpot, openUsdm } from '../fixture-caller.ts';

const account = ['GET', '/api/v3/account'] as const;
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: '60000' };

describe('a signed request', () => {
  it('is judged by its timestamp at receipt: less than a second ahead, and at most the window behind', () => {
    const { world, signed } = openSpot();
    const now = world.now();
    expect(signed(...account, { timestamp: now + 999 }).status).toBe(200);
    expect(signed(...account, { timestamp: now + 1000 }).body.code).toBe(-1021);
    expect(signed(...account, { timestamp: now - 5000 }).status).toBe(200);
    expect(signed(...account, { timestamp: now - 5001 }).body.code).toBe(-1021);
    expect(signed(...account, { timestamp: now - 100, recvWindow: 50 }).body.code).toBe(-1021);
    expect(signed(...account, { timestamp: now, recvWindow: 60_001 }).body.code).toBe(-1131);
  });

  it('of an order is judged again before the engine, and leaves no order then', () => {
    const { protocol, signed } = openSpot();
    protocol.control.engine?.({ lag_ms: 3000 });
    expect(signed('POST', '/api/v3/order', { ...order, recvWindow: 2999 }).body.code).toBe(-1021);
    expect(signed('GET', '/api/v3/openOrders', { recvWindow: 10 }).body).toEqual([]);
    expect(signed('POST', '/api/v3/order', { ...order, recvWindow: 3000 }).status).toBe(200);
  });

  it('with a bad key, an unknown key, a revoked key, a missing right or a foreign address is refused', () => {
    const { protocol, signed } = openSpot();
    expect(caller(protocol, { apiKey: 'short', secret: 's' }).signed(...account).body.code).toBe(-2014);
    expect(caller(protocol, { apiKey: 'x'.repeat(64), secret: 's' }).signed(...account)).toMatchObject({
      ...{ status: 401, body: { code: -2015 } },
    });
    const set = (permissions: unknown) => protocol.control.key?.({ api_key: sandbox.apiKey, permissions });
    set(['enableReading']);
    expect(signed(...account).status).toBe(200);
    expect(signed('POST', '/api/v3/order', order).body.code).toBe(-2015);
    set({ addresses: ['10.0.0.1'] });
    expect(signed(...account).body.code).toBe(-2015);
    set({ addresses: null });
    protocol.control.key?.({ api_key: sandbox.apiKey, revoked: true });
    expect(signed(...account).body.code).toBe(-2015);
  });

  it('tells in apiRestrictions what the key may do, and until when', () => {
    const { protocol, signed } = openSpot();
    protocol.control.key?.({ api_key: sandbox.apiKey, valid_until: 1_800_000_000 });
    expect(signed('GET', '/sapi/v1/account/apiRestrictions').body).toMatchObject({
      ...{ ipRestrict: false, enableReading: true, enableWithdrawals: false, enableFutures: true },
      ...{ permitsUniversalTransfer: true, tradingAuthorityExpirationTime: 1_800_000_000_000 },
    });
    const withdrawing = caller(protocol, sandbox.withdrawal);
    expect(withdrawing.signed('GET', '/sapi/v1/account/apiRestrictions').body.enableWithdrawals).toBe(true);
    protocol.control.account?.({ portfolio_margin: true });
    expect(signed('GET', '/sapi/v1/account/info').body.isPortfolioMarginRetailEnabled).toBe(true);
  });

  it('of a key that the control minted opens the account of its customer on both hosts', () => {
    const { spot, protocol } = openUsdm();
    const minted = protocol.control.key?.({ customer: 'other' }) as { api_key: string; secret: string };
    const key = { apiKey: minted.api_key, secret: minted.secret };
    expect(caller(spot.protocol, key).signed(...account).status).toBe(200);
    expect(caller(protocol, key).signed('GET', '/fapi/v3/balance').status).toBe(200);
  });

  it('with a parameter that the endpoint does not read is refused, and a parameter sent twice too', () => {
    const { signed, send } = openSpot();
    expect(signed('POST', '/api/v3/order', { ...order, reduceOnly: 'true' }).body.code).toBe(-1104);
    expect(send('GET', '/api/v3/account', 'timestamp=1&timestamp=2&signature=x').body.code).toBe(-1101);
  });
});

describe('weights', () => {
  it('are counted for the address and told by every answer; an order that is accepted weighs nothing', () => {
    const { signed, open } = openSpot();
    const used = (answer: { headers: Readonly<Record<string, string>> }) => answer.headers['X-MBX-USED-WEIGHT-1M'];
    expect(used(open('/api/v3/time'))).toBe('1');
    expect(used(signed(...account))).toBe('21');
    const placed = signed('POST', '/api/v3/order', order);
    expect(used(placed)).toBe('21');
    expect(placed.headers).toMatchObject({ 'X-MBX-ORDER-COUNT-10S': '1', 'X-MBX-ORDER-COUNT-1D': '1' });
    expect(used(signed('GET', '/api/v3/openOrders'))).toBe('101');
    expect(used(signed('POST', '/api/v3/order', { ...order, price: '1' }))).toBe('102');
  });

  it('beyond the budget are 429 with Retry-After, then a ban: 418 for two minutes, twice as long the next time', () => {
    const { world, protocol, open } = openSpot();
    protocol.control.limits?.({ weight: 2, ban_after: 1 });
    const call = () => open('/api/v3/time');
    expect([call().status, call().status]).toEqual([200, 200]);
    expect(call()).toMatchObject({ status: 429, body: { code: -1003 } });
    expect(Number(call().headers['Retry-After'])).toBe(120);
    world.advance(119_000);
    expect(call().status).toBe(418);
    world.advance(1_000);
    expect(call().status).toBe(200);
    for (let index = 0; index < 3; index += 1) call();
    expect(call().headers['Retry-After']).toBe('240');
  });

  it('of other addresses are apart', () => {
    const { protocol } = openSpot();
    protocol.control.limits?.({ weight: 1 });
    const from = (address: string) =>
      protocol.handle({ method: 'GET', path: '/api/v3/time', query: '', body: '', headers: {}, address }).status;
    expect([from('10.0.0.1'), from('10.0.0.1'), from('::ffff:10.0.0.2')]).toEqual([200, 429, 200]);
  });

  it('of orders are counted for the account: beyond the limit -1015', () => {
    const { protocol, signed } = openSpot();
    protocol.control.limits?.({ orders: { '10S': 2 } });
    const codes = [1, 2, 3].map(() => signed('POST', '/api/v3/order', order));
    expect(codes.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(codes[2]?.body.code).toBe(-1015);
  });
});
