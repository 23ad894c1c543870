import { randomUUID } from 'node:crypto';
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import { claimDigest, freeClaims, takeClaim } from '../../../lib/accounts/key-claims.ts';
import { claimKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { forgetTableClock } from '../../../lib/aws/clock.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

useEmbeddedTable();
afterEach(() => void vi.useRealTimers());

const minuteMs = 60_000;

/** Time passes for the claims, and not for the table. */
function pass(ms: number): void {
  const now = Date.now() + ms;
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['Date'], now });
  forgetTableClock();
}

function registrationOf(tenant: string, accountId = 'desk') {
  return { tenant, accountId, registrationId: randomUUID() };
}

/** An account that holds the key of the claim. */
async function keep(account: ReturnType<typeof registrationOf>, claim: string, more: object = {}): Promise<void> {
  const key = {
    ...{ ciphertext: new Uint8Array([1]), version: randomUUID(), keyHint: 'abcd', verification: 'verified', claim },
    ...{ permissions: null, canWithdraw: null, nonceWindow: null, setAt: 1, ...more },
  };
  const rest = { exchange: 'kraken', tradingState: 'ACTIVE', nonceScales: {}, leverages: {}, createdAt: 1 };
  await createAccount({ ...account, ...rest, remembersKeys: true, credentials: { spot: key } } as Account, {});
}

async function stored(digest: string) {
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: 'oems', Key: claimKey(digest) }));
  return Item;
}

async function setClaimedAt(digest: string, time: number): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: 'oems',
      Key: claimKey(digest),
      UpdateExpression: 'SET claimedAt = :time',
      ExpressionAttributeValues: { ':time': { N: String(time) } },
    }),
  );
}

function newKey(): string {
  return claimDigest('kraken', 'spot', randomUUID());
}

describe('the claim of an exchange key', () => {
  it('is one of the deployment: a second tenant is refused, and accounts of one tenant share the key', async () => {
    const [key, tenant, other] = [newKey(), randomUUID(), randomUUID()];
    expect(await takeClaim(registrationOf(tenant, 'a'), key)).toBe(true);
    expect(await takeClaim(registrationOf(tenant, 'b'), key)).toBe(true);
    expect(await takeClaim(registrationOf(other, 'a'), key)).toBe(false);
    expect(await takeClaim(registrationOf(other, 'a'), newKey())).toBe(true);
  });

  it('goes to one of two tenants that register the key at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = newKey();
      const tenants = Array.from({ length: 4 }, () => registrationOf(randomUUID()));
      const taken = await Promise.all(tenants.map((account) => takeClaim(account, key)));
      expect(taken.filter((won) => won)).toHaveLength(1);
    }
  });

  it('is free once the last account of the tenant has freed the key, and then names no tenant', async () => {
    const [key, tenant] = [newKey(), randomUUID()];
    const [a, b] = [registrationOf(tenant, 'a'), registrationOf(tenant, 'b')];
    for (const account of [a, b]) await takeClaim(account, key);
    await freeClaims(a, [key]);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(false);
    await freeClaims(b, [key]);
    expect(await stored(key)).toBeUndefined();
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(true);
  });

  it('is not freed by another tenant, nor by a former account of the same name', async () => {
    const [key, tenant] = [newKey(), randomUUID()];
    await takeClaim(registrationOf(tenant), key);
    await freeClaims(registrationOf(randomUUID()), [key]);
    await freeClaims(registrationOf(tenant), [key]);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(false);
  });

  it('of a call that died is refused for a quarter of an hour, and then taken over by one tenant', async () => {
    const key = newKey();
    await takeClaim(registrationOf(randomUUID()), key);
    await setClaimedAt(key, Date.now() - 14 * minuteMs);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(false);
    await setClaimedAt(key, Date.now() - 16 * minuteMs);
    const taken = await Promise.all([1, 2, 3].map(() => takeClaim(registrationOf(randomUUID()), key)));
    expect(taken.filter((won) => won)).toHaveLength(1);
  });

  it('of an account that has the key lasts', async () => {
    const [key, holder] = [newKey(), registrationOf(randomUUID())];
    await takeClaim(holder, key);
    await keep(holder, key);
    pass(24 * 60 * minuteMs);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(false);
  });

  it('ends with an account that was registered anew under the name, with another key', async () => {
    const [key, tenant] = [newKey(), randomUUID()];
    await takeClaim(registrationOf(tenant), key);
    await keep(registrationOf(tenant), newKey());
    pass(16 * minuteMs);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(true);
  });

  it('of an invented secret ends: the exchange has refused the key, and never taken it', async () => {
    const [key, thief] = [newKey(), registrationOf(randomUUID())];
    await takeClaim(thief, key);
    const failedChecks = { count: 1, since: 1, at: 1, code: 'KEY_REFUSED' };
    await keep(thief, key, { verification: 'skipped', failedChecks });
    pass(16 * minuteMs);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(true);
  });

  it('of a key that worked once lasts while the exchange refuses the key', async () => {
    const [key, holder] = [newKey(), registrationOf(randomUUID())];
    await takeClaim(holder, key);
    await keep(holder, key, { failedChecks: { count: 9, since: 1, at: 1, code: 'KEY_REFUSED' } });
    pass(16 * minuteMs);
    expect(await takeClaim(registrationOf(randomUUID()), key)).toBe(false);
  });

  it('holds no public half of a key, and differs by slot', async () => {
    const digests = ['spot', 'swap'].map((slot) => claimDigest('kraken', slot, 'abc'));
    expect(new Set(digests).size).toBe(2);
    expect(digests.join()).not.toContain('abc');
  });
});
