import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { signature } from '../../../../../../infra/local/exchanges/kraken/spot/auth.ts';
import type { SpotClient } from './fixture-client.ts';
import { sign, startSpot } from './fixture-client.ts';

/** https://docs.kraken.com/exchange/guides/rest/authentication: the one example the documentation works out. */
const published = {
  secret: 'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==',
  nonce: '1616492376594',
  body: 'nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25',
  path: '/0/private/AddOrder',
  signature: '4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==',
};

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

async function key(terms: Record<string, unknown>) {
  return (await spot.control('key', terms)) as { api_key: string; secret: string };
}

describe('signatures', () => {
  it('the published example is computed byte for byte by the exchange and by the test client', () => {
    const { path, nonce, body, secret } = published;
    expect(signature(path, nonce, body, secret)).toBe(published.signature);
    expect(sign(path, nonce, body, secret)).toBe(published.signature);
  });

  it('the published request, sent as printed, is accepted', async () => {
    await key({ api_key: 'published', secret: published.secret });
    const headers = {
      'API-Key': 'published',
      'API-Sign': published.signature,
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
    };
    const response = await fetch(`${spot.url}${published.path}`, { method: 'POST', headers, body: published.body });
    const answer = await response.json();
    expect(answer).toEqual({
      error: [],
      result: {
        descr: { order: 'buy 1.25000000 XBTUSD @ limit 37500.0' },
        txid: [expect.stringMatching(/^O[A-Z2-7]{5}-[A-Z2-7]{5}-[A-Z2-7]{6}$/)],
      },
    });
  });

  it('JSON bodies are signed and read like forms, nonces as strings or numbers', async () => {
    expect(
      await spot.ok(
        'AddOrder',
        { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: '0.001', validate: 'true' },
        { json: true },
      ),
    ).toEqual({
      descr: { order: 'buy 0.00100000 XBTUSD @ market' },
    });
    const body = '{"nonce": 18446744073709551614, "asset": "XBT"}';
    const headers = {
      'API-Key': sandbox.spot.apiKey,
      'API-Sign': sign('/0/private/Balance', '18446744073709551614', body, sandbox.spot.secret),
      'Content-Type': 'application/json',
    };
    const answer = await (await fetch(`${spot.url}/0/private/Balance`, { method: 'POST', headers, body })).json();
    expect(answer).toMatchObject({ error: [], result: { ZUSD: '100000.0000' } });
    expect((await spot.ok('GetApiKeyInfo', {}, { nonce: '18446744073709551615' })).nonce).toBe('18446744073709551615');
  });

  it('an unknown key, a revoked key and a missing key are invalid keys', async () => {
    expect(await spot.errorOf('Balance', {}, { apiKey: 'nobody' })).toBe('EAPI:Invalid key');
    await key({ api_key: sandbox.spot.apiKey, revoked: true });
    expect(await spot.errorOf('Balance')).toBe('EAPI:Invalid key');
    const bare = await fetch(`${spot.url}/0/private/Balance`, { method: 'POST' });
    expect([bare.status, await bare.json()]).toEqual([200, { error: ['EAPI:Invalid key'] }]);
  });

  it('a wrong secret is an invalid signature and spends no nonce', async () => {
    const secret = Buffer.alloc(64, 1).toString('base64');
    expect(await spot.errorOf('Balance', {}, { secret, nonce: '9000000000000' })).toBe('EAPI:Invalid signature');
    expect(await spot.errorOf('Balance', {}, { signature: '', nonce: '9000000000000' })).toBe('EAPI:Invalid signature');
    await spot.ok('Balance', {}, { nonce: '9000000000000' });
  });
});

describe('nonces', () => {
  const at = (how: { api_key: string; secret: string }, nonce: string) =>
    spot.call('Balance', {}, { apiKey: how.api_key, secret: how.secret, nonce }).then(({ error }) => error.join());

  it('a stale nonce is refused', async () => {
    const strict = await key({ nonce_window: 0 });
    expect(await at(strict, '100')).toBe('');
    expect(await at(strict, '100')).toBe('EAPI:Invalid nonce');
    expect(await at(strict, '99')).toBe('EAPI:Invalid nonce');
    expect(await at(strict, '101')).toBe('');
  });

  it('a late nonce is taken once inside the window and never below it', async () => {
    const loose = await key({ nonce_window: 10 });
    const outcomes = [];
    for (const nonce of ['100', '95', '95', '90', '89', '100', '120', '111', '109', '110', '110'])
      outcomes.push(await at(loose, nonce));
    const no = 'EAPI:Invalid nonce';
    expect(outcomes).toEqual(['', '', no, '', no, no, '', '', no, '', no]);
  });

  it('a nonce is an unsigned 64-bit integer', async () => {
    const wide = await key({});
    for (const nonce of ['', '-5', '1.5', 'abc', '0', '18446744073709551616'])
      expect(await at(wide, nonce)).toBe('EAPI:Invalid nonce');
    expect(await at(wide, '18446744073709551615')).toBe('');
  });

  it('the nonce of one key does not count for another', async () => {
    const [one, other] = [await key({}), await key({})];
    expect(await at(one, '500')).toBe('');
    expect(await at(other, '5')).toBe('');
  });

  it('a raised nonce locks lower ones out', async () => {
    await key({ api_key: sandbox.spot.apiKey, nonce: '1800000000000000' });
    expect(await spot.errorOf('Balance')).toBe('EAPI:Invalid nonce');
  });
});
