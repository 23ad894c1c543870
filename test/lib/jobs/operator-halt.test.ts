import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { readAudit } from '../../../lib/audit/read-audit.ts';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { operatorHalt, operatorHaltRequest } from '../../../lib/jobs/operator-halt.ts';
import { keepAccount } from '../accounts/fixture-kept-account.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

/** What the halt of an account came to, by the id of the account. */
const ends: Record<string, { readonly reasons: readonly string[]; readonly carriedOn: boolean }> = {
  whole: { reasons: [], carriedOn: false },
  pending: { reasons: ['an order is open'], carriedOn: true },
  failed: { reasons: ['new orders may still be placed'], carriedOn: false },
};

vi.mock('../../../lib/orders/halt/halt-all.ts', () => ({
  haltAccounts: async (refs: readonly AccountRef[]) =>
    refs
      .filter(({ accountId }) => accountId in ends)
      .map((ref) => ({ ref, halt: { haltId: 'h', wallets: [], ...ends[ref.accountId] } })),
}));

useEmbeddedTable();

function halt(terms: Record<string, unknown>) {
  const request = operatorHaltRequest.parse({ operator: 'arn:ann', reason: 'fire', ...terms });
  return runInCall(newCall('invocation-1', 'operator-halt', Date.now() + 60_000), () => operatorHalt(request));
}

async function tenantWith(...ids: readonly string[]): Promise<string> {
  const tenant = randomUUID();
  for (const id of ids) await keepAccount(tenant, id, {});
  return tenant;
}

describe("an operator's halt", () => {
  it('stands in the trail with ARN, reason and outcome, a record for each account', async () => {
    const tenant = await tenantWith('failed', 'pending', 'whole');
    const { halts } = await halt({ tenant, close_positions: true });
    expect(halts.map(({ account, complete, carried_on }) => [account, complete, carried_on])).toEqual([
      ['failed', false, false],
      ['pending', false, true],
      ['whole', true, false],
    ]);
    const { records } = await readAudit(tenant, { limit: 10 });
    const told = records
      .map(({ record }) => record)
      .toSorted((one, other) => (String(one.accountId) < String(other.accountId) ? -1 : 1));
    expect(told.map(({ accountId, outcome }) => [accountId, outcome])).toEqual([
      ['failed', 'failed'],
      ['pending', 'pending'],
      ['whole', 'succeeded'],
    ]);
    const said = { subject: 'arn:ann', operation: 'operatorHalt', requestId: 'invocation-1' };
    for (const record of told)
      expect(record).toMatchObject({ ...said, terms: { reason: 'fire', close_positions: 'true' } });
  });

  it('of a tenant and of an exchange goes through every account once, page after page', async () => {
    const ids = ['whole', 'pending', 'failed'];
    const tenants = [await tenantWith(...ids), await tenantWith(...ids)];
    for (const scope of [{ tenant: tenants[0] }, { exchange: 'kraken' }]) {
      const reached: string[] = [];
      for (let after: string | null = null, isLast = false; !isLast; ) {
        const { halts, next } = await halt({ ...scope, limit: 2, after });
        expect(halts.length).toBeLessThanOrEqual(2);
        reached.push(...halts.map(({ tenant, account }) => `${tenant} ${account}`));
        [after, isLast] = [next, next === null];
      }
      const wanted = ('tenant' in scope ? tenants.slice(0, 1) : tenants).flatMap((tenant) =>
        ids.map((id) => `${tenant} ${id}`),
      );
      expect(reached).toEqual(expect.arrayContaining(wanted));
      expect(new Set(reached).size).toBe(reached.length);
    }
  });

  it('of an account that is not there is refused', async () => {
    const tenant = await tenantWith('whole');
    await expect(halt({ tenant, account: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { records } = await readAudit(tenant, { limit: 10 });
    expect(records.map(({ record }) => [record.accountId, record.outcome, record.code])).toEqual([
      ['nobody', 'refused', 'NOT_FOUND'],
    ]);
  });
});
