import {
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
  awsError,
  awsJson,
  type Guard,
  isSigned,
  serveAws,
} from './aws-server.ts';
import { decrypt, type EncryptionContext, encrypt, keyIdOf } from './kms-cipher.ts';
import { type KmsKey, type KmsKeys, openKeys } from './kms-keys.ts';

interface KmsSettings {
  /** Folder for the keys. Default: keys in memory. */
  readonly path?: string;
  readonly port?: number;
  readonly guard?: Guard;
  /** Account id in the ARNs of the keys. */
  readonly accountId?: string;
}

export interface LocalKms extends AwsServer {
  /** Creates a key with this alias (`alias/<name>`) if the alias is missing. */
  ensureAlias(alias: string): void;
  /** Creates the key with this id and the aliases if missing. */
  ensureKey(keyId: string, aliases: readonly string[]): void;
}

/**
 * KMS over HTTP, limited to the operations that seal and open credentials. Faults and request counts: aws-faults.ts.
 */
export async function startKms({ path, port = 0, guard, accountId }: KmsSettings = {}): Promise<LocalKms> {
  const keys = openKeys(path, accountId);
  const throttle = awsError('ThrottlingException', 'Rate exceeded');
  const answer = async (request: AwsRequest) => handle(keys, request);
  const server = await serveAws({ handle: answer, throttle, ...(guard ? { guard } : {}) }, port);
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

function handle(keys: KmsKeys, request: AwsRequest): AwsAnswer {
  if (!isSigned(request)) {
    return awsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const operation = operations.get(request.target);
  if (operation === undefined) return awsError('UnknownOperationException', `no operation ${request.target}`);
  const input = parseInput(request.body);
  return input === undefined
    ? awsError('SerializationException', 'the body is not a JSON object')
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

/** The blob names the key. A `KeyId` in the request is only the key that the caller demands. */
function decryptBlob(keys: KmsKeys, input: KmsInput): AwsAnswer {
  const demanded = input.KeyId === undefined ? undefined : keys.find(input.KeyId);
  if (input.KeyId !== undefined && demanded === undefined) return notFound(input.KeyId);
  const blob = Buffer.from(input.CiphertextBlob ?? '', 'base64');
  const key = keys.find(keyIdOf(blob) ?? '');
  if (key === undefined) return awsError('InvalidCiphertextException', '');
  if (demanded !== undefined && demanded.keyId !== key.keyId) {
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
