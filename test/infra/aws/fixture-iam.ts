import type { FunctionId } from '../../../infra/aws/grants.ts';
import { flat, lambdaOf, resourcesOf, type Synthesis } from './fixture-stack.ts';

/** The rules of IAM that the policies of this stack need. Every unknown part of a policy is an error, never a yes. */

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: { readonly AWS?: unknown; readonly Service?: unknown };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Values by condition key; a key that the request lacks is absent. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** All statements of the role of a function. */
export function statementsOf(synthesis: Synthesis, id: FunctionId): Statement[] {
  const [, { Properties }] = lambdaOf(synthesis, id);
  const role = flat(Properties.Role).slice('arn:'.length);
  return statementsOfRole(synthesis, role);
}

interface Document {
  readonly Statement: readonly Statement[];
}

/** The statements in the role itself, and those of the policies that name the role. `role` is the logical id. */
export function statementsOfRole(synthesis: Synthesis, role: string): Statement[] {
  const { ManagedPolicyArns, Policies = [] } = synthesis.template.Resources[role]?.Properties ?? {};
  if (ManagedPolicyArns !== undefined) throw new Error(`${role} has managed policies`);
  const own = (Policies as readonly { readonly PolicyDocument: Document }[]).map(
    ({ PolicyDocument }) => PolicyDocument,
  );
  const attached = resourcesOf(synthesis, 'AWS::IAM::Policy')
    .filter(([, policy]) => (policy.Properties.Roles as unknown[]).some((entry) => flat(entry) === role))
    .map(([, policy]) => policy.Properties.PolicyDocument as Document);
  return [...own, ...attached].flatMap(({ Statement }) => Statement);
}

export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const matching = statements.filter((statement) => applies(statement, request));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function applies({ Action, Resource, Condition = {} }: Statement, { action, resource, context }: Request): boolean {
  return (
    listOf(Action).some((pattern) => like(pattern, action)) &&
    listOf(Resource).some((pattern) => like(flat(pattern), resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) => holds(operator, listOf(expected).map(flat), context[key] ?? [])),
    )
  );
}

function like(pattern: string, text: string): boolean {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text);
}

/** Judges a condition; `actual` is empty for a missing key. */
function holds(operator: string, expected: readonly string[], actual: readonly string[]): boolean {
  const equal = actual.some((value) => expected.includes(value));
  if (operator === 'StringEquals' || operator === 'ArnEquals') return equal;
  if (operator === 'StringNotEquals') return !equal;
  if (operator === 'Null') return String(actual.length === 0) === expected[0];
  if (operator === 'ForAllValues:StringLike')
    return actual.every((value) => expected.some((pattern) => like(pattern, value)));
  throw new Error(`this judge does not know ${operator}`);
}

/**
 * A call of KMS by a role of the same account. The key policy must allow the call for the role, or delegate to the
 * policies of the account.
 */
export function kmsAllows(
  keyPolicy: readonly Statement[],
  caller: { readonly role: string; readonly statements: readonly Statement[] },
  wanted: Request,
): boolean {
  const request = { ...wanted, context: { ...wanted.context, 'aws:PrincipalArn': [caller.role] } };
  const onKey = keyPolicy.map((statement) => ({ ...statement, Resource: request.resource }));
  const named = (principal: string) =>
    onKey.filter((statement) => listOf(statement.Principal?.AWS).some((entry) => flat(entry) === principal));
  const denials = onKey.filter(({ Effect }) => Effect === 'Deny');
  if (isAllowed([...named(caller.role), ...named('*'), ...denials], request)) return true;
  const delegated = isAllowed([...named('arn:aws:iam::111122223333:root'), ...denials], request);
  return delegated && isAllowed(caller.statements, request);
}
