import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  type IPrincipal,
  type IRole,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyPendingWindowOf, removalPolicyOf } from './lifetime.ts';
import type { DeployOptions } from './stage.ts';

/**
 * All rights except the use of the key and CreateGrant. To use the key, an administrator must first change the policy
 * visibly.
 */
export function keyAdministration(administrator: IPrincipal): PolicyStatement {
  return new PolicyStatement({
    sid: 'Administration',
    principals: [administrator],
    actions: [
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
      'kms:PutKeyPolicy',
      'kms:ListKeyPolicies',
      'kms:ListGrants',
      'kms:RevokeGrant',
      'kms:ListResourceTags',
      'kms:TagResource',
      'kms:UntagResource',
      'kms:CreateAlias',
      'kms:UpdateAlias',
      'kms:DeleteAlias',
      'kms:GetKeyRotationStatus',
      'kms:ListKeyRotations',
      'kms:EnableKeyRotation',
      'kms:DisableKeyRotation',
      'kms:RotateKeyOnDemand',
      'kms:EnableKey',
      'kms:DisableKey',
      'kms:UpdateKeyDescription',
      'kms:ScheduleKeyDeletion',
      'kms:CancelKeyDeletion',
    ],
    resources: ['*'],
  });
}

/** The key that seals exchange credentials. No role can use the key before `allowUse`. */
export function createSecretsKey(scope: Construct, options: DeployOptions): Key {
  const secrets = new Construct(scope, 'secrets');
  return new Key(secrets, 'key', {
    alias: `alias/oems-${options.stage}-secrets`,
    description: `OEMS ${options.stage}: exchange credentials`,
    enableKeyRotation: true,
    pendingWindow: keyPendingWindowOf(options),
    removalPolicy: removalPolicyOf(options),
    policy: new PolicyDocument({ statements: [keyAdministration(new AccountRootPrincipal()), ...denials()] }),
  });
}

function context(name: string): string {
  return `kms:EncryptionContext:${name}`;
}

/**
 * Denies every call without tenant and account in the encryption context. Otherwise a ciphertext of a tenant could be
 * opened in the name of a different tenant.
 */
function denials(): PolicyStatement[] {
  return [
    // StringNotEquals also holds for a missing key.
    denial('DenyOtherApps', { StringNotEquals: { [context('app')]: 'oems' } }),
    denial('DenyWithoutTenant', { Null: { [context('tenant')]: 'true' } }),
    denial('DenyWithoutAccount', { Null: { [context('account')]: 'true' } }),
  ];
}

function denial(sid: string, conditions: Record<string, Record<string, string>>): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:GenerateDataKeyPair',
      'kms:GenerateDataKeyPairWithoutPlaintext',
    ],
    resources: ['*'],
    conditions,
  });
}

/**
 * Allows the roles to seal or to open credentials with a tenant and an account in the context. The use needs this
 * statement and a right in the policy of the role: the statement delegates to identity policies, limited to these
 * roles.
 */
export function allowUse(key: Key, action: 'Encrypt' | 'Decrypt', roles: readonly IRole[]): void {
  // lib/vault/vault.ts sends both keys with every call.
  const bound = { [context('tenant')]: 'false', [context('account')]: 'false' };
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: action === 'Encrypt' ? 'Seal' : 'Open',
      principals: [new AccountRootPrincipal()],
      actions: [`kms:${action}`],
      resources: ['*'],
      conditions: {
        ArnEquals: { 'aws:PrincipalArn': roles.map(({ roleArn }) => roleArn) },
        StringEquals: { [context('app')]: 'oems' },
        Null: bound,
      },
    }),
  );
}
