import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountIndexKey,
  accountKey,
  accountShards,
  ledgerPartition,
  orderPartition,
  refFromIndexKey,
  tenantEntryKey,
  tenantPartition,
  transferPartition,
} from '../../../lib/accounts/partitions.ts';

const tenant = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.stringMatching(/^[a#/%A-Z]{1,12}$/),
  fc.constantFrom('a', 'a#ACCOUNT#b', 'a%23ACCOUNT%23b', 'a#', '#', 'TENANT#a', 'a/b'),
);
const accountId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

function partitionsOf(tenantName: string, id: string): string[] {
  const ref = { tenant: tenantName, accountId: id };
  return [
    accountKey(ref).pk.S,
    orderPartition(ref),
    transferPartition(ref),
    ledgerPartition(ref),
    tenantPartition(tenantName),
  ];
}

describe('keys in the table', () => {
  it('two accounts share a partition only when tenant and id are both the same', () => {
    fc.assert(
      fc.property(tenant, accountId, tenant, accountId, (tenantA, idA, tenantB, idB) => {
        const [a, b] = [partitionsOf(tenantA, idA).slice(0, 4), partitionsOf(tenantB, idB).slice(0, 4)];
        const shared = a.filter((name) => b.includes(name));
        expect(shared).toHaveLength(tenantA === tenantB && idA === idB ? 4 : 0);
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
        expect(partitionsOf(name, id).map((key) => key.split('#').length)).toEqual([3, 3, 3, 3, 2]);
      }),
    );
  });

  it("an account's record, journals, ledger and list entry lie in five partitions of their own", () => {
    expect(new Set(partitionsOf('acme', 'main')).size).toBe(5);
  });

  it('the record and its list entry are where the other parts look for them', () => {
    const ref = { tenant: 'acme', accountId: 'main' };
    expect(accountKey(ref)).toEqual({ pk: { S: 'ACCOUNT#acme#main' }, sk: { S: 'ACCOUNT' } });
    expect(tenantEntryKey(ref)).toEqual({ pk: { S: 'TENANT#acme' }, sk: { S: 'ACCOUNT#main' } });
  });
});

describe('the index of accounts', () => {
  it('tells whose an entry is, whatever the tenant is called', () => {
    fc.assert(
      fc.property(tenant, accountId, (tenantName, id) => {
        const ref = { tenant: tenantName, accountId: id };
        expect(refFromIndexKey(accountIndexKey(ref, 'kraken').accountKey)).toEqual(ref);
      }),
      { numRuns: 2000 },
    );
  });

  it('has every account in one of its sixteen shards, and accounts in each of them', () => {
    const shards = accountShards('kraken');
    expect([shards.length, shards[0], shards[15]]).toEqual([16, 'ACCOUNTS#kraken#00', 'ACCOUNTS#kraken#15']);
    const used = Array.from({ length: 500 }, (_, n) => accountIndexKey({ tenant: 't', accountId: `a${n}` }, 'kraken'));
    expect(new Set(used.map(({ accountShard }) => accountShard))).toEqual(new Set(shards));
  });
});
