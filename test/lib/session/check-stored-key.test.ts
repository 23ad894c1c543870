import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Account, SealedCredential } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { tradingDenial } from '../../../lib/accounts/trading-key.ts';
import { readEvents } from '../../../lib/events/read-events.ts';
import { type KeyReport, unlimitedTimes } from '../../../lib/exchanges/model/key-report.ts';
import { checkStoredKey, storedKeyOf } from '../../../lib/session/check-stored-key.ts';
import type { Session } from '../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

useEmbeddedTable();

const key: SealedCredential = {
  ...{ ciphertext: new Uint8Array([1]), version: 'v1', keyHint: 'x7Qd', verification: 'verified', setAt: 1 },
  ...{ permissions: ['query-funds'], canWithdraw: false, allowWithdraw: false, nonceWindow: '10000' },
  ...{ times: unlimitedTimes, addresses: [], checkedAt: 1 },
};
const report: KeyReport = {
  ...{ permissions: ['query-funds'], canWithdraw: false, nonce: null, nonceWindow: '10000' },
  ...{ times: unlimitedTimes, addresses: [], customer: null, positionMode: null },
};

async function registered(credential: Partial<SealedCredential> = {}): Promise<Account> {
  const spot = { ...key, ...credential };
  const account: Account = {
    ...{ tenant: randomUUID(), accountId: 'desk', registrationId: randomUUID(), exchange: 'kraken' },
    ...{ tradingState: 'ACTIVE', credentials: { spot }, nonceScales: {}, leverages: {}, createdAt: 1 },
  };
  await createAccount(account, { spot: { credential: spot, nonce: null } });
  return account;
}

/** A check of the key in the account as it was read, to which the exchange answers so. */
async function check(account: Account, told: Partial<KeyReport>): Promise<void> {
  const [market, definition] = [{ title: 'Kraken Spot' }, { fields: [] }];
  const session = {
    account,
    market,
    key: definition,
    keyVersion: 'v1',
    checkKey: async () => ({ ...report, ...told }),
  };
  const stored = storedKeyOf(session as unknown as Session);
  if (stored !== null) await checkStoredKey(session as unknown as Session, stored);
}
async function stored(account: Account): Promise<SealedCredential> {
  return (await readAccount(account)).credentials.spot as SealedCredential;
}
async function told({ tenant }: Account): Promise<(string | undefined)[]> {
  const { events } = await readEvents(tenant, { cursor: undefined, limit: 100, accountId: undefined });
  return events.filter(({ event }) => event.type === 'key_warning').map(({ event }) => event.message);
}

it('a check that finds nothing new tells nothing, and keeps the time of the check', async () => {
  const account = await registered();
  await check(account, {});
  expect(await told(account)).toEqual([]);
  expect((await stored(account)).checkedAt).toBeGreaterThan(1);
});

const limited = { ...unlimitedTimes, readsFrom: Date.parse('2026-01-01T00:00:00Z') };
const ended = { ...unlimitedTimes, expiresAt: Date.parse('2027-01-01T00:00:00Z') };

it.each<[string, Partial<KeyReport>, string]>([
  ['a new right', { permissions: ['query-funds', 'modify-trades'] }, 'new rights: modify-trades'],
  ['a lost right', { permissions: [] }, 'lost rights: query-funds'],
  ['a limit of the history', { times: limited }, 'reads nothing before 2026-01-01T00:00:00.000Z'],
  ['an end', { times: ended }, 'ends at 2027-01-01T00:00:00.000Z'],
  ['another nonce window', { nonceWindow: '0' }, 'nonce window of the spot key is 0'],
  ['an allow-list', { addresses: ['192.0.2.1'] }, 'allow-list of the spot key has changed: 192.0.2.1'],
  ['the right to withdraw', { canWithdraw: true }, 'can withdraw funds: the key places no orders'],
])('%s is told once in the list of events', async (_title, change, message) => {
  const account = await registered();
  await check(account, change);
  expect(await told(account)).toEqual([expect.stringContaining(message)]);
  await check(await readAccount(account), change);
  expect(await told(account)).toHaveLength(1);
});

it('a right to withdraw that was added at the exchange later stops trading, until the right is taken away', async () => {
  const account = await registered();
  expect(tradingDenial(await stored(account))).toBeNull();
  await check(account, { canWithdraw: true });
  expect(tradingDenial(await stored(account))).toBe('can withdraw');
  await check(await readAccount(account), {});
  expect(tradingDenial(await stored(account))).toBeNull();
});

it('a right to withdraw that the owner has accepted stops nothing', async () => {
  const account = await registered({ allowWithdraw: true });
  await check(account, { canWithdraw: true });
  expect(tradingDenial(await stored(account))).toBeNull();
});

it('a credential of an earlier release was registered with consent where it can withdraw, and without where it could not', async () => {
  const { allowWithdraw: _none, checkedAt: _never, ...earlier } = key;
  expect(tradingDenial({ ...earlier, canWithdraw: true })).toBeNull();
  const account = await registered({ allowWithdraw: undefined as never, checkedAt: undefined as never });
  await check(account, { canWithdraw: true });
  expect(tradingDenial(await stored(account))).toBe('can withdraw');
});

it('an answer that does not tell the rights takes no right from a key', async () => {
  const account = await registered();
  await check(account, { canWithdraw: true });
  const nothing = { permissions: null, canWithdraw: null, times: null, nonceWindow: null, addresses: null };
  await check(await readAccount(account), nothing);
  expect(tradingDenial(await stored(account))).toBe('can withdraw');
  expect(await stored(account)).toMatchObject({ permissions: ['query-funds'], times: unlimitedTimes });
});

it('of two checks at once one is written, and the change is told once', async () => {
  const account = await registered();
  await Promise.all([check(account, { canWithdraw: true }), check(account, { canWithdraw: true })]);
  expect(await told(account)).toHaveLength(1);
});

it('a check of a key that was replaced meanwhile writes nothing', async () => {
  const account = await registered();
  await check({ ...account, credentials: { spot: { ...key, checkedAt: 2 } } }, { canWithdraw: true });
  expect(await stored(account)).toEqual(key);
});
