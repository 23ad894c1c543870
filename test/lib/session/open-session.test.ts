import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { shape } from '../../../lib/aws/stored-shape.ts';
import { forgetExchanges } from '../../../lib/session/nonce-source.ts';
import { openSession } from '../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

/** What the call has begun, in order, and what happens between the read of the account and its nonces. */
const seen = vi.hoisted(() => ({ begun: [] as string[], between: async (): Promise<void> => undefined }));
vi.mock('../../../lib/nonce/nonce-counter.ts', async (original) => {
  const counter = await original<typeof import('../../../lib/nonce/nonce-counter.ts')>();
  const takeNonces: typeof counter.takeNonces = async (...taking) => {
    seen.begun.push('nonces');
    await seen.between();
    return counter.takeNonces(...taking);
  };
  return { ...counter, takeNonces };
});
vi.mock('../../../lib/vault/vault.ts', () => ({
  open: async (_sealed: Uint8Array, { version }: { readonly version: string }) => {
    seen.begun.push(`key ${version}`);
    return { apiKey: version, secret: 'c2VjcmV0' };
  },
}));

useEmbeddedTable();

let ref: AccountRef;
beforeEach(() => {
  ref = { tenant: randomUUID(), accountId: 'main' };
  Object.assign(seen, { begun: [], between: async () => undefined });
  forgetExchanges();
  // A connection is opened early; nothing answers at this address.
  vi.stubEnv('OEMS_KRAKEN_SPOT_URL', 'http://127.0.0.1:9');
});
afterEach(() => vi.unstubAllEnvs());

/** Stores an account with a key of that version, which counts in that unit. */
async function register(version: string, scale: 'ms' | 'us'): Promise<void> {
  const credentials = { spot: { ciphertext: new Uint8Array([1]), version, keyId: version } };
  const counters = { nonces: { spot: 1 }, nonceScales: { spot: scale } };
  const record = { shape, exchange: 'kraken', tradingState: 'ACTIVE', credentials, leverages: {}, createdAt: 1 };
  const Item = { ...marshall({ ...record, ...counters }), ...accountKey(ref) };
  await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item }));
}

describe('the first call of a container', () => {
  it('opens the key while the nonces are being taken', async () => {
    await register('first', 'ms');
    let isKeyBegun = false;
    seen.between = async () => {
      await vi.waitFor(() => expect(seen.begun).toContain('key first'));
      isKeyBegun = true;
    };
    await openSession(ref, 'spot');
    expect(isKeyBegun).toBe(true);
  });

  it('signs with the key of the moment at which the nonces were taken, whose unit they have', async () => {
    await register('first', 'ms');
    seen.between = () => register('second', 'us');
    const session = await openSession(ref, 'spot');
    expect(session).toMatchObject({ keyVersion: 'second', keyId: 'second', account: { nonceScales: { spot: 'us' } } });
    expect(seen.begun).toEqual(expect.arrayContaining(['key first', 'key second']));
  });

  it('of an account that is deleted meanwhile is NOT_FOUND', async () => {
    await register('first', 'ms');
    seen.between = async () => {
      await dynamodb().send(new DeleteItemCommand({ TableName: 'oems', Key: accountKey(ref) }));
    };
    await expect(openSession(ref, 'spot')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('the next call of a container reads account and nonces in one request, and opens the key of that moment once', async () => {
  await register('first', 'ms');
  await openSession(ref, 'spot');
  seen.begun = [];
  seen.between = () => register('second', 'us');
  expect(await openSession(ref, 'spot')).toMatchObject({ keyVersion: 'second' });
  expect(seen.begun).toEqual(['nonces', 'key second']);
});
