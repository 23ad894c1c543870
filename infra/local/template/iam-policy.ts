import { type Condition, compileConditions, type RequestContext } from './iam-conditions.ts';
import { likesAction, likesArn } from './iam-match.ts';
import { ACCOUNT, iamArn } from './physical-names.ts';

/** An action of a caller on a resource. */
export interface Access {
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN of the resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** A statement of the template after the intrinsic functions are resolved. */
export interface StatementJson {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Statement {
  readonly json: StatementJson;
  readonly isDeny: boolean;
  covers(access: Access): boolean;
  /** Principals of a statement in a resource policy. */
  readonly principals: readonly string[];
}

type Verdict = 'allowed' | 'denied' | 'not-mentioned';

/** `denied`: by an explicit deny. `account`: the identity policies of the account decide. */
type ResourceVerdict = Verdict | 'account';

const ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition'];

/** Reads a statement. Throws for every unknown element, operator or condition key. */
export function compileStatement(json: StatementJson): Statement {
  const unknown = Object.keys(json).find((element) => !ELEMENTS.includes(element));
  if (unknown !== undefined) throw new Error(`policy element ${unknown} is not understood`);
  const ofAction = choice(json, 'Action', likesAction);
  const ofResource = choice(json, 'Resource', likesArn);
  const condition: Condition = compileConditions(json.Condition);
  return {
    json,
    isDeny: json.Effect === 'Deny',
    principals: principalsOf(json.Principal),
    covers: ({ action, resource, context }) => ofAction(action) && ofResource(resource) && condition(context),
  };
}

/** A statement has either `Action` or `NotAction`, and either `Resource` or `NotResource`. */
function choice(
  json: StatementJson,
  element: 'Action' | 'Resource',
  matches: (pattern: string, value: string) => boolean,
) {
  const { [element]: listed, [`Not${element}`]: excluded } = json as unknown as Record<string, unknown>;
  if ((listed === undefined) === (excluded === undefined))
    throw new Error(`exactly one of ${element} and Not${element} is needed`);
  const patterns = listOf(listed ?? excluded);
  const variable = patterns.find((pattern) => pattern.includes('${'));
  if (variable !== undefined) throw new Error(`policy variable in "${variable}" is not understood`);
  return (value: string) => patterns.some((pattern) => matches(pattern, value)) === (listed !== undefined);
}

/** `AWS` principals are ARNs (for an account: the ARN of the root). All further principals begin with the kind. */
function principalsOf(principal: StatementJson['Principal']): string[] {
  if (principal === undefined) return [];
  if (principal === '*') return ['*'];
  return Object.entries(principal).flatMap(([kind, values]) =>
    listOf(values).map((value) => (kind === 'AWS' ? awsPrincipal(value) : `${kind}:${value}`)),
  );
}

const ROOT = iamArn('root');

function awsPrincipal(value: string): string {
  return value === ACCOUNT ? ROOT : value;
}

export function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Verdict of the policies of a role. An explicit deny wins over any number of allows. */
export function identityVerdict(statements: readonly Statement[], access: Access): Verdict {
  const covering = statements.filter((statement) => statement.covers(access));
  if (covering.some(({ isDeny }) => isDeny)) return 'denied';
  return covering.length > 0 ? 'allowed' : 'not-mentioned';
}

/**
 * Verdict of a resource policy about `principal` (a role ARN). A statement for the role or for every principal allows
 * alone. A statement for the account lets the identity policies of the account decide (KMS developer guide, "Default
 * key policy").
 */
export function resourceVerdict(statements: readonly Statement[], principal: string, access: Access): ResourceVerdict {
  const covering = statements.filter((statement) => statement.covers(access));
  const names = ({ principals }: Statement, ...wanted: string[]) => principals.some((name) => wanted.includes(name));
  const anyhow = [principal, ROOT, '*'];
  if (covering.some((statement) => statement.isDeny && names(statement, ...anyhow))) return 'denied';
  const allowing = covering.filter(({ isDeny }) => !isDeny);
  if (allowing.some((statement) => names(statement, principal, '*'))) return 'allowed';
  return allowing.some((statement) => names(statement, ROOT)) ? 'account' : 'not-mentioned';
}
