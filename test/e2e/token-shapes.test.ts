import { describe, expect, it } from 'vitest';
import { type TokenShapeName, tokenShapes } from '../../infra/local/stack/token-shapes.ts';
import { allScopes, startOems } from './fixture-oems.ts';

const shapes = Object.keys(tokenShapes) as TokenShapeName[];

describe.each(shapes)('tokens as %s writes them', (tokenShape) => {
  it('name the tenant and the scopes, and clients of one tenant share accounts', { timeout: 60_000 }, async () => {
    const oems = await startOems({ workers: 1, tokenShape });
    try {
      const [admin, reader] = [await oems.client('acme'), await oems.client('acme', 'oems/read')];
      const other = await oems.client('umbrella', allScopes);
      const fields = { exchange: 'kraken', exchange_account_id: 'desk', params: await oems.mintSpot() };
      const registered = await admin.call('registerExchangeAccount', fields);
      expect([registered.status, registered.body.message]).toEqual([200, expect.any(String)]);
      const idsOf = async (client: typeof admin) =>
        ((await client.call('listExchangeAccounts')).body.data as { accounts: object[] }).accounts.length;
      expect(await Promise.all([admin, reader, other].map(idsOf))).toEqual([1, 1, 0]);
      expect((await reader.call('registerExchangeAccount', { ...fields, exchange_account_id: 'two' })).status).toBe(
        403,
      );
    } finally {
      await oems.close();
    }
  });
});
