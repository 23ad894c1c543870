import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { changeCredentials } from '../../../lib/accounts/change-credentials.ts';
import { possibleSharersOf, sharersOf } from '../../../lib/accounts/shared-keys.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { keepAccount } from './fixture-kept-account.ts';

useEmbeddedTable();

async function sharersOfAccount(tenant: string, accountId: string) {
  const account = await readAccount({ tenant, accountId });
  return (await sharersOf(tenant, [account])).get(accountId);
}

describe('the sharers of a wallet', () => {
  it('are the accounts of the tenant with the same key', async () => {
    const [tenant, other] = [randomUUID(), randomUUID()];
    for (const id of ['a', 'b']) await keepAccount(tenant, id, { keyMark: 'k1' });
    await keepAccount(tenant, 'c', { keyMark: 'k2' });
    await keepAccount(other, 'd', { keyMark: 'k1' });
    expect(await sharersOfAccount(tenant, 'a')).toEqual([{ slot: 'spot', accountId: 'b', by: 'key' }]);
    expect(await sharersOfAccount(tenant, 'c')).toEqual([]);
  });

  it('are found step by step, over the key of one and the customer of the next', async () => {
    const tenant = randomUUID();
    await keepAccount(tenant, 'a', { keyMark: 'k1', customerMark: null });
    await keepAccount(tenant, 'b', { keyMark: 'k1', customerMark: 'x' });
    await keepAccount(tenant, 'c', { keyMark: 'k3', customerMark: 'x' });
    expect(await sharersOfAccount(tenant, 'a')).toEqual([
      { slot: 'spot', accountId: 'b', by: 'key' },
      { slot: 'spot', accountId: 'c', by: 'customer' },
    ]);
  });

  it('with keys of earlier releases are not known, and never each other', async () => {
    const tenant = randomUUID();
    for (const id of ['a', 'b']) await keepAccount(tenant, id, {});
    await keepAccount(tenant, 'c', { keyMark: 'k', customerMark: null });
    await keepAccount(tenant, 'd', { keyMark: 'l', customerMark: null });
    expect([await sharersOfAccount(tenant, 'a'), await sharersOfAccount(tenant, 'c')]).toEqual([[], []]);
  });

  it('end with the key, although the list keeps its mark', async () => {
    const tenant = randomUUID();
    for (const id of ['a', 'b']) await keepAccount(tenant, id, { keyMark: 'k1' });
    const { exchange, credentials, registrationId } = await readAccount({ tenant, accountId: 'b' });
    await changeCredentials({ tenant, accountId: 'b', registrationId, exchange, credentials }, { spot: 'clear' });
    expect(await sharersOfAccount(tenant, 'a')).toEqual([]);
  });

  it('keep the marks of the first registration when a second is refused', async () => {
    const tenant = randomUUID();
    for (const id of ['a', 'b']) await keepAccount(tenant, id, { keyMark: 'k1' });
    await expect(keepAccount(tenant, 'b', { keyMark: 'k9' })).rejects.toThrow('exists');
    expect(await sharersOfAccount(tenant, 'a')).toEqual([{ slot: 'spot', accountId: 'b', by: 'key' }]);
  });
});

describe('the accounts that may move money of the same customer', () => {
  async function possible(tenant: string, accountId: string, slot = 'spot') {
    const found = await possibleSharersOf(await readAccount({ tenant, accountId }), slot);
    return found.map((ref) => ref.accountId);
  }

  it('are those of the tenant whose customer nobody has told apart, and no account of another tenant', async () => {
    const [tenant, other] = [randomUUID(), randomUUID()];
    await keepAccount(tenant, 'a', { keyMark: 'k1', customerMark: 'x' });
    await keepAccount(tenant, 'b', { keyMark: 'k2', customerMark: 'x' });
    await keepAccount(tenant, 'c', { keyMark: 'k3', customerMark: null });
    await keepAccount(tenant, 'd', { keyMark: 'k4', customerMark: 'y' });
    await keepAccount(tenant, 'e', {});
    await keepAccount(other, 'f', { keyMark: 'k1', customerMark: 'x' });
    expect(await possible(tenant, 'a')).toEqual(['b', 'c', 'e']);
    expect(await possible(tenant, 'c')).toEqual(['a', 'b', 'd', 'e']);
  });

  it('are not those that never had a key in the slot', async () => {
    const tenant = randomUUID();
    for (const id of ['a', 'b']) await keepAccount(tenant, id, { keyMark: 'k1' });
    expect(await possible(tenant, 'a', 'swap')).toEqual([]);
  });

  it('include an account whose key was replaced: the former key may be of the same customer', async () => {
    const tenant = randomUUID();
    await keepAccount(tenant, 'a', { keyMark: 'k1', customerMark: 'x' });
    await keepAccount(tenant, 'b', { keyMark: 'k2', customerMark: 'x' });
    const former = await readAccount({ tenant, accountId: 'b' });
    const { spot } = former.credentials;
    if (spot === undefined) throw new Error('the account has no key');
    const change = { spot: { credential: { ...spot, version: randomUUID(), customerMark: 'y' }, nonce: null } };
    await changeCredentials(former, change as never);
    expect(await possible(tenant, 'a')).toEqual(['b']);
  });
});
