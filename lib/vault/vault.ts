import { DecryptCommand, EncryptCommand, InvalidCiphertextException } from '@aws-sdk/client-kms';
import type { AccountRef } from '../accounts/account.ts';
import { currentCall, type Urgency } from '../aws/call-context.ts';
import { kms } from '../aws/clients.ts';
import { env } from '../aws/env.ts';
import { OemsError } from '../errors.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Credential } from '../exchanges/model/credential.ts';

/** Binds a ciphertext to its place: under another tenant, account, key slot or version the ciphertext cannot be opened. */
export interface SealContext extends AccountRef {
  readonly exchange: string;
  readonly slot: KeySlot;
  readonly version: string;
}

function encryptionContext(context: SealContext): Record<string, string> {
  return {
    app: 'oems',
    tenant: context.tenant,
    account: context.accountId,
    exchange: context.exchange,
    slot: context.slot,
    version: context.version,
  };
}

/** Seals the credential of a key slot into a KMS ciphertext. Only registration and rotation may seal. */
export async function seal(credential: Credential, context: SealContext): Promise<Uint8Array> {
  const { CiphertextBlob } = await kms().send(
    new EncryptCommand({
      KeyId: env.secretsKeyId,
      Plaintext: Buffer.from(JSON.stringify(credential)),
      EncryptionContext: encryptionContext(context),
    }),
  );
  if (CiphertextBlob === undefined) throw new Error('KMS answered without a ciphertext');
  return CiphertextBlob;
}

interface Opened {
  readonly plaintext: Buffer;
  readonly until: number;
}

const keepMs = 5 * 60_000;
/** A job opens the keys of all accounts every minute: with few of them kept, each would be a request to KMS each minute. */
const mostKept: Readonly<Record<Urgency, number>> = { command: 50, read: 50, job: 5000 };
const plaintexts = new Map<string, Opened>();

/** Opens a sealed credential. The plaintext stays in this container for five minutes at most, under the credential's version. */
export async function open(ciphertext: Uint8Array, context: SealContext): Promise<Credential> {
  const id = JSON.stringify(encryptionContext(context));
  dropExpired();
  const kept = plaintexts.get(id)?.plaintext ?? keep(id, await decrypt(ciphertext, context));
  const credential = JSON.parse(kept.toString('utf8')) as Credential;
  for (const value of Object.values(credential)) currentCall()?.secrets.add(value);
  return credential;
}

async function decrypt(ciphertext: Uint8Array, context: SealContext): Promise<Buffer> {
  try {
    const command = new DecryptCommand({
      KeyId: env.secretsKeyId,
      CiphertextBlob: ciphertext,
      EncryptionContext: encryptionContext(context),
    });
    const { Plaintext } = await kms().send(command);
    if (Plaintext === undefined) throw new Error('KMS answered without a plaintext');
    return Buffer.from(Plaintext);
  } catch (error) {
    if (!(error instanceof InvalidCiphertextException)) throw error;
    throw new OemsError(
      'INTERNAL',
      'the stored credential does not belong to this account; set the keys again with PUT /delegation/exchange-account/credentials',
      {
        cause: error,
      },
    );
  }
}

function keep(id: string, plaintext: Buffer): Buffer {
  const [oldest] = plaintexts.keys();
  if (plaintexts.size >= mostKept[currentCall()?.urgency ?? 'command'] && oldest !== undefined) drop(oldest);
  plaintexts.set(id, { plaintext, until: Date.now() + keepMs });
  return plaintext;
}

/** The oldest stand first. */
function dropExpired(): void {
  for (const [id, { until }] of plaintexts) {
    if (until > Date.now()) return;
    drop(id);
  }
}

function drop(id: string): void {
  plaintexts.get(id)?.plaintext.fill(0);
  plaintexts.delete(id);
}

/** Forgets every plaintext, as a cold start would. */
export function forgetOpened(): void {
  for (const id of [...plaintexts.keys()]) drop(id);
}
