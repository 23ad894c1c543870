import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticate, createKey } from '../../../../../infra/local/exchanges/bybit/auth.ts';
import { sandbox } from '../../../../../infra/local/exchanges/bybit/sandbox.ts';
import { openExchange, sign, startTime } from './fixture-client.ts';

const wallet = ['GET', '/v5/account/wallet-balance', 'accountType=UNIFIED'] as const;

/** The vectors of the reference: the key and the secret are made up, and CCXT computed the signatures. */
const vectors = [
  {
    ...{ method: 'GET', stamp: 1_658_384_314_791, data: 'category=linear&symbol=BTCUSDT' },
    signature: '3339ecb1d1b135b594271c9ce651dd4d3d63b87fcc7f7d63e8ab3b0d93d3cb66',
  },
  {
    ...{ method: 'POST', stamp: 1_658_385_579_423, data: '{"category":"linear","symbol":"BTCUSDT"}' },
    signature: '48921bbaa6463a26d825b87340c38f82985cfec56977de5297cf8ee4396ce331',
  },
] as const;

describe('signatures', () => {
  it.each(vectors)(
    'the known signature of a $method request opens the account',
    ({ method, stamp, data, signature }) => {
      const key = createKey({ apiKey: 'XXXXXXXXXX', secret: 'test-secret', customer: 'one' }, stamp);
      const headers = { 'x-bapi-api-key': key.apiKey, 'x-bapi-timestamp': String(stamp), 'x-bapi-recv-window': '5000' };
      const request = { method, path: '/', query: method === 'GET' ? data : '', body: method === 'GET' ? '' : data };
      const known = new Map([[key.apiKey, key]]);
      const signed = (text: string) => ({ ...request, headers: { ...headers, 'x-bapi-sign': text } });
      expect(authenticate(known, signed(signature), stamp)).toBe(key);
      const flipped = `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`;
      expect(() => authenticate(known, signed(flipped), stamp)).toThrow('error sign!');
    },
  );

  it('the exact bytes are signed: the same parameters in another spelling are refused', () => {
    const { raw } = openExchange();
    const [method, path] = wallet;
    const stamp = startTime;
    const signature = sign(sandbox.key.secret, `${stamp}${sandbox.key.apiKey}5000accountType=UNIFIED`);
    expect(raw(method, path, 'accountType=UNIFIED', { signature }).body).toMatchObject({ retCode: 0 });
    expect(raw(method, path, 'accountType=%55NIFIED', { signature }).body).toMatchObject({ retCode: 10004 });
    const body = '{"category":"spot","symbol":"BTCUSDT","orderId":"1"}';
    const cancel = (text: string) =>
      raw('POST', '/v5/order/cancel', text, {
        signature: sign(sandbox.key.secret, `${stamp}${sandbox.key.apiKey}5000${body}`),
      }).body;
    expect(cancel(body)).toMatchObject({ retCode: 170213 });
    expect(cancel(body.replace(':', ': '))).toMatchObject({ retCode: 10004 });
  });

  it('an RSA signature is checked against the public key of the customer', () => {
    const { raw, control } = openExchange();
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secret = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    control('key', { api_key: 'rsa-key', secret });
    const text = `${startTime}rsa-key5000accountType=UNIFIED`;
    const call = (signature: string) => raw(...wallet, { key: { apiKey: 'rsa-key', secret }, signature }).body;
    expect(call(createSign('RSA-SHA256').update(text).sign(pair.privateKey, 'base64'))).toMatchObject({ retCode: 0 });
    expect(call(createSign('RSA-SHA256').update(`${text}&`).sign(pair.privateKey, 'base64'))).toMatchObject({
      retCode: 10004,
    });
  });
});

describe('times', () => {
  it.each([
    [-5000, '5000', 0],
    [-5001, '5000', 10_002],
    [999, '5000', 0],
    [1000, '5000', 10_002],
    [-9000, '10000', 0],
    [-9000, '5000', 10_002],
  ])('a timestamp %i ms from the server time in a window of %s is answered %i', (offset, window, retCode) => {
    const { raw } = openExchange();
    expect(raw(...wallet, { timestamp: startTime + offset, window }).body).toMatchObject({ retCode });
  });
});

describe('keys', () => {
  it('unknown, revoked, expired and elsewhere bound keys are refused with codes of their own', () => {
    const { get, control, world } = openExchange();
    const code = (key?: { apiKey: string; secret: string }) =>
      get('account/wallet-balance', { accountType: 'UNIFIED' }, key ? { key } : {}).retCode;
    expect(code({ apiKey: 'nobody', secret: 'x' })).toBe(10_003);
    expect(code({ ...sandbox.key, secret: 'x' })).toBe(10_004);
    control('key', { api_key: sandbox.key.apiKey, permissions: { elsewhere: true } });
    expect(code()).toBe(10_010);
    control('key', { api_key: sandbox.key.apiKey, permissions: { elsewhere: false } });
    expect(code()).toBe(0);
    world.advance(90 * 86_400_000);
    expect(code()).toBe(33_004);
    control('key', { api_key: sandbox.key.apiKey, revoked: true });
    expect(code()).toBe(10_003);
  });

  it('rights decide: a read-only key reads, and a key without a right of the category places no order there', () => {
    const { get, order, post, control } = openExchange();
    const set = (permissions: object) => control('key', { api_key: sandbox.key.apiKey, permissions });
    const linear = () => order({ category: 'linear' }).retCode;
    set({ Spot: ['SpotTrade'], ContractTrade: [] });
    expect([order().retCode, linear()]).toEqual([0, 10_005]);
    set({ Spot: [], ContractTrade: ['Order'] });
    expect([order().retCode, linear()]).toEqual([10_005, 0]);
    const leverage = { category: 'linear', symbol: 'BTCUSDT', buyLeverage: '5', sellLeverage: '5' };
    expect(post('position/set-leverage', leverage).retCode).toBe(10_005);
    set({ Spot: ['SpotTrade'], readOnly: 1 });
    expect([order().retCode, get('order/realtime', { category: 'spot' }).retCode]).toEqual([10_005, 0]);
    expect(get('user/query-api').result).toMatchObject({ readOnly: 1, uta: 1 });
  });

  it('the key check tells rights, addresses and the end of an unbound key', () => {
    const { get, control } = openExchange();
    const told = get('user/query-api', {}, { key: sandbox.withdrawal }).result;
    expect(told.permissions).toMatchObject({ Wallet: ['AccountTransfer', 'Withdraw'], Spot: ['SpotTrade'] });
    expect(told).toMatchObject({ ips: ['*'], deadlineDay: 90, expiredAt: '2026-08-18T10:30:00Z', isMaster: true });
    control('key', { api_key: sandbox.key.apiKey, permissions: { ips: ['203.0.113.7'] }, valid_until: 0 });
    expect(get('user/query-api').result).toMatchObject({ ips: ['203.0.113.7'], deadlineDay: -2 });
  });
});
