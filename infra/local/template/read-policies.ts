import type { Policies } from './iam-authorize.ts';
import { compileStatement, listOf, type Statement, type StatementJson } from './iam-policy.ts';
import type { Resolver, Resource } from './intrinsics.ts';
import { assertKnown, problem, textOf } from './known-properties.ts';

/** Policies of the template, including trust policies. */
export interface DeployedPolicies extends Policies {
  /** Trust policies by role ARN. */
  readonly trust: ReadonlyMap<string, readonly Statement[]>;
  /** Role names by role ARN. */
  readonly roleNames: ReadonlyMap<string, string>;
}

interface PolicyDocument {
  readonly Statement: StatementJson | readonly StatementJson[];
}

/** Throws a TemplateError with the resource for every part of a policy that is not understood. */
export function readPolicies(resolver: Resolver): DeployedPolicies {
  const trust = new Map<string, Statement[]>();
  const identity = new Map<string, Statement[]>();
  const roleNames = new Map<string, string>();
  for (const role of resolver.resources('AWS::IAM::Role')) {
    assertKnown(
      role,
      ['AssumeRolePolicyDocument', 'Policies', 'RoleName'],
      ['Description', 'MaxSessionDuration', 'Tags'],
    );
    const { ref, attributes } = resolver.physical(role.logicalId);
    const arn = attributes.Arn ?? '';
    roleNames.set(arn, ref);
    // A trust policy has no Resource: the resource is the role.
    trust.set(
      arn,
      compileAll(role, 'AssumeRolePolicyDocument', (json) => ({ ...json, Resource: '*' })),
    );
    identity.set(arn, inlineStatements(role));
  }
  for (const policy of resolver.resources('AWS::IAM::Policy')) addPolicy(policy, identity, roleNames);
  return {
    trust,
    identity,
    roleNames,
    resource: readResourcePolicies(resolver),
    endpoints: readEndpointPolicies(resolver),
  };
}

/** An endpoint without a policy allows everything (VPC guide, "Control access to VPC endpoints using endpoint policies"). */
function readEndpointPolicies(resolver: Resolver): Map<string, Statement[]> {
  return new Map(
    resolver.resources('AWS::EC2::VPCEndpoint').flatMap((endpoint) => {
      if (endpoint.property('PolicyDocument') === undefined) return [];
      const service = textOf(endpoint, 'ServiceName').split('.').at(-1) ?? '';
      return [[service, compileAll(endpoint, 'PolicyDocument')] as const];
    }),
  );
}

function inlineStatements(role: Resource): Statement[] {
  const policies = (role.property('Policies') ?? []) as { PolicyDocument: PolicyDocument }[];
  return policies.flatMap(({ PolicyDocument }) => compileDocument(role, 'Policies', PolicyDocument));
}

function addPolicy(policy: Resource, identity: Map<string, Statement[]>, roleNames: ReadonlyMap<string, string>): void {
  assertKnown(policy, ['PolicyDocument', 'Roles'], ['PolicyName']);
  const roles = listOf(policy.property('Roles') ?? []);
  const statements = compileAll(policy, 'PolicyDocument');
  for (const [arn, name] of roleNames) if (roles.includes(name)) identity.get(arn)?.push(...statements);
  const stranger = roles.find((name) => ![...roleNames.values()].includes(name));
  if (stranger !== undefined) throw problem(policy, 'Roles', `names ${stranger}, which is no role of this template`);
}

function readResourcePolicies(resolver: Resolver): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  const add = (arn: string, statements: Statement[]) =>
    policies.set(arn, [...(policies.get(arn) ?? []), ...statements]);
  for (const key of resolver.resources('AWS::KMS::Key')) {
    add(resolver.physical(key.logicalId).attributes.Arn ?? '', compileAll(key, 'KeyPolicy'));
  }
  for (const policy of resolver.resources('AWS::SQS::QueuePolicy')) {
    assertKnown(policy, ['PolicyDocument', 'Queues']);
    for (const url of listOf(policy.property('Queues')))
      add(queueArn(resolver, policy, url), compileAll(policy, 'PolicyDocument'));
  }
  for (const permission of resolver.resources('AWS::Lambda::Permission')) {
    const { arn, json } = readPermission(resolver, permission);
    add(arn, [compile(permission, '', json)]);
  }
  return policies;
}

function queueArn(resolver: Resolver, policy: Resource, url: string): string {
  const queues = resolver.resources('AWS::SQS::Queue').map(({ logicalId }) => resolver.physical(logicalId));
  const arn = queues.find(({ ref }) => ref === url)?.attributes.Arn;
  if (arn === undefined) throw problem(policy, 'Queues', `names ${url}, which is no queue of this template`);
  return arn;
}

/** A permission is a statement in the resource policy of the function. */
function readPermission(resolver: Resolver, permission: Resource): { arn: string; json: StatementJson } {
  assertKnown(permission, ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn']);
  const named = textOf(permission, 'FunctionName');
  const functions = resolver.resources('AWS::Lambda::Function').map(({ logicalId }) => resolver.physical(logicalId));
  const arn = functions.find(({ ref, attributes }) => ref === named || attributes.Arn === named)?.attributes.Arn;
  if (arn === undefined)
    throw problem(permission, 'FunctionName', `is ${named}, which is no function of this template`);
  const sourceArn = permission.property('SourceArn');
  const sourceAccount = permission.property('SourceAccount');
  const Condition = {
    ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': String(sourceArn) } }),
    ...(sourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': String(sourceAccount) } }),
  };
  const Principal = principalOf(textOf(permission, 'Principal'));
  return { arn, json: { Effect: 'Allow', Action: textOf(permission, 'Action'), Resource: arn, Principal, Condition } };
}

function principalOf(principal: string): Readonly<Record<string, string>> {
  return /\.amazonaws\.com$/.test(principal) ? { Service: principal } : { AWS: principal };
}

function compileAll(
  resource: Resource,
  property: string,
  change = (json: StatementJson): StatementJson => json,
): Statement[] {
  return compileDocument(resource, property, resource.property(property) as PolicyDocument, change);
}

function compileDocument(
  resource: Resource,
  property: string,
  document: PolicyDocument,
  change = (json: StatementJson): StatementJson => json,
): Statement[] {
  const { Statement } = document;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as StatementJson[];
  return statements.map((json) => compile(resource, property, change(json)));
}

function compile(resource: Resource, property: string, json: StatementJson): Statement {
  try {
    return compileStatement(json);
  } catch (error) {
    throw problem(resource, property, error instanceof Error ? error.message : String(error));
  }
}
