import { beforeAll, describe, expect, it } from 'vitest';
import { bybitRules } from '../../../../lib/exchanges/bybit/errors.ts';
import { openScene, orderOf, Raw, type Scene, told } from './fixture-bybit.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene('swap');
});

async function outcomeOf(answer: unknown) {
  scene.sent.length = 0;
  scene.answers['order/create'] = () => answer;
  const outcome = await scene.submit(orderOf('swap'));
  expect(scene.sent.filter(({ path }) => path === 'order/create')).toHaveLength(1);
  return outcome;
}

/** Codes of the documentation by what they say about an order (docs/v5 error, order/*). */
const documented = {
  rejected: {
    KEY_REFUSED: '10003 10004 10007 10010 33004 -2015',
    PERMISSION_DENIED: '10005 10008 10027 10028 110066 110069 3100197 10009 10024 170209 170219',
    INVALID_ORDER:
      '110003 110092 110093 110094 170115 170116 170117 170124 170130 170132 170133 170134 170135 170136 170137 170140 170148 170192 170193 170194 170201 170202 170203 170204 170371 170372 170381 170382 110049 110064 170313',
    INVALID_REQUEST: '10001 10017 181001 181012 110024 110028 110029 110036 110038 110073 3400045',
    INVALID_SYMBOL: '10029 170121 110074 170151 170157',
    INSUFFICIENT_FUNDS: '110004 110006 110007 110012 110014 110044 110045 110051 110052 110053 170033 170131',
    ORDER_REJECTED:
      '110011 110017 110021 110022 110023 110032 110040 110042 110063 110085 110086 110090 110095 110096 110097 110098 110099 170210 170217 170218 170197 170198 170206 170241 170344',
  },
  notExecuted: { NONCE_REJECTED: '10002' },
  idTaken: { ORDER_REJECTED: '110072 170141 10014' },
  unknown: {
    EXCHANGE_UNAVAILABLE:
      '10000 10016 10019 429 170001 170005 170007 170032 170146 170147 170149 170234 170310 131001 131003 500000 -1 999999',
    RATE_LIMITED: '10006 170222',
  },
} as const;

const rows = Object.entries(documented).flatMap(([kind, byCode]) =>
  Object.entries(byCode).flatMap(([code, codes]) => codes.split(' ').map((retCode) => [retCode, kind, code] as const)),
);

describe('the outcome of an order', () => {
  it.each(rows)('code %s is %s as %s', async (retCode, kind, code) => {
    expect(await outcomeOf(told({}, Number(retCode)))).toMatchObject({ kind, error: { code } });
  });

  it.each([
    ['HTTP 401', new Raw(401, ''), 'rejected'],
    ['HTTP 404', new Raw(404, '<html></html>'), 'rejected'],
    ['HTTP 403 of an address, which comes without a code', new Raw(403, '{}'), 'unknown'],
    ['HTTP 403 as a page', new Raw(403, '<html>access too frequent</html>'), 'unknown'],
    ['HTTP 429', new Raw(429, ''), 'unknown'],
    ['HTTP 500', new Raw(500, 'oops'), 'unknown'],
    ['HTTP 500 beside a success', new Raw(500, '{"retCode":0,"result":{"orderId":"1"}}'), 'unknown'],
    ['a page', new Raw(200, '<html>Just a moment</html>'), 'unknown'],
    ['half an answer', new Raw(200, '{"retCode":0,"result":{"orde'), 'unknown'],
    ['an answer without a code', new Raw(200, '{"result":{"orderId":"1"}}'), 'unknown'],
    ['a success without an order id, as CCXT takes for an order', told({}), 'unknown'],
    ['a success without a result', { retCode: 0, retMsg: 'OK' }, 'unknown'],
    ['the acknowledgement of another order', told({ orderId: '1', orderLinkId: 'another' }), 'unknown'],
  ])('%s', async (_what, answer, kind) => {
    expect((await outcomeOf(answer)).kind).toBe(kind);
  });

  it('an acknowledgement is accepted and describes nothing: the order waits in a queue', async () => {
    const answer = told({ orderId: 'c6f0', orderLinkId: '' });
    expect(await outcomeOf(answer)).toEqual({ kind: 'accepted', exchangeOrderId: 'c6f0', order: null });
  });

  it('a wrong parameter is told by its text: hedge mode with the remedy, and a used id as a taken id', async () => {
    const hedge = { ...(told({}, 10001) as object), retMsg: 'position idx not match position mode' };
    const message = expect.stringContaining('one-way');
    expect(await outcomeOf(hedge)).toMatchObject({ kind: 'rejected', error: { code: 'ORDER_REJECTED', message } });
    const used = { ...(told({}, 10001) as object), retMsg: 'OrderLinkedID is duplicate' };
    expect(await outcomeOf(used)).toMatchObject({ kind: 'idTaken' });
  });

  it('an address that asks too often waits ten minutes, and nothing is said of its country', async () => {
    for (const answer of [new Raw(403, 'access too frequent'), told({}, 10018)]) {
      scene.answers['account/wallet-balance'] = () => answer;
      await expect(scene.adapter.wallets.balances()).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        retryAfterSeconds: 600,
        message: expect.not.stringContaining('United States'),
      });
    }
    expect(await outcomeOf(told({}, 10018))).toMatchObject({ kind: 'unknown', error: { code: 'RATE_LIMITED' } });
  });

  it('an address that the exchange refuses waits ten minutes, and the message names the region', async () => {
    scene.answers['account/wallet-balance'] = () => new Raw(403, '<html></html>');
    await expect(scene.adapter.wallets.balances()).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 600,
      message: expect.stringContaining('United States'),
    });
  });

  it('a code is the whole code: a longer number that begins with a listed code is not listed', async () => {
    for (const retCode of [1_000_510, 1_100_071, 4290, 100_010])
      expect(await outcomeOf(told({}, retCode))).toMatchObject({ kind: 'unknown' });
  });

  it('terms of an order that cannot be read are an invalid order', async () => {
    const answer = { ...(told({}, 10001) as object), retMsg: 'Qty invalid' };
    expect(await outcomeOf(answer)).toMatchObject({ kind: 'rejected', error: { code: 'INVALID_ORDER' } });
  });

  it('each code has one rule, but for codes that their text tells apart', () => {
    const plain = bybitRules.filter(({ text, match }) => text === undefined && match !== '').map(({ match }) => match);
    expect(new Set(plain).size).toBe(plain.length);
    expect(bybitRules.filter(({ match, isWhole }) => match !== '' && isWhole !== true)).toEqual([]);
  });
});
