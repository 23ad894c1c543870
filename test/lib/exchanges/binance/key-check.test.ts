import { describe, expect, it } from 'vitest';
import { type Asked, callsOf, type Reply, refusal, scripted } from './fixture-binance.ts';

const rights = {
  ...{ ipRestrict: true, createTime: 1698645219000, enableReading: true, enableWithdrawals: false },
  ...{ enableInternalTransfer: false, enableMargin: false, enableFutures: true, permitsUniversalTransfer: false },
  ...{ enableVanillaOptions: false, enableSpotAndMarginTrading: true, enablePortfolioMarginTrading: false },
};
const info = { vipLevel: 0, isMarginEnabled: false, isFutureEnabled: true, isPortfolioMarginRetailEnabled: false };
const futures = { feeTier: 0, canTrade: true, dualSidePosition: false, multiAssetsMargin: false };

function exchange(told: { readonly rights?: object; readonly info?: object; readonly futures?: Reply } = {}) {
  return ({ call, request }: Asked): Reply => {
    expect(request.url).toMatch(call.includes('/fapi/') ? /^https:\/\/fapi\.binance/ : /^https:\/\/api\.binance/);
    if (call === 'GET /sapi/v1/account/apiRestrictions') return { json: { ...rights, ...told.rights } };
    if (call === 'GET /sapi/v1/account/info') return { json: { ...info, ...told.info } };
    if (call === 'GET /fapi/v1/accountConfig') return told.futures ?? { json: futures };
    return { json: { uid: 354937868, balances: [] } };
  };
}

describe.each(['spot', 'swap'] as const)('the check of a key over the %s market', (marketType) => {
  const check = (told?: Parameters<typeof exchange>[0]) => scripted(marketType, exchange(told)).adapter.checkKey();

  it('tells the rights, the customer and the position mode, each from the host that knows it', async () => {
    const { adapter, asked } = scripted(marketType, exchange());
    expect(await adapter.checkKey()).toMatchObject({
      ...{ canWithdraw: false, addresses: null, positionMode: 'one-way', customer: expect.stringMatching(/./) },
      permissions: ['enableReading', 'enableFutures', 'enableSpotAndMarginTrading'],
    });
    expect(callsOf(asked)).toHaveLength(4);
  });

  it('a key without the right to futures is not asked for the position mode', async () => {
    expect(await check({ rights: { enableFutures: false }, futures: refusal(-2015, 'Invalid API-key') })).toMatchObject(
      {
        positionMode: null,
      },
    );
  });

  it('hedge mode is told, and a mode that cannot be read is none', async () => {
    expect(await check({ futures: { json: { dualSidePosition: true } } })).toMatchObject({ positionMode: 'hedge' });
    expect(await check({ futures: { json: {} } })).toMatchObject({ positionMode: null });
  });

  it('portfolio margin is refused with the remedy', async () => {
    await expect(check({ info: { isPortfolioMarginRetailEnabled: true } })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('leave Portfolio Margin'),
    });
  });

  it('withdrawal, open addresses and the end of the right to trade are told', async () => {
    const told = { enableWithdrawals: true, ipRestrict: false, tradingAuthorityExpirationTime: 1900000000000 };
    expect(await check({ rights: told })).toMatchObject({
      ...{ canWithdraw: true, addresses: [] },
      times: { expiresAt: 1900000000000 },
    });
  });

  it('a right that is no yes and no no is not told at all', async () => {
    expect(await check({ rights: { enableReading: 'perhaps' } })).toMatchObject({ permissions: null });
    expect(await check({ rights: { enableWithdrawals: 'perhaps' } })).toMatchObject({ canWithdraw: null });
  });

  it('a refused key is KEY_REFUSED', async () => {
    const { adapter } = scripted(marketType, () => refusal(-2015, 'Invalid API-key, IP, or permissions', 401));
    await expect(adapter.checkKey()).rejects.toMatchObject({ code: 'KEY_REFUSED' });
  });
});

