import type { AwsRequest } from '../aws/aws-server.ts';
import { keyIdOf } from '../aws/kms-cipher.ts';
import { contextOf } from './iam-conditions.ts';
import type { Access } from './iam-policy.ts';
import { ACCOUNT, arn, REGION } from './physical-names.ts';
import type { DeployedKey, DeployedTable } from './read-storage.ts';

interface Input {
  readonly KeyId?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
}

/** The access that a KMS request needs: the action on the named key, or on the key that made the ciphertext. */
export function kmsAccess({ operation, body }: AwsRequest, keys: readonly DeployedKey[]): Access {
  const { KeyId, CiphertextBlob, EncryptionContext = {} } = parse(body);
  const wanted = KeyId ?? keyIdOf(Buffer.from(CiphertextBlob ?? '', 'base64')) ?? '';
  const key = keys.find(({ keyId, arn: keyArn, aliases }) =>
    [keyId, keyArn, ...aliases, ...aliases.map(aliasArn)].includes(wanted),
  );
  const pairs = Object.entries(EncryptionContext).map(([name, value]) => [encryptionContextKey(name), value]);
  const names = Object.keys(EncryptionContext);
  return {
    action: `kms:${operation}`,
    resource: key?.arn ?? arn('kms', `key/${wanted}`),
    context: contextOf({
      'kms:CallerAccount': ACCOUNT,
      'kms:EncryptionContextKeys': names.length === 0 ? undefined : names,
      ...Object.fromEntries(pairs),
    }),
  };
}

function aliasArn(alias: string): string {
  return arn('kms', alias);
}
function encryptionContextKey(name: string): string {
  return `kms:EncryptionContext:${name}`;
}

/**
 * Access of DynamoDB to KMS in the name of the caller, for a table under a customer managed key (DynamoDB developer
 * guide, "How DynamoDB uses AWS KMS"). DynamoDB repeats the request after at most five minutes; the local stack on
 * every request.
 */
export function tableKeyAccess({ definition, keyArn }: DeployedTable): Access | undefined {
  if (keyArn === undefined) return undefined;
  return {
    action: 'kms:Decrypt',
    resource: keyArn,
    context: contextOf({
      'kms:CallerAccount': ACCOUNT,
      'kms:ViaService': `dynamodb.${REGION}.amazonaws.com`,
      'kms:EncryptionContextKeys': ['aws:dynamodb:subscriberId', 'aws:dynamodb:tableName'],
      [encryptionContextKey('aws:dynamodb:subscriberId')]: ACCOUNT,
      [encryptionContextKey('aws:dynamodb:tableName')]: definition.TableName,
    }),
  };
}

function parse(body: Buffer): Input {
  try {
    return (JSON.parse(body.toString()) ?? {}) as Input;
  } catch {
    return {};
  }
}
