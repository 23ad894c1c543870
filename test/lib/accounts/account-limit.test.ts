import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../lib/accounts/account.ts';
import { createAccount, deleteAccount } from '../../../lib/accounts/account-lifetime.ts';
import { refuseFull } from '../../../lib/accounts/account-limit.ts';
import { accountIdsOf, accountsOf } from '../../../lib/accounts/account-list.ts';
import { OemsError } from '../../../lib/errors.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

/** Time passes for the accounts, and not for the table. */
vi.mock(import('../../../lib/aws/clock.ts'), async (original) => ({
  ...(await original()),
  sharedNow: () => Date.now(),
}));

useEmbeddedTable();

const limit = 2;
const hourMs = 3_600_000;

/** The requests that a call may still send to the table; the call that has none left has died. */
const life = new AsyncLocalStorage<{ left: number }>();

beforeEach(() => {
  vi.stubEnv('OEMS_ACCOUNTS_PER_TENANT', String(limit));
  const send = DynamoDBClient.prototype.send;
  vi.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    ...args: unknown[]
  ) {
    const own = life.getStore();
    if (own !== undefined && own.left <= 0) throw new Error('died');
    if (own !== undefined) own.left -= 1;
    return send.apply(this, args as never);
  } as never);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

let registrations = 0;
function accountOf(tenant: string, accountId: string): Account {
  registrations += 1;
  return {
    ...{ tenant, accountId, registrationId: `r${registrations}`, exchange: 'kraken', tradingState: 'ACTIVE' },
    ...{ credentials: {}, nonceScales: {}, leverages: {}, remembersKeys: true, createdAt: Date.now() },
  } as Account;
}

type Outcome = 'created' | 'LIMIT_REACHED' | 'ALREADY_EXISTS' | 'died';

/** Registers with at most so many requests to the table. */
async function register(tenant: string, accountId: string, requests = 100): Promise<Outcome> {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await life.run({ left: requests }, () => createAccount(accountOf(tenant, accountId), {}));
    return 'created';
  } catch (error) {
    return error instanceof OemsError ? (error.code as Outcome) : 'died';
  }
}

async function listedIds(tenant: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of accountIdsOf(tenant)) ids.push(...page);
  return ids;
}

const everyId = ['a', 'b', 'c', 'd', 'e'];

async function accountIds(tenant: string): Promise<string[]> {
  return (await accountsOf(tenant, everyId)).map(({ accountId }) => accountId);
}

let tenants = 0;
function newTenant(): string {
  tenants += 1;
  return `tenant-${tenants}`;
}

describe('the limit of accounts', () => {
  it('refuses the account beyond, leaves the list as the list was, and takes the account once another is gone', async () => {
    const tenant = newTenant();
    expect([await register(tenant, 'a'), await register(tenant, 'b')]).toEqual(['created', 'created']);
    expect([await register(tenant, 'c'), await register(tenant, 'a')]).toEqual(['LIMIT_REACHED', 'ALREADY_EXISTS']);
    expect(await listedIds(tenant)).toEqual(['a', 'b']);
    const [first] = await accountsOf(tenant, ['a']);
    await deleteAccount(first as Account);
    expect([await register(tenant, 'c'), await listedIds(tenant)]).toEqual(['created', ['b', 'c']]);
  });

  it('is of each tenant alone, and without the variable there is none', async () => {
    const [one, other] = [newTenant(), newTenant()];
    for (const id of ['a', 'b']) await register(one, id);
    expect(await register(other, 'c')).toBe('created');
    vi.stubEnv('OEMS_ACCOUNTS_PER_TENANT', '');
    expect(await register(one, 'c')).toBe('created');
  });

  it('a registration that died in the middle takes a place for a quarter of an hour', async () => {
    const tenant = newTenant();
    expect([await register(tenant, 'a'), await register(tenant, 'b', 1)]).toEqual(['created', 'died']);
    expect([await listedIds(tenant), await accountIds(tenant)]).toEqual([['a', 'b'], ['a']]);
    expect(await register(tenant, 'c')).toBe('LIMIT_REACHED');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hourMs });
    expect([await register(tenant, 'c'), await listedIds(tenant)]).toEqual(['created', ['a', 'c']]);
  });

  it('a refused registration of an account that another call is registering leaves the entry of that call', async () => {
    const tenant = newTenant();
    await register(tenant, 'a');
    await register(tenant, 'b', 1);
    await register(tenant, 'c', 1);
    expect(await register(tenant, 'b')).toBe('LIMIT_REACHED');
    expect(await listedIds(tenant)).toEqual(['a', 'b', 'c']);
  });
});

const attempt = fc.record({
  id: fc.constantFrom(...everyId),
  requests: fc.oneof(fc.constant(100), fc.integer({ min: 0, max: 6 })),
});
/** Attempts of a round run side by side. */
const rounds = fc.array(fc.array(attempt, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

it('registrations side by side, each of which may die after any request, never pass the limit, lose no account from the list, and leave no place taken', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (played) => {
      const tenant = newTenant();
      for (const round of played) {
        await Promise.all(round.map(({ id, requests }) => register(tenant, id, requests)));
        const accounts = await accountIds(tenant);
        expect(accounts.length).toBeLessThanOrEqual(limit);
        expect(await listedIds(tenant)).toEqual(expect.arrayContaining(accounts));
      }
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hourMs });
      for (const id of everyId) await register(tenant, id);
      vi.useRealTimers();
      expect(await accountIds(tenant)).toHaveLength(limit);
      expect((await listedIds(tenant)).toSorted()).toEqual((await accountIds(tenant)).toSorted());
    }),
    { numRuns: 25 },
  );
}, 120_000);

describe('a registration without a place', () => {
  it('is refused before its keys are looked at, while an account of the list may be registered again', async () => {
    const tenant = newTenant();
    for (const id of ['a', 'b']) await register(tenant, id);
    await expect(refuseFull({ tenant, accountId: 'c' })).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    await expect(refuseFull({ tenant, accountId: 'a' })).resolves.toBeUndefined();
  });

  it('takes the place of a registration that died long ago', async () => {
    const tenant = newTenant();
    await register(tenant, 'a');
    await register(tenant, 'b', 1);
    expect(await listedIds(tenant)).toEqual(['a', 'b']);
    await expect(refuseFull({ tenant, accountId: 'c' })).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    await refuseFull({ tenant, accountId: 'c' }, Date.now() + hourMs);
    expect(await listedIds(tenant)).toEqual(['a']);
  });
});
