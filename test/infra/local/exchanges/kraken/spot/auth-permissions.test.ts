import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

async function key(terms: Record<string, unknown>) {
  return (await spot.control('key', terms)) as { api_key: string; secret: string };
}

describe('permissions', () => {
  it('an action the key lacks is denied, and what it has works', async () => {
    const reader = await key({ permissions: ['query-funds'] });
    const how = { apiKey: reader.api_key, secret: reader.secret };
    await spot.ok('BalanceEx', {}, { ...how, nonce: '1' });
    await spot.ok('GetApiKeyInfo', {}, { ...how, nonce: '2' });
    const denied = [
      'AddOrder',
      'CancelOrder',
      'CancelAll',
      'AmendOrder',
      'OpenOrders',
      'ClosedOrders',
      'QueryOrders',
      'TradesHistory',
      'Ledgers',
      'OpenPositions',
    ];
    for (const [index, name] of denied.entries())
      expect(await spot.errorOf(name, {}, { ...how, nonce: String(10 + index) })).toBe('EGeneral:Permission denied');
  });

  it('an order is shown only to a key that may see orders in that state', async () => {
    const open = await spot.order({ type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' });
    const closed = await spot.order({ type: 'buy', ordertype: 'market', volume: '0.01' });
    const viewer = await key({ permissions: ['query-open-trades'] });
    const how = { apiKey: viewer.api_key, secret: viewer.secret };
    await spot.ok('QueryOrders', { txid: open }, { ...how, nonce: '1' });
    expect(await spot.errorOf('QueryOrders', { txid: closed }, { ...how, nonce: '2' })).toBe(
      'EGeneral:Permission denied',
    );
  });

  it('key info tells what a registration needs to know', async () => {
    const info = await spot.ok('GetApiKeyInfo', {}, { nonce: '9000000000001' });
    expect(info).toMatchObject({
      apiKey: sandbox.spot.apiKey,
      nonce: '9000000000001',
      nonceWindow: 10000,
      permissions: [
        'query-funds',
        'query-open-trades',
        'query-closed-trades',
        'query-ledger',
        'modify-trades',
        'close-trades',
      ],
      ipAllowlist: [],
      validUntil: '0',
    });
    expect(typeof info.createdTime).toBe('string');
  });
});

describe('requests', () => {
  it('an unknown method is named as such, an unknown path is not found', async () => {
    expect(await spot.errorOf('WithdrawCancel')).toBe('EGeneral:Unknown method');
    expect((await spot.get('Nothing')).error).toEqual(['EGeneral:Unknown method']);
    expect((await fetch(`${spot.url}/elsewhere`)).status).toBe(404);
  });

  it('the log keeps every private request in order, without signatures and secrets', async () => {
    await spot.ok('Balance');
    await spot.errorOf('AddOrder', { pair: 'NOPE', cl_ord_id: 'mine' });
    const log = await (await fetch(`${spot.url}/_control/log`)).json();
    expect(log).toMatchObject([
      { path: '/0/private/Balance', accepted: true, error: null, clientOrderId: null },
      {
        path: '/0/private/AddOrder',
        accepted: false,
        error: 'EQuery:Unknown asset pair',
        clientOrderId: 'mine',
        params: { pair: 'NOPE' },
      },
    ]);
    expect(JSON.stringify(log)).not.toContain(sandbox.spot.secret);
    expect(await (await fetch(`${spot.url}/_control/log?since=1`)).json()).toHaveLength(1);
  });
});
