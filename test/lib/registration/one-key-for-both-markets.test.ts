import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { presentAccount } from '../../../lib/http/present/accounts.ts';
import { registerAccount, rotateCredentials } from '../../../lib/registration/register.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { unifiedId } from '../fixture-unified-exchange.ts';

const seen = vi.hoisted(() => ({ checked: [] as unknown[], sealed: [] as unknown[], canWithdraw: false, times: {} }));
vi.mock('../../../lib/exchanges/exchanges.ts', async () =>
  (await import('../fixture-unified-exchange.ts')).unifiedTable(),
);
vi.mock('../../../lib/session/open-session.ts', async (original) => ({
  ...(await original<object>()),
  openForCheck: async (market: unknown, credential: unknown, nonces: unknown) => ({
    checkKey: async () => {
      seen.checked.push([market, credential, nonces]);
      const times = { readsFrom: null, readsUntil: null, expiresAt: null, ...seen.times };
      return { permissions: ['read', 'trade'], canWithdraw: seen.canWithdraw, nonce: null, nonceWindow: null, times };
    },
  }),
}));
vi.mock('../../../lib/vault/vault.ts', () => ({
  seal: async (credential: unknown, context: unknown) => {
    seen.sealed.push([credential, context]);
    return new Uint8Array([1]);
  },
}));

useEmbeddedTable();

const params = { apiKey: 'mu-00000001abcd', secret: '0123456789abcdef0123456789abcdef', password: 'open-sesame' };
const policy = { verify: true, allowWithdraw: false };

let ref: { readonly tenant: string; readonly accountId: string };
beforeEach(() => {
  // Each test registers the same key for a tenant of its own.
  vi.stubEnv('OEMS_SHARES_KEYS', 'true');
  Object.assign(seen, { checked: [], sealed: [], canWithdraw: false, times: {} });
  ref = { tenant: randomUUID(), accountId: 'main' };
});

describe('one key for both market types', () => {
  it('is checked once and sealed once, with its password', async () => {
    const { credentials } = await registerAccount(ref, unifiedId, params, policy);
    const timestamps = expect.objectContaining({ next: expect.any(Function) });
    expect(seen.checked).toEqual([[{ exchange: 'unified', marketType: 'spot' }, params, timestamps]]);
    const version = credentials.main?.version;
    expect(seen.sealed).toEqual([[params, { ...ref, exchange: 'unified', slot: 'main', version }]]);
    expect(Object.keys((await readAccount(ref)).credentials)).toEqual(['main']);
  });

  it('is shown under both market types, with the end of its public field', async () => {
    const shown = presentAccount(await registerAccount(ref, unifiedId, params, policy)).credentials;
    expect(shown.spot).toEqual(shown.swap);
    expect(shown.spot).toMatchObject({ configured: true, key_hint: 'abcd', nonce_scale: null, warnings: [] });
    expect(JSON.stringify(shown)).not.toMatch(/0123456789abcdef|open-sesame|mu-0000/);
  });

  it('is rotated once, and the next reader has the new version alone', async () => {
    const first = await registerAccount(ref, unifiedId, params, policy);
    const second = await rotateCredentials(ref, { ...params, password: 'other-sesame' }, policy);
    expect([seen.checked.length, seen.sealed.length]).toEqual([2, 2]);
    expect(second.credentials.main?.version).not.toBe(first.credentials.main?.version);
    expect((await readAccount(ref)).credentials.main?.version).toBe(second.credentials.main?.version);
  });

  it('is cleared with all of its fields', async () => {
    await registerAccount(ref, unifiedId, params, policy);
    const { credentials } = await rotateCredentials(ref, { apiKey: '', secret: '', password: '' }, policy);
    expect(credentials).toEqual({});
  });

  it('warns of withdrawals in the exchange’s own name, from the report of the key', async () => {
    seen.canWithdraw = true;
    await expect(registerAccount(ref, unifiedId, params, policy)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const account = await registerAccount(ref, unifiedId, params, { verify: true, allowWithdraw: true });
    expect(account.credentials.main?.canWithdraw).toBe(true);
    expect(presentAccount(account).credentials.swap.warnings).toEqual(['the Made-Up Swap key can withdraw funds']);
  });
});

it('the marks of a key are the same in all accounts of a tenant, and others in another tenant', async () => {
  const markOf = async (tenant: string, accountId: string) =>
    (await registerAccount({ tenant, accountId }, unifiedId, params, policy)).credentials.main?.keyMark;
  const [first, second] = [await markOf(ref.tenant, 'a'), await markOf(ref.tenant, 'b')];
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).toBe(first);
  expect(await markOf(randomUUID(), 'a')).not.toBe(first);
});

