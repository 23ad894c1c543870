import type { Policies } from '../../infra/local/template/iam-authorize.ts';
import { compileStatement, listOf, type Statement, type StatementJson } from '../../infra/local/template/iam-policy.ts';
import type { Deployment } from '../../infra/local/template/read-template.ts';

/** The smallest thing a role can be deprived of: one action on one resource and one class of items. */
export interface Grant {
  readonly roleArn: string;
  /** The function that runs in the role; for a schedule's role the function it starts. */
  readonly functionName: string;
  readonly isSchedule: boolean;
  readonly action: string;
  readonly resource: string;
  /** Pattern of the items' partitions; null where the statement has none. */
  readonly partitions: string | null;
  /** Where it stands: in the role's own policy, or in that of the resource. */
  readonly policy: 'identity' | 'resource';
  readonly statement: number;
}

const LEADING_KEYS = ['ForAllValues:StringLike', 'dynamodb:LeadingKeys'] as const;

function partitionsOf({ Condition }: StatementJson): (string | null)[] {
  const patterns = Condition?.[LEADING_KEYS[0]]?.[LEADING_KEYS[1]];
  return patterns === undefined ? [null] : listOf(patterns);
}

/** Every grant of every role of the template, those that a key's policy gives a role by name included. */
export function grantsOf(deployment: Deployment): Grant[] {
  return [...identityGrants(deployment), ...keyGrants(deployment)];
}

function identityGrants(deployment: Deployment): Grant[] {
  return [...deployment.policies.identity].flatMap(([roleArn, statements]) =>
    statements.flatMap(({ json, isDeny }, statement) =>
      isDeny
        ? []
        : cells(json).map((cell) => ({
            ...cell,
            ...holderOf(deployment, roleArn),
            roleArn,
            policy: 'identity' as const,
            statement,
          })),
    ),
  );
}

function cells(json: StatementJson) {
  return listOf(json.Action).flatMap((action) =>
    listOf(json.Resource).flatMap((resource) =>
      partitionsOf(json).map((partitions) => ({ action, resource, partitions })),
    ),
  );
}

/** A key's policy names roles as its principals, or leaves the key to the account and names them in a condition. */
function keyGrants(deployment: Deployment): Grant[] {
  return [...deployment.policies.resource].flatMap(([resource, statements]) =>
    statements.flatMap(({ json, isDeny }, statement) =>
      (isDeny ? [] : rolesIn(json))
        .filter((roleArn) => deployment.policies.roleNames.has(roleArn))
        .flatMap((roleArn) =>
          listOf(json.Action).map((action) => ({
            ...{ roleArn, action, resource, partitions: null, policy: 'resource' as const, statement },
            ...holderOf(deployment, roleArn),
          })),
        ),
    ),
  );
}

const PRINCIPAL_ARN = ['ArnEquals', 'aws:PrincipalArn'] as const;

function rolesIn({ Principal, Condition }: StatementJson): string[] {
  const conditional = Condition?.[PRINCIPAL_ARN[0]]?.[PRINCIPAL_ARN[1]];
  if (conditional !== undefined) return listOf(conditional);
  return typeof Principal === 'object' ? listOf(Principal.AWS ?? []) : [];
}

function holderOf({ functions, schedules }: Deployment, roleArn: string) {
  const own = functions.find((deployed) => deployed.roleArn === roleArn)?.name;
  const started = schedules.find((schedule) => schedule.roleArn === roleArn)?.functionName;
  return { functionName: own ?? started ?? roleArn, isSchedule: own === undefined };
}

/** The policies with these grants taken out and everything else as it was. */
export function without(policies: Policies, grants: readonly Grant[]): Policies {
  return {
    ...policies,
    identity: mapValues(policies.identity, (statements, roleArn) =>
      reduce(
        statements,
        grants.filter((grant) => grant.policy === 'identity' && grant.roleArn === roleArn),
        lessCell,
      ),
    ),
    resource: mapValues(policies.resource, (statements, arn) =>
      reduce(
        statements,
        grants.filter((grant) => grant.policy === 'resource' && grant.resource === arn),
        lessRole,
      ),
    ),
  };
}

function mapValues<V>(map: ReadonlyMap<string, V>, change: (value: V, key: string) => V): Map<string, V> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}

type Less = (json: StatementJson, grant: Grant) => StatementJson[];

function reduce(statements: readonly Statement[], grants: readonly Grant[], less: Less): readonly Statement[] {
  return grants.length === 0
    ? statements
    : statements.flatMap(({ json }, index) =>
        grants
          .filter(({ statement }) => statement === index)
          .reduce((parts, grant) => parts.flatMap((part) => less(part, grant)), [json])
          .map(compileStatement),
      );
}

/** Three statements in place of one: the other actions, the action on other resources, on the resource other items. */
const lessCell: Less = (json, { action, resource, partitions }) => {
  const [actions, resources, patterns] = [listOf(json.Action), listOf(json.Resource), partitionsOf(json)];
  if (!actions.includes(action) || !resources.includes(resource) || !patterns.includes(partitions)) return [json];
  const rest = {
    actions: actions.filter((other) => other !== action),
    resources: resources.filter((other) => other !== resource),
    patterns: patterns.filter((other) => other !== partitions),
  };
  return [
    ...(rest.actions.length > 0 ? [{ ...json, Action: rest.actions }] : []),
    ...(rest.resources.length > 0 ? [{ ...json, Action: action, Resource: rest.resources }] : []),
    ...(rest.patterns.length > 0
      ? [{ ...json, Action: action, Resource: resource, Condition: narrowed(json, rest.patterns) }]
      : []),
  ];
};

function narrowed({ Condition = {} }: StatementJson, patterns: readonly (string | null)[]) {
  return {
    ...Condition,
    [LEADING_KEYS[0]]: { [LEADING_KEYS[1]]: patterns.flatMap((pattern) => pattern ?? []) },
  };
}

const lessRole: Less = (json, { roleArn, action }) => {
  const others = rolesIn(json).filter((role) => role !== roleArn);
  const actions = listOf(json.Action).filter((other) => other !== action);
  return [
    ...(others.length > 0 ? [withRoles(json, others)] : []),
    ...(actions.length > 0 ? [withRoles({ ...json, Action: actions }, [roleArn])] : []),
  ];
};

function withRoles(json: StatementJson, roles: readonly string[]): StatementJson {
  return json.Condition?.[PRINCIPAL_ARN[0]] === undefined
    ? { ...json, Principal: { AWS: roles } }
    : { ...json, Condition: { ...json.Condition, [PRINCIPAL_ARN[0]]: { [PRINCIPAL_ARN[1]]: roles } } };
}
