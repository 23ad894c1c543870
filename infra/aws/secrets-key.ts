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
import type { DeployOptions } from './context.ts';
import { keyPendingWindowOf, removalPolicyOf } from './lifetime.ts';

/** All actions but the use of the key and the grant of its use (CreateGrant). An administrator must first change the policy, visibly. */
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

/** The key that seals exchange credentials. Nobody can use it until `allowUse` names roles. */
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

/** A ciphertext without tenant and account in its context could be opened for another account, so every such call is denied. */
function denials(): PolicyStatement[] {
  return [
    // StringNotEquals holds for a missing key too.
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
 * Lets the roles seal or open ciphertexts that are bound to a tenant and an account. A role needs this statement and its own policy: the
 * statement delegates to the IAM policies of these roles alone.
 */
export function allowUse(key: Key, action: 'Encrypt' | 'Decrypt', roles: readonly IRole[]): void {
  // The context that lib/vault/vault.ts sends with every call.
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
