import {
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
  awsError,
  awsJson,
  type Guard,
  serveAws,
} from './aws-server.ts';
import { decrypt, type EncryptionContext, encrypt, keyIdOf } from './kms-cipher.ts';
import { type KmsKey, type KmsKeys, openKeys } from './kms-keys.ts';

export interface KmsSettings {
  /** A folder that keeps the keys; without one they are in memory. */
  readonly path?: string;
  readonly port?: number;
  readonly guard?: Guard;
  /** Of the keys' ARNs. */
  readonly accountId?: string;
}

export interface LocalKms extends AwsServer {
  /** Makes a key with this alias (`alias/<name>`) unless there is one. */
  ensureAlias(alias: string): void;
  /** Makes the key with this id and these aliases unless they are there. */
  ensureKey(keyId: string, aliases: readonly string[]): void;
}

/** A KMS over HTTP, as far as sealing credentials needs one. Faults and request counts: aws-faults.ts. */
export async function startKms({ path, port = 0, guard, accountId }: KmsSettings = {}): Promise<LocalKms> {
  const keys = openKeys(path, accountId);
  const throttle = awsError('ThrottlingException', 'Rate exceeded');
  const service = {
    handle: async (request: AwsRequest) => handle(keys, request),
    throttle,
    ...(guard ? { guard } : {}),
  };
  const server = await serveAws(service, port);
  return {
    ...server,
    ensureAlias: (alias) => {
      if (keys.find(alias) === undefined) keys.addAlias(alias, keys.create().keyId);
    },
    ensureKey: (keyId, aliases) => {
      if (keys.find(keyId) === undefined) keys.create(keyId);
      for (const alias of aliases) keys.addAlias(alias, keyId);
    },
  };
}

interface KmsInput {
  readonly KeyId?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: EncryptionContext;
  readonly AliasName?: string;
  readonly TargetKeyId?: string;
}

type Operation = (keys: KmsKeys, input: KmsInput) => AwsAnswer;

const MAX_PLAINTEXT_BYTES = 4096;

const operations = new Map<string, Operation>([
  ['TrentService.CreateKey', (keys) => awsJson({ KeyMetadata: metadata(keys.create()) })],
  ['TrentService.DescribeKey', withKey((_keys, key) => awsJson({ KeyMetadata: metadata(key) }))],
  ['TrentService.EnableKey', withKey((keys, key) => switchKey(keys, key, true))],
  ['TrentService.DisableKey', withKey((keys, key) => switchKey(keys, key, false))],
  ['TrentService.CreateAlias', createAlias],
  ['TrentService.Encrypt', withKey(encryptWith)],
  ['TrentService.Decrypt', decryptBlob],
]);

function handle(keys: KmsKeys, { headers, target, body }: AwsRequest): AwsAnswer {
  if (!/^AWS4-HMAC-SHA256 .*Credential=.*Signature=/.test(headers.authorization ?? '')) {
    return awsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const operation = operations.get(target);
  if (operation === undefined) return awsError('UnknownOperationException', `no operation ${target}`);
  const input = parseInput(body);
  return input === undefined
    ? awsError('SerializationException', 'the body is no JSON object')
    : operation(keys, input);
}

function parseInput(body: Buffer): KmsInput | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function withKey(run: (keys: KmsKeys, key: KmsKey, input: KmsInput) => AwsAnswer): Operation {
  return (keys, input) => {
    if (!input.KeyId) return awsError('ValidationException', 'keyId: Member must not be null');
    const key = keys.find(input.KeyId);
    return key === undefined ? notFound(input.KeyId) : run(keys, key, input);
  };
}

function encryptWith(_keys: KmsKeys, key: KmsKey, input: KmsInput): AwsAnswer {
  const plaintext = Buffer.from(input.Plaintext ?? '', 'base64');
  if (plaintext.length === 0 || plaintext.length > MAX_PLAINTEXT_BYTES) {
    return awsError('ValidationException', `plaintext: length must be between 1 and ${MAX_PLAINTEXT_BYTES}`);
  }
  if (!key.enabled) return disabled(key);
  const blob = encrypt(key, plaintext, input.EncryptionContext ?? {});
  return awsJson({ ...algorithm(key), CiphertextBlob: blob.toString('base64') });
}

/** The key comes from the blob; a `KeyId` in the request only says which one the caller insists on. */
function decryptBlob(keys: KmsKeys, input: KmsInput): AwsAnswer {
  const insisted = input.KeyId === undefined ? undefined : keys.find(input.KeyId);
  if (input.KeyId !== undefined && insisted === undefined) return notFound(input.KeyId);
  const blob = Buffer.from(input.CiphertextBlob ?? '', 'base64');
  const key = keys.find(keyIdOf(blob) ?? '');
  if (key === undefined) return awsError('InvalidCiphertextException', '');
  if (insisted !== undefined && insisted.keyId !== key.keyId) {
    return awsError('IncorrectKeyException', 'The key ID in the request does not identify the key of the ciphertext');
  }
  if (!key.enabled) return disabled(key);
  const plaintext = decrypt(key, blob, input.EncryptionContext ?? {});
  if (plaintext === undefined) return awsError('InvalidCiphertextException', '');
  return awsJson({ ...algorithm(key), Plaintext: plaintext.toString('base64') });
}

function createAlias(keys: KmsKeys, { AliasName = '', TargetKeyId = '' }: KmsInput): AwsAnswer {
  const key = keys.find(TargetKeyId);
  if (key === undefined) return notFound(TargetKeyId);
  if (!/^alias\/[\w/-]+$/.test(AliasName)) return awsError('ValidationException', 'aliasName: alias/<name>');
  if (!keys.addAlias(AliasName, key.keyId)) return awsError('AlreadyExistsException', `${AliasName} already exists`);
  return awsJson({});
}

function switchKey(keys: KmsKeys, key: KmsKey, enabled: boolean): AwsAnswer {
  keys.setEnabled(key.keyId, enabled);
  return awsJson({});
}

function notFound(keyId: string): AwsAnswer {
  return awsError('NotFoundException', `Key '${keyId}' does not exist`);
}

function disabled(key: KmsKey): AwsAnswer {
  return awsError('DisabledException', `${key.arn} is disabled.`);
}

function algorithm(key: KmsKey) {
  return { KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
}

function metadata({ keyId, arn, createdAt, enabled }: KmsKey) {
  return {
    KeyId: keyId,
    Arn: arn,
    AWSAccountId: '000000000000',
    CreationDate: createdAt / 1000,
    Enabled: enabled,
    KeyState: enabled ? 'Enabled' : 'Disabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    Origin: 'AWS_KMS',
    MultiRegion: false,
  };
}
