import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  type DecryptCommandInput,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalKms, startKms } from '../../../../infra/local/aws/kms.ts';

const context = { tenant: 'acme', account: 'main', slot: 'spot' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let kms: LocalKms;
let client: KMSClient;
let KeyId: string;

function connect(endpoint: string): KMSClient {
  return new KMSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

beforeAll(async () => {
  kms = await startKms();
  client = connect(kms.url);
  KeyId = await createKey();
});

afterAll(async () => {
  client.destroy();
  await kms.close();
});

async function createKey(): Promise<string> {
  return (await client.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
}

async function encrypt(
  plaintext: string | Uint8Array,
  EncryptionContext: Record<string, string> = context,
  key = KeyId,
) {
  const result = await client.send(
    new EncryptCommand({ KeyId: key, Plaintext: Buffer.from(plaintext), EncryptionContext }),
  );
  return result.CiphertextBlob ?? new Uint8Array();
}

async function decrypt(
  CiphertextBlob: Uint8Array,
  input: Partial<DecryptCommandInput> = { EncryptionContext: context },
) {
  const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob, ...input }));
  return Buffer.from(Plaintext ?? []).toString();
}

describe('the local KMS', () => {
  it('KMS opens a sealed text with the context in any order', async () => {
    const blob = await encrypt('secret');
    expect(Buffer.from(blob).includes('secret')).toBe(false);
    expect(await decrypt(blob, { EncryptionContext: { slot: 'spot', account: 'main', tenant: 'acme' } })).toBe(
      'secret',
    );
    expect(await decrypt(blob, { EncryptionContext: context, KeyId })).toBe('secret');
  });

  it('two seals of the same text differ', async () => {
    expect(await encrypt('secret')).not.toEqual(await encrypt('secret'));
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['a different value', { ...context, account: 'other' }],
    ['a pair less', { tenant: 'acme', account: 'main' }],
    ['a pair more', { ...context, version: '1' }],
    ['swapped values', { tenant: 'main', account: 'acme', slot: 'spot' }],
    ['no pair', undefined],
  ])('a blob does not open if the context of the request has %s', async (_name, EncryptionContext) => {
    const attempt = decrypt(await encrypt('secret'), { EncryptionContext });
    await expect(attempt).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('a blob with any changed byte does not open', async () => {
    const blob = await encrypt('secret');
    const position = fc.integer({ min: 0, max: blob.length - 1 });
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Uint8Array.from(blob, (byte, index) => (index === at ? byte ^ flip : byte));
        await expect(decrypt(changed)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
      }),
      { numRuns: 60 },
    );
  });

  it('a truncated blob and a blob of a different KMS do not open', async () => {
    const blob = await encrypt('secret');
    await expect(decrypt(blob.slice(0, 40))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await using other = { kms: await startKms(), [Symbol.asyncDispose]: () => other.kms.close() };
    const stranger = connect(other.kms.url);
    const foreign = stranger.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: context }));
    await expect(foreign).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    stranger.destroy();
  });

  it('a decrypt request with the wrong key id is refused', async () => {
    const attempt = decrypt(await encrypt('secret'), { EncryptionContext: context, KeyId: await createKey() });
    await expect(attempt).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  it('a key can be named by id, ARN and alias', async () => {
    await client.send(new CreateAliasCommand({ AliasName: 'alias/here', TargetKeyId: KeyId }));
    const described = await client.send(new DescribeKeyCommand({ KeyId: 'alias/here' }));
    expect(described.KeyMetadata).toMatchObject({ KeyId, KeyState: 'Enabled', KeyUsage: 'ENCRYPT_DECRYPT' });
    const Arn = described.KeyMetadata?.Arn ?? '';
    for (const name of ['alias/here', Arn, KeyId]) expect(await decrypt(await encrypt('x', context, name))).toBe('x');
    const again = client.send(new CreateAliasCommand({ AliasName: 'alias/here', TargetKeyId: KeyId }));
    await expect(again).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });

  it.each(['alias/none', '00000000-0000-0000-0000-000000000000'])('the unknown key %s is refused', async (key) => {
    await expect(encrypt('x', context, key)).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(client.send(new DescribeKeyCommand({ KeyId: key }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('KMS seals 4096 bytes and refuses 4097 bytes', async () => {
    expect((await decrypt(await encrypt(new Uint8Array(4096)))).length).toBe(4096);
    await expect(encrypt(new Uint8Array(4097))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('a disabled key neither seals nor opens', async () => {
    const key = await createKey();
    const blob = await encrypt('x', context, key);
    await client.send(new DisableKeyCommand({ KeyId: key }));
    await expect(encrypt('x', context, key)).rejects.toMatchObject({ name: 'DisabledException' });
    await expect(decrypt(blob)).rejects.toMatchObject({ name: 'DisabledException' });
  });

  it('an unsigned KMS request is refused', async () => {
    const headers = { 'x-amz-target': 'TrentService.CreateKey', 'content-type': 'application/x-amz-json-1.1' };
    const response = await fetch(kms.url, { method: 'POST', headers, body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'MissingAuthenticationTokenException' },
    ]);
  });
});

describe('a KMS with a folder', () => {
  it('a KMS with a folder opens old blobs after a restart, and only the owner can read the key file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'oems-kms-')), 'kms');
    const sealed: Uint8Array[] = [];
    for (const isFirst of [true, false]) {
      const kept = await startKms({ path });
      kept.ensureAlias('alias/kept');
      const own = connect(kept.url);
      if (isFirst) {
        const input = { KeyId: 'alias/kept', Plaintext: Buffer.from('kept'), EncryptionContext: context };
        sealed.push((await own.send(new EncryptCommand(input))).CiphertextBlob ?? new Uint8Array());
      } else {
        const { Plaintext } = await own.send(
          new DecryptCommand({ CiphertextBlob: sealed[0], EncryptionContext: context }),
        );
        expect(Buffer.from(Plaintext ?? []).toString()).toBe('kept');
      }
      own.destroy();
      await kept.close();
    }
    expect((await stat(join(path, 'keys.json'))).mode & 0o777).toBe(0o600);
    await rm(join(path, '..'), { recursive: true });
  });
});
