import { beforeAll, describe, expect, it } from 'vitest';
import { bybitSigner, stampedBackMs, windowHeader } from '../../../../lib/exchanges/bybit/sign.ts';
import { signedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { key, openScene, orderOf, type Scene, told } from './fixture-bybit.ts';

const origin = 'https://api.bybit.com';
const sign = bybitSigner(origin, 0);
const get = signedCall('GET', 'v5/order/realtime');
const post = signedCall('POST', 'v5/order/create');

const ofVectors = { [windowHeader]: '5000' };

describe('the signature of Bybit', () => {
  // Vectors made offline with the signature of the documentation: HMAC-SHA256 of timestamp, key, window, and query or body.
  it('covers timestamp, key, window and the query as sent', () => {
    const { url, headers } = sign(get, { category: 'linear', symbol: 'BTCUSDT' }, key, '1658384314791', ofVectors);
    expect(url).toBe(`${origin}/v5/order/realtime?category=linear&symbol=BTCUSDT`);
    expect(headers).toMatchObject({
      'X-BAPI-API-KEY': 'XXXXXXXXXX',
      'X-BAPI-TIMESTAMP': '1658384314791',
      [windowHeader]: '5000',
      'X-BAPI-SIGN': '3339ecb1d1b135b594271c9ce651dd4d3d63b87fcc7f7d63e8ab3b0d93d3cb66',
    });
  });

  it('covers the body as sent', () => {
    const { body, headers } = sign(post, { category: 'linear', symbol: 'BTCUSDT' }, key, '1658385579423', ofVectors);
    expect(body).toBe('{"category":"linear","symbol":"BTCUSDT"}');
    expect(headers?.['X-BAPI-SIGN']).toBe('48921bbaa6463a26d825b87340c38f82985cfec56977de5297cf8ee4396ce331');
  });

  it('covers the window that the request will bear, and the next request has the usual window again', () => {
    const own = sign(post, {}, key, '1', { [windowHeader]: '7000' });
    const usual = sign(post, {}, key, '1');
    expect([own.headers?.[windowHeader], usual.headers?.[windowHeader]]).toEqual(['7000', '15000']);
    expect(own.headers?.['X-BAPI-SIGN']).not.toBe(usual.headers?.['X-BAPI-SIGN']);
  });

  it('names no broker: CCXT would send its own as the Referer of each POST', () => {
    for (const endpoint of [get, post])
      expect(Object.keys(sign(endpoint, {}, key, '1').headers ?? {}).map((name) => name.toLowerCase())).not.toContain(
        'referer',
      );
  });

  it('leaves a cursor as the exchange has encoded it', () => {
    const { url } = sign(get, { category: 'spot', cursor: 'page%3D1%26id%3D2' }, key, '1');
    expect(url).toBe(`${origin}/v5/order/realtime?category=spot&cursor=page%3D1%26id%3D2`);
  });
});

describe('the window of an order', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene('swap');
  });

  it('ends with the deadline of the order, and no parameter names the window', async () => {
    scene.answers['order/create'] = () => told({ orderId: '1', orderLinkId: '' });
    const deadline = Date.now() + 6000;
    await scene.submit(orderOf('swap'), deadline);
    const { fields, request } = scene.sent.at(-1) ?? { fields: {}, request: { headers: {} } };
    const { [windowHeader]: window, 'X-BAPI-TIMESTAMP': timestamp } = request.headers as Record<string, string>;
    expect(Math.abs(Number(timestamp) + Number(window) - deadline)).toBeLessThan(100);
    expect(Object.keys(fields).filter((name) => /window/i.test(name))).toEqual([]);
  });

  it('begins in the past: the exchange refuses a timestamp that is a second ahead of its clock', async () => {
    scene.answers['account/wallet-balance'] = () => told({ list: [{ coin: [] }] });
    const before = Date.now();
    await scene.adapter.wallets.balances();
    const headers = (scene.sent.at(-1)?.request.headers ?? {}) as Record<string, string>;
    const [stamp, window] = [Number(headers['X-BAPI-TIMESTAMP']), Number(headers[windowHeader])];
    expect(stamp).toBeLessThanOrEqual(Date.now() - stampedBackMs);
    expect(stamp + window - before).toBeGreaterThanOrEqual(15_000);
    expect(stamp + window - before).toBeLessThan(16_000);
  });
});
