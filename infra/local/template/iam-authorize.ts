import { contextOf, type RequestContext } from './iam-conditions.ts';
import { type Access, identityVerdict, resourceVerdict, type Statement } from './iam-policy.ts';
import { ACCOUNT, PARTITION, REGION } from './physical-names.ts';

/** Somebody acting in a role. A function's session has the function's name. */
export interface Caller {
  readonly session: string;
  readonly roleName: string;
  readonly roleArn: string;
  /** Of the function whose code calls; undefined for an AWS service in a role. */
  readonly functionArn?: string;
}

/** The policies in force. */
export interface Policies {
  /** Of a role, by its ARN. */
  readonly identity: ReadonlyMap<string, readonly Statement[]>;
  /** Of a resource that has a policy of its own, by its ARN. */
  readonly resource: ReadonlyMap<string, readonly Statement[]>;
}

/** Null when the caller may; else the message with which AWS refuses. */
export function refusalOf(policies: Policies, caller: Caller, wanted: Access): string | null {
  const access = { ...wanted, context: withCaller(wanted.context, caller) };
  const identity = identityVerdict(policies.identity.get(caller.roleArn) ?? [], access);
  const own = policies.resource.get(access.resource);
  const resource = own === undefined ? undefined : resourceVerdict(own, caller.roleArn, access);
  if (identity === 'denied') return refusal(caller, access, 'with an explicit deny in an identity-based policy');
  if (resource === 'denied') return refusal(caller, access, 'with an explicit deny in a resource-based policy');
  if (resource === 'allowed') return null;
  const allows = `policy allows the ${access.action} action`;
  // A KMS key belongs to its policy: identity policies count only where that one leaves it to the account.
  if (access.action.startsWith('kms:') && resource !== 'account') {
    return refusal(caller, access, `because no resource-based ${allows}`);
  }
  return identity === 'allowed' ? null : refusal(caller, access, `because no identity-based ${allows}`);
}

function withCaller(context: RequestContext, { roleArn, functionArn }: Caller): RequestContext {
  const common = contextOf({
    'aws:PrincipalAccount': ACCOUNT,
    'aws:PrincipalArn': roleArn,
    'lambda:SourceFunctionArn': functionArn,
    'aws:RequestedRegion': REGION,
    // The local wire is plain HTTP; the one it stands for is not.
    'aws:SecureTransport': 'true',
  });
  return new Map([...common, ...context]);
}

function refusal({ roleName, session }: Caller, { action, resource }: Access, why: string): string {
  const user = `arn:${PARTITION}:sts::${ACCOUNT}:assumed-role/${roleName}/${session}`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** Whether a policy lets an AWS service (`scheduler.amazonaws.com`) do something: take on a role, start a function. */
export function serviceMay(statements: readonly Statement[], service: string, access: Access): boolean {
  const ours = statements.filter(
    ({ principals }) => principals.includes('*') || principals.includes(`Service:${service}`),
  );
  return identityVerdict(ours, access) === 'allowed';
}