describe.each([
  ['spot', 'usdm', 'MAIN_UMFUTURE'],
  ['usdm', 'spot', 'UMFUTURE_MAIN'],
] as const)('a transfer from %s to %s', (from, to, type) => {
  const request = { asset: 'USDT', amount: '10.5', from, to };
  const row = {
    asset: 'USDT',
    amount: '10.50000000',
    type,
    status: 'CONFIRMED',
    tranId: 11415955596,
    timestamp: 1544433328000,
  };
  const over = (answer: (asked: Asked) => Reply) => scripted(from === 'spot' ? 'spot' : 'swap', answer);

  it('goes to the spot host, once', async () => {
    const { provided, asked } = over(() => ({ json: { tranId: 13526853623 } }));
    expect(await provided.transfers?.submit(request)).toEqual({
      ...{ kind: 'accepted', exchangeTransferId: '13526853623', isBooked: false },
    });
    expect(asked[0]?.request.url).toBe('https://api.binance.com/sapi/v1/asset/transfer');
    expect(asked[0]?.parameters).toMatchObject({ type, asset: 'USDT', amount: '10.5' });
    expect(asked[0]?.parameters).not.toHaveProperty('fromAccount');
  });

  it('is refused in the recorded words of a short wallet, and unknown under the same code with other words', async () => {
    const told = async (words: string) => over(() => refusal(-5013, words)).provided.transfers?.submit(request);
    const short = { kind: 'rejected', error: { code: 'INSUFFICIENT_FUNDS' } };
    expect(await told('Asset transfer failed: insufficient balance')).toMatchObject(short);
    expect(await told('Asset transfer failed')).toMatchObject({ kind: 'unknown' });
  });

  it('is found by asset, amount and direction; a failed one has moved nothing', async () => {
    const rows = [row, { ...row, tranId: 2, status: 'FAILED' }, { ...row, tranId: 3, amount: '10.6' }];
    const pending = { ...row, tranId: 4, status: 'PENDING' };
    const { provided, asked } = over(() => ({ json: { total: 4, rows: [...rows, pending] } }));
    expect(await provided.transfers?.find(request, 1544430000000)).toEqual({
      unread: [],
      rows: [
        { id: '11415955596', references: ['11415955596'], time: 1544433328000 },
        { id: '4', references: ['4'], time: 1544433328000, isUnderWay: true },
      ],
    });
    expect(asked[0]?.parameters).toMatchObject({ type, startTime: '1544430000000', current: '1' });
  });

  it('is looked for on every page', async () => {
    const rows = Array.from({ length: 101 }, (_none, index) => ({ ...row, tranId: index }));
    const { provided, asked } = over(({ parameters }) => ({
      json: { total: 101, rows: parameters.current === '1' ? rows.slice(0, 100) : rows.slice(100) },
    }));
    expect((await provided.transfers?.find(request, 1544430000000))?.rows).toHaveLength(101);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['fewer rows than are told', { total: 5, rows: [] }],
    ['no total', { rows: [] }],
  ])('%s proves no absence', async (_what, json) => {
    const { provided } = over(() => ({ json }));
    await expect(provided.transfers?.find(request, 1544430000000)).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it.each([
    ['timestamp', { timestamp: null }],
    ['status', { status: 'HALFWAY' }],
    ['tranId', { tranId: '' }],
    ['amount', { amount: 'many' }],
    ['asset', { asset: null }],
  ])('a row without a readable %s is told as unread, and hides no other row', async (field, change) => {
    const { provided } = over(() => ({
      json: {
        total: 2,
        rows: [
          { ...row, ...change },
          { ...row, tranId: 2 },
        ],
      },
    }));
    const told = await provided.transfers?.find(request, 1544430000000);
    expect(told?.rows).toMatchObject([{ id: '2' }]);
    expect(told?.unread).toMatchObject([{ field }]);
  });

  it('a row of another asset, amount or end is no unread row, whatever else cannot be read', async () => {
    const rows = [{ asset: 'BTC' }, { amount: '9' }, { status: 'FAILED' }].map((other) => ({ tranId: 7, ...other }));
    const { provided } = over(() => ({ json: { total: 3, rows } }));
    expect(await provided.transfers?.find(request, 1544430000000)).toEqual({ rows: [], unread: [] });
  });

  it('an empty history has no rows', async () => {
    const { provided } = over(() => ({ json: { total: 0 } }));
    expect(await provided.transfers?.find(request, 1544430000000)).toEqual({ rows: [], unread: [] });
  });
});
