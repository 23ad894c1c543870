import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalKms, startKms } from '../../../infra/local/aws/kms.ts';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { OemsError } from '../../../lib/errors.ts';
import { forgetOpened, open, type SealContext, seal } from '../../../lib/vault/vault.ts';

let kms: LocalKms;

beforeAll(async () => {
  kms = await startKms();
  kms.ensureAlias('alias/vault');
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', kms.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('OEMS_SECRETS_KEY_ID', 'alias/vault');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await kms?.close();
});

beforeEach(() => {
  forgetOpened();
  kms.faults.resetCounts();
});

afterEach(() => {
  vi.useRealTimers();
});

const credential = { apiKey: 'the-public-key-of-the-pair', secret: 'dGhlIHNlY3JldCBvZiB0aGUgcGFpcg==' };
const context: SealContext = {
  tenant: 'acme',
  accountId: 'main',
  exchange: 'kraken',
  slot: 'spot',
  version: 'version-1',
};
function decrypts(): number {
  return kms.faults.counts().Decrypt ?? 0;
}

describe('a sealed credential', () => {
  it('opens to the sealed value', async () => {
    expect(await open(await seal(credential, context), context)).toEqual(credential);
  });

  it('is another ciphertext every time, and holds nothing readable', async () => {
    const [first, second] = [await seal(credential, context), await seal(credential, context)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    for (const text of Object.values(credential)) expect(Buffer.from(first).includes(text)).toBe(false);
  });

  const moves: Record<string, Partial<SealContext>> = {
    'another tenant': { tenant: 'other' },
    'another account': { accountId: 'second' },
    'another exchange': { exchange: 'okx' },
    'another key slot': { slot: 'swap' },
    'another version': { version: 'version-2' },
  };

  it.each(Object.entries(moves))(
    'moved to %s cannot be opened, and the error tells no more than that',
    async (_place, move) => {
      const ciphertext = await seal(credential, context);
      const error = await open(ciphertext, { ...context, ...move }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OemsError);
      expect(error).toMatchObject({
        code: 'INTERNAL',
        message:
          'the stored credential does not belong to this account; set the keys again with PUT /delegation/exchange-account/credentials',
        details: [],
      });
    },
  );

  it('that was changed in the table cannot be opened', async () => {
    const ciphertext = await seal(credential, context);
    ciphertext[ciphertext.length - 1] = (ciphertext.at(-1) ?? 0) ^ 1;
    await expect(open(ciphertext, context)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('an opened credential', () => {
  it('is kept: the next call in this container asks KMS nothing', async () => {
    const ciphertext = await seal(credential, context);
    await open(ciphertext, context);
    expect(await open(ciphertext, context)).toEqual(credential);
    expect(decrypts()).toBe(1);
  });

  it('is cached under its version: a rotated credential is opened afresh', async () => {
    const rotated = { ...credential, apiKey: 'the-next-public-key' };
    const next = { ...context, version: 'version-2' };
    await open(await seal(credential, context), context);
    expect(await open(await seal(rotated, next), next)).toEqual(rotated);
    expect(decrypts()).toBe(2);
  });

  it('is cached for five minutes at most, however often the credential is used', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const ciphertext = await seal(credential, context);
    await open(ciphertext, context);
    for (let minute = 1; minute < 5; minute += 1) {
      vi.advanceTimersByTime(60_000);
      await open(ciphertext, context);
    }
    vi.advanceTimersByTime(59_999);
    await open(ciphertext, context);
    expect(decrypts()).toBe(1);
    vi.advanceTimersByTime(1);
    await open(ciphertext, context);
    expect(decrypts()).toBe(2);
  });

  it('is one of at most fifty cached credentials, and the oldest is dropped first', async () => {
    const versions = Array.from({ length: 51 }, (_none, index) => ({ ...context, version: `version-${index}` }));
    const sealed = await Promise.all(versions.map((version) => seal(credential, version)));
    const openAt = (index: number) => open(sealed[index] ?? new Uint8Array(), versions[index] ?? context);
    for (const index of sealed.keys()) await openAt(index);
    kms.faults.resetCounts();
    await openAt(1);
    await openAt(50);
    expect(decrypts()).toBe(0);
    await openAt(0);
    expect(decrypts()).toBe(1);
  });

  it('is kept beside all others by a job, which opens every key each minute', async () => {
    const versions = Array.from({ length: 60 }, (_none, index) => ({ ...context, version: `version-${index}` }));
    const sealed = await Promise.all(versions.map((version) => seal(credential, version)));
    const openAll = async () => {
      for (const [index, ciphertext] of sealed.entries()) await open(ciphertext, versions[index] ?? context);
    };
    await runInCall(newCall('request', 'followOrders', Date.now() + 60_000, 'job'), openAll);
    expect(decrypts()).toBe(60);
    await runInCall(newCall('request', 'followOrders', Date.now() + 60_000, 'job'), openAll);
    expect(decrypts()).toBe(60);
  });

  it('is overwritten in memory when dropped', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    const buffers: Buffer[] = [];
    const toText = Buffer.prototype.toString;
    vi.spyOn(Buffer.prototype, 'toString').mockImplementation(function (this: Buffer, ...encoding) {
      buffers.push(this);
      return toText.apply(this, encoding as []);
    });
    await open(await seal(credential, context), context);
    vi.restoreAllMocks();
    expect(parse).toBeDefined();
    const plaintexts = buffers.filter((bytes) => bytes.includes(credential.secret) && bytes.includes('{"apiKey"'));
    expect(plaintexts.length).toBeGreaterThan(0);
    forgetOpened();
    expect(plaintexts.some((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  it('is named to the scrubber of its call', async () => {
    const call = newCall('request', 'operation', Date.now() + 1000);
    const ciphertext = await seal(credential, context);
    await runInCall(call, () => open(ciphertext, context));
    expect([...call.secrets].sort()).toEqual(Object.values(credential).sort());
  });

  it('is handed out as a copy, so a caller cannot change the credential of the next caller', async () => {
    const ciphertext = await seal(credential, context);
    Object.assign(await open(ciphertext, context), { secret: 'changed' });
    expect(await open(ciphertext, context)).toEqual(credential);
  });
});

describe('when KMS fails', () => {
  it.each(['throttle', 'error', 'timeout-not-applied'] as const)(
    '%s once is repeated and does not show',
    async (kind) => {
      const ciphertext = await seal(credential, context);
      kms.faults.arm({ operation: 'Decrypt', kind });
      expect(await open(ciphertext, context)).toEqual(credential);
    },
  );

  it.each(['throttle', 'error', 'timeout-not-applied'] as const)('%s for good ends after three tries', async (kind) => {
    const ciphertext = await seal(credential, context);
    kms.faults.arm({ operation: 'Decrypt', kind, times: 9 });
    await expect(open(ciphertext, context)).rejects.toThrow();
    expect(decrypts()).toBe(3);
    kms.faults.clear();
    expect(await open(ciphertext, context)).toEqual(credential);
  });
});