describe('an incomplete credential', () => {
  it.each([
    [{ apiKey: params.apiKey, secret: params.secret }, 'params.password', 'send apiKey, secret and password'],
    [{ ...params, password: '' }, 'params.password', 'send apiKey, secret and password'],
    [{ ...params, secret: 'lower case' }, 'params.secret', 'is not a secret of this exchange'],
    [{ ...params, passphrase: 'x' }, 'params.passphrase', 'send only apiKey, secret, password'],
  ])('%j is refused with the name of the field and the remedy', async (given, field, remedy) => {
    const registered = registerAccount(ref, unifiedId, given, policy);
    await expect(registered).rejects.toMatchObject({ code: 'INVALID_REQUEST', details: [{ field }] });
    await expect(registered).rejects.toThrow(remedy);
    expect(seen.sealed).toEqual([]);
  });

  it('without any field is refused with the fields to send', async () => {
    await expect(registerAccount(ref, unifiedId, {}, policy)).rejects.toThrow('send apiKey, secret and password');
  });

  it('is refused in a rotation as well, and the stored key stays', async () => {
    const { credentials } = await registerAccount(ref, unifiedId, params, policy);
    await expect(rotateCredentials(ref, { apiKey: params.apiKey }, policy)).rejects.toMatchObject({
      details: [{ field: 'params.secret' }],
    });
    expect((await readAccount(ref)).credentials.main?.version).toBe(credentials.main?.version);
  });
});

describe('a key with limits in time', () => {
  const hour = 3_600_000;
  it.each([
    [{ readsFrom: 1_700_000_000_000 }, /reads the history from 2023-11-14.*remove both query dates/],
    [{ readsUntil: Date.now() + hour }, /reads the history until .*remove both query dates/],
    [{ expiresAt: Date.now() - hour }, /ended at .*create a new key/],
  ])('%j is refused at registration and at rotation, and nothing is stored', async (times, message) => {
    const code = 'expiresAt' in times ? 'KEY_REFUSED' : 'PERMISSION_DENIED';
    const refused = { code, message: expect.stringMatching(message) };
    seen.times = times;
    await expect(registerAccount(ref, unifiedId, params, policy)).rejects.toMatchObject(refused);
    await expect(readAccount(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    seen.times = {};
    const { credentials } = await registerAccount(ref, unifiedId, params, policy);
    seen.times = times;
    await expect(rotateCredentials(ref, params, policy)).rejects.toMatchObject(refused);
    expect((await readAccount(ref)).credentials.main?.version).toBe(credentials.main?.version);
  });

  it('a key that ends later is accepted, and its end is stored and shown', async () => {
    const expiresAt = Date.now() + 1000 * hour;
    seen.times = { expiresAt };
    await registerAccount(ref, unifiedId, params, policy);
    const stored = await readAccount(ref);
    expect(stored.credentials.main?.times).toEqual({ readsFrom: null, readsUntil: null, expiresAt });
    expect(presentAccount(stored).credentials.spot.expires_at).toBe(new Date(expiresAt).toISOString());
  });
});
