import { contextOf, type RequestContext } from './iam-conditions.ts';
import { type Access, identityVerdict, resourceVerdict, type Statement } from './iam-policy.ts';
import { ACCOUNT, PARTITION, REGION } from './physical-names.ts';

/** A session in a role. The session of a function has the name of the function. */
export interface Caller {
  readonly session: string;
  readonly roleName: string;
  readonly roleArn: string;
  /** ARN of the calling function; undefined for an AWS service in a role. */
  readonly functionArn?: string;
  /** True for a function in the VPC: the endpoints of the VPC have a word. */
  readonly isInVpc?: boolean;
}

/** The policies in force. */
export interface Policies {
  /** Policies of roles, by role ARN. */
  readonly identity: ReadonlyMap<string, readonly Statement[]>;
  /** Resource policies, by resource ARN. */
  readonly resource: ReadonlyMap<string, readonly Statement[]>;
  /** Policies of VPC endpoints, by service (`dynamodb`). */
  readonly endpoints: ReadonlyMap<string, readonly Statement[]>;
}

/** Null if the caller may; else the error text of AWS. A request from the VPC needs both words: the policies' and the endpoint's. */
export function refusalOf(policies: Policies, caller: Caller, wanted: Access): string | null {
  const access = { ...wanted, context: withCaller(wanted.context, caller) };
  return refusalByPolicies(policies, caller, access) ?? refusalByEndpoint(policies, caller, access);
}

/** DynamoDB itself uses the key of the table, and not by an endpoint of the caller. */
function refusalByEndpoint({ endpoints }: Policies, caller: Caller, access: Access): string | null {
  const statements = endpoints.get(access.action.split(':')[0] ?? '');
  if (!caller.isInVpc || statements === undefined || access.context.has('kms:viaservice')) return null;
  const verdict = identityVerdict(statements, access);
  if (verdict === 'allowed') return null;
  const why =
    verdict === 'denied'
      ? 'with an explicit deny in a VPC endpoint policy'
      : `because no VPC endpoint policy allows the ${access.action} action`;
  return refusal(caller, access, why);
}

function refusalByPolicies(policies: Policies, caller: Caller, access: Access): string | null {
  const identity = identityVerdict(policies.identity.get(caller.roleArn) ?? [], access);
  const own = policies.resource.get(access.resource);
  const resource = own === undefined ? undefined : resourceVerdict(own, caller.roleArn, access);
  if (identity === 'denied') return refusal(caller, access, 'with an explicit deny in an identity-based policy');
  if (resource === 'denied') return refusal(caller, access, 'with an explicit deny in a resource-based policy');
  if (resource === 'allowed') return null;
  const allows = `policy allows the ${access.action} action`;
  // For a KMS key, identity policies count only if the key policy delegates to the account.
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
    // Local requests use plain HTTP; the deployed requests use TLS.
    'aws:SecureTransport': 'true',
  });
  return new Map([...common, ...context]);
}

function refusal({ roleName, session }: Caller, { action, resource }: Access, why: string): string {
  const user = `arn:${PARTITION}:sts::${ACCOUNT}:assumed-role/${roleName}/${session}`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** True if a policy allows an AWS service (`scheduler.amazonaws.com`) to assume a role or to start a function. */
export function serviceMay(statements: readonly Statement[], service: string, access: Access): boolean {
  const ours = statements.filter(
    ({ principals }) => principals.includes('*') || principals.includes(`Service:${service}`),
  );
  return identityVerdict(ours, access) === 'allowed';
}
