import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountKey,
  orderPartition,
  tenantEntryKey,
  tenantPartition,
  transferPartition,
} from '../../../lib/accounts/keys.ts';

const tenant = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.stringMatching(/^[a#/%A-Z]{1,12}$/),
  fc.constantFrom('a', 'a#ACCOUNT#b', 'a%23ACCOUNT%23b', 'a#', '#', 'TENANT#a', 'a/b'),
);
const accountId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

const partitionsOf = (tenantName: string, id: string): string[] => {
  const ref = { tenant: tenantName, accountId: id };
  return [accountKey(ref).pk.S, orderPartition(ref), transferPartition(ref), tenantPartition(tenantName)];
};

describe('keys in the table', () => {
  it('two accounts share a partition only when tenant and id are both the same', () => {
    fc.assert(
      fc.property(tenant, accountId, tenant, accountId, (tenantA, idA, tenantB, idB) => {
        const [a, b] = [partitionsOf(tenantA, idA).slice(0, 3), partitionsOf(tenantB, idB).slice(0, 3)];
        const shared = a.filter((name) => b.includes(name));
        expect(shared).toHaveLength(tenantA === tenantB && idA === idB ? 3 : 0);
      }),
      { numRuns: 2000 },
    );
  });

  it("no tenant's list is another's list or anybody's account", () => {
    fc.assert(
      fc.property(tenant, tenant, accountId, (tenantA, tenantB, id) => {
        const list = tenantPartition(tenantA);
        expect(partitionsOf(tenantB, id).includes(list)).toBe(tenantA === tenantB);
      }),
      { numRuns: 2000 },
    );
  });

  it('names have the parts that IAM patterns count on, whatever the tenant is called', () => {
    fc.assert(
      fc.property(tenant, accountId, (name, id) => {
        expect(partitionsOf(name, id).map((key) => key.split('#').length)).toEqual([3, 3, 3, 2]);
      }),
    );
  });

  it("an account's record, journals and list entry lie in four partitions of their own", () => {
    expect(new Set(partitionsOf('acme', 'main')).size).toBe(4);
  });

  it('the record and its list entry are where the other parts look for them', () => {
    const ref = { tenant: 'acme', accountId: 'main' };
    expect(accountKey(ref)).toEqual({ pk: { S: 'ACCOUNT#acme#main' }, sk: { S: 'ACCOUNT' } });
    expect(tenantEntryKey(ref)).toEqual({ pk: { S: 'TENANT#acme' }, sk: { S: 'ACCOUNT#main' } });
  });
});
