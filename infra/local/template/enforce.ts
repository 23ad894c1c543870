import { type AwsAnswer, type AwsRequest, awsJson, type Guard } from '../aws/aws-server.ts';
import { dynamodbAccesses } from './dynamodb-access.ts';
import { type Caller, type Policies, refusalOf } from './iam-authorize.ts';
import type { Access } from './iam-policy.ts';
import { kmsAccess, tableKeyAccess } from './kms-access.ts';
import type { Deployment } from './read-template.ts';
import { sqsAccess } from './sqs-access.ts';

/** A denied access. */
export interface Refusal {
  readonly session: string;
  readonly action: string;
  readonly resource: string;
  /** The error text of AWS. */
  readonly message: string;
}

export interface Enforcer {
  readonly dynamodb: Guard;
  readonly kms: Guard;
  readonly sqs: Guard;
  /** Checks an access that AWS itself makes in a role. Null if allowed, else the error text. */
  check(caller: Caller, access: Access): string | null;
  /** The function with the role of the function. */
  callerOf(functionName: string): Caller;
  /** The policies in force. */
  readonly policies: Policies;
  /** Replaces the policies in force at once. */
  use(policies: Policies): void;
}

/** Access key id for the setup of the stack. No policy binds this caller. */
export const ADMINISTRATOR = 'local-administrator';

interface EnforcerState {
  readonly deployment: Deployment;
  readonly callers: ReadonlyMap<string, Caller>;
  readonly onRefusal: (refusal: Refusal) => void;
  policies: Policies;
}

type Judge = (state: EnforcerState, caller: Caller, request: AwsRequest) => AwsAnswer | undefined;

/**
 * Judges every DynamoDB, KMS and SQS request by the role of the calling function. The access key id of a function is
 * the name of the function, and a signed request names the access key id.
 */
export function createEnforcer(deployment: Deployment, onRefusal: (refusal: Refusal) => void): Enforcer {
  const callers = callersOf(deployment);
  const state: EnforcerState = { deployment, callers, onRefusal, policies: deployment.policies };
  return {
    dynamodb: guardWith(state, judgeDynamoDb),
    kms: guardWith(state, judgeKms),
    sqs: guardWith(state, judgeSqs),
    check: (caller, access) => check(state, caller, access),
    get policies() {
      return state.policies;
    },
    callerOf: (functionName) => callers.get(functionName) ?? { session: functionName, roleName: '', roleArn: '' },
    use: (policies) => {
      state.policies = policies;
    },
  };
}

function callersOf({ functions, policies }: Deployment): Map<string, Caller> {
  return new Map(
    functions.map(({ name, arn, roleArn, isInVpc }) => {
      const roleName = policies.roleNames.get(roleArn) ?? '';
      return [name, { session: name, roleArn, roleName, functionArn: arn, isInVpc }];
    }),
  );
}

function guardWith(state: EnforcerState, judge: Judge): Guard {
  return (request) => {
    const id = accessKeyIdOf(request);
    if (id === ADMINISTRATOR) return undefined;
    const caller = state.callers.get(id);
    return caller === undefined ? unknownCaller() : judge(state, caller, request);
  };
}

function check({ policies, onRefusal }: EnforcerState, caller: Caller, access: Access): string | null {
  const message = refusalOf(policies, caller, access);
  const { action, resource } = access;
  if (message !== null) onRefusal({ session: caller.session, action, resource, message });
  return message;
}

function judgeDynamoDb(state: EnforcerState, caller: Caller, request: AwsRequest): AwsAnswer | undefined {
  const { table } = state.deployment;
  const accesses = dynamodbAccesses(request, table);
  if (accesses === undefined) return denied(`this stack cannot judge dynamodb:${request.operation}`);
  const refused = accesses.map((access) => check(state, caller, access)).find((message) => message !== null);
  if (refused !== undefined) return denied(refused);
  const keyAccess = tableKeyAccess(table);
  const keyRefused = keyAccess && check(state, caller, keyAccess);
  return keyRefused ? denied(`KMS key access denied error: ${keyRefused}`) : undefined;
}

function judgeKms(state: EnforcerState, caller: Caller, request: AwsRequest): AwsAnswer | undefined {
  const refused = check(state, caller, kmsAccess(request, state.deployment.keys));
  return refused === null ? undefined : denied(refused);
}

function judgeSqs(state: EnforcerState, caller: Caller, request: AwsRequest): AwsAnswer | undefined {
  const refused = check(state, caller, sqsAccess(request));
  return refused === null ? undefined : denied(refused);
}

/** Access key id of a request with a Signature Version 4 header. */
function accessKeyIdOf({ headers }: AwsRequest): string {
  return /Credential=([^/\s]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
}

function denied(Message: string): AwsAnswer {
  return awsJson({ __type: 'com.amazon.coral.service#AccessDeniedException', Message }, 400);
}

function unknownCaller(): AwsAnswer {
  const message = 'The security token included in the request is invalid.';
  return awsJson({ __type: 'com.amazon.coral.service#UnrecognizedClientException', message }, 400);
}
