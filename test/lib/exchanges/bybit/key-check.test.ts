import { beforeEach, describe, expect, it } from 'vitest';
import { permissions } from '../../../../lib/exchanges/bybit/permissions.ts';
import { list, openScene, Raw, type Scene, type Sent, told } from './fixture-bybit.ts';

const rights = {
  ContractTrade: ['Order', 'Position'],
  Spot: ['SpotTrade'],
  Wallet: ['AccountTransfer', 'SubMemberTransfer'],
  Options: [],
  Derivatives: ['DerivativesTrade'],
};

/** In the fields of docs/v5 user/apikey-info. */
const info = {
  id: '13770661',
  apiKey: 'XXXXXXXXXX',
  readOnly: 0,
  permissions: rights,
  ips: ['*'],
  type: 1,
  deadlineDay: 83,
  expiredAt: '2026-05-15T03:21:05Z',
  createdAt: '2026-02-14T03:21:05Z',
  uta: 1,
  userID: 24_617_703,
  isMaster: true,
};

describe.each(['spot', 'swap'] as const)('the check of the one key, over %s', (marketType) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(marketType);
    scene.answers['user/query-api'] = () => told(info);
    scene.answers['account/info'] = () => told({ marginMode: 'REGULAR_MARGIN', unifiedMarginStatus: 5 });
    scene.answers['position/list'] = ({ fields }) => list(fields.symbol === undefined ? [] : [{ positionIdx: 0 }]);
  });
  const check = () => scene.adapter.checkKey();

  it('tells the rights of both markets, the end, the customer and the position mode', async () => {
    const { permissions: told, ...report } = await check();
    expect(told).toEqual([
      'ContractTrade:Order',
      'ContractTrade:Position',
      'Spot:SpotTrade',
      'Wallet:AccountTransfer',
      'Wallet:SubMemberTransfer',
      'Derivatives:DerivativesTrade',
    ]);
    for (const { anyOf } of permissions) expect(told).toEqual(expect.arrayContaining([...anyOf]));
    expect(report).toMatchObject({
      canWithdraw: false,
      times: { readsFrom: null, readsUntil: null, expiresAt: Date.parse('2026-05-15T03:21:05Z') },
      addresses: [],
      customer: expect.stringMatching(/./),
      positionMode: 'one-way',
    });
  });

  it('tells of a key that can withdraw', async () => {
    scene.answers['user/query-api'] = () => told({ ...info, permissions: { ...rights, Wallet: ['Withdraw'] } });
    expect(await check()).toMatchObject({ canWithdraw: true });
  });

  it('gives a key that may only read no right to trade, whatever is ticked', async () => {
    scene.answers['user/query-api'] = () => told({ ...info, readOnly: 1 });
    const { permissions: told_ } = await check();
    for (const { anyOf } of permissions) expect(anyOf.some((right) => told_?.includes(right))).toBe(false);
  });

  it('knows no rights where the answer cannot be read', async () => {
    for (const broken of [{ permissions: null }, { permissions: { Spot: 'SpotTrade' } }, { readOnly: 'yes' }]) {
      scene.answers['user/query-api'] = () => told({ ...info, ...broken });
      expect(await check()).toMatchObject({ permissions: null, canWithdraw: null });
    }
  });

  it.each([
    ['1970-01-01T00:00:00Z', { readsFrom: null, readsUntil: null, expiresAt: null }],
    ['', { readsFrom: null, readsUntil: null, expiresAt: null }],
    ['soon', null],
    [undefined, null],
  ])('of a key that ends at %j tells %j', async (expiredAt, times) => {
    scene.answers['user/query-api'] = () => told({ ...info, expiredAt, ips: ['5.6.7.8', '1.2.3.4'] });
    expect(await check()).toMatchObject({ times, addresses: ['1.2.3.4', '5.6.7.8'] });
  });

  it.each([1, 3, 4, 99])(
    'refuses an account with unifiedMarginStatus %d, and tells the remedy',
    async (unifiedMarginStatus) => {
      scene.answers['account/info'] = () => told({ marginMode: 'REGULAR_MARGIN', unifiedMarginStatus });
      const message = expect.stringContaining('upgrade the account');
      await expect(check()).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message });
    },
  );

  it('of an address that Bybit refuses without a word of a limit is refused with the remedy, for it never ends', async () => {
    for (const body of ['', '{}', '<html>Forbidden</html>']) {
      scene.answers['user/query-api'] = () => new Raw(403, body);
      const message = expect.stringMatching(/United States.*deploy the service to a region/s);
      await expect(check()).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message });
    }
  });

  it('of an address that asks too often is left for later: the limit ends', async () => {
    scene.answers['user/query-api'] = () => new Raw(403, '<html>access too frequent</html>');
    await expect(check()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 600 });
  });

  it.each([5, 6])('accepts an account with unifiedMarginStatus %d', async (unifiedMarginStatus) => {
    scene.answers['account/info'] = () => told({ marginMode: 'ISOLATED_MARGIN', unifiedMarginStatus });
    expect(await check()).toMatchObject({ positionMode: 'one-way' });
  });

  it('finds hedge mode of one symbol by its open position, and the mode that was set for all', async () => {
    const hedged = [{ positionIdx: 1 }, { positionIdx: 2 }];
    const inPosition = ({ fields }: Sent) => list(fields.symbol === undefined ? hedged : [{ positionIdx: 0 }]);
    const forAll = ({ fields }: Sent) => list(fields.symbol === undefined ? [] : hedged);
    // The list of all positions has a row for the side that is held alone.
    const shortAlone = ({ fields }: Sent) => list(fields.symbol === undefined ? hedged.slice(1) : [{ positionIdx: 0 }]);
    const longAlone = ({ fields }: Sent) =>
      list(fields.symbol === undefined ? hedged.slice(0, 1) : [{ positionIdx: 0 }]);
    for (const answer of [inPosition, forAll, shortAlone, longAlone]) {
      scene.answers['position/list'] = answer;
      expect(await check()).toMatchObject({ positionMode: 'hedge' });
    }
  });

  it('of a key that may not see positions knows no position mode, and is good for spot', async () => {
    scene.answers['position/list'] = () => told({}, 10005);
    expect(await check()).toMatchObject({ positionMode: null });
    scene.answers['position/list'] = () => told({}, 10016);
    await expect(check()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});
