import { type AwsAnswer, type AwsRequest, awsJson, type Guard } from '../aws/aws-server.ts';
import { dynamodbAccesses } from './dynamodb-access.ts';
import { type Caller, type Policies, refusalOf } from './iam-authorize.ts';
import type { Access } from './iam-policy.ts';
import { kmsAccess, tableKeyAccess } from './kms-access.ts';
import type { Deployment } from './read-template.ts';
import { sqsAccess } from './sqs-access.ts';

/** Something that somebody was not allowed to do. */
export interface Refusal {
  readonly session: string;
  readonly action: string;
  readonly resource: string;
  /** As AWS words it. */
  readonly message: string;
}

export interface Enforcer {
  readonly dynamodb: Guard;
  readonly kms: Guard;
  readonly sqs: Guard;
  /** Checks what no request of a function shows: what AWS itself does in a role. Null when it may, else the message. */
  check(caller: Caller, access: Access): string | null;
  /** The function's own role. */
  callerOf(functionName: string): Caller;
  /** Those in force. */
  readonly policies: Policies;
  /** Puts other policies in force at once. */
  use(policies: Policies): void;
}

/** The access key id of whoever sets the stack up: no policy binds it. */
export const ADMINISTRATOR = 'local-administrator';

/**
 * Judges every DynamoDB, KMS and SQS request by the role of the function that makes it. A function runs with its own name
 * as access key id, and a signed request names that id.
 */
export function createEnforcer(deployment: Deployment, onRefusal: (refusal: Refusal) => void): Enforcer {
  let policies: Policies = deployment.policies;
  const roleNames = deployment.policies.roleNames;
  const callers = new Map(
    deployment.functions.map(({ name, arn, roleArn }) => {
      const roleName = roleNames.get(roleArn) ?? '';
      return [name, { session: name, roleArn, roleName, functionArn: arn }] as const;
    }),
  );

  function check(caller: Caller, access: Access): string | null {
    const message = refusalOf(policies, caller, access);
    const { action, resource } = access;
    if (message !== null) onRefusal({ session: caller.session, action, resource, message });
    return message;
  }

  function guard(judge: (caller: Caller, request: AwsRequest) => AwsAnswer | undefined): Guard {
    return (request) => {
      const id = accessKeyIdOf(request);
      if (id === ADMINISTRATOR) return undefined;
      const caller = callers.get(id);
      return caller === undefined ? unknownCaller() : judge(caller, request);
    };
  }

  function judgeDynamoDb(caller: Caller, request: AwsRequest): AwsAnswer | undefined {
    const accesses = dynamodbAccesses(request, deployment.table);
    if (accesses === undefined) return denied(`this stack cannot judge dynamodb:${request.operation}`);
    const refused = accesses.map((access) => check(caller, access)).find((message) => message !== null);
    if (refused !== undefined) return denied(refused);
    const keyAccess = tableKeyAccess(deployment.table);
    const keyRefused = keyAccess && check(caller, keyAccess);
    return keyRefused ? denied(`KMS key access denied error: ${keyRefused}`) : undefined;
  }

  function judgeKms(caller: Caller, request: AwsRequest): AwsAnswer | undefined {
    const refused = check(caller, kmsAccess(request, deployment.keys));
    return refused === null ? undefined : denied(refused);
  }

  function judgeSqs(caller: Caller, request: AwsRequest): AwsAnswer | undefined {
    const refused = check(caller, sqsAccess(request));
    return refused === null ? undefined : denied(refused);
  }

  return {
    dynamodb: guard(judgeDynamoDb),
    kms: guard(judgeKms),
    sqs: guard(judgeSqs),
    check,
    get policies() {
      return policies;
    },
    callerOf: (functionName) => callers.get(functionName) ?? { session: functionName, roleName: '', roleArn: '' },
    use: (others) => {
      policies = others;
    },
  };
}

/** Of a request signed with Signature Version 4. */
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
