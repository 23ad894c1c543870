import { likes, likesArn } from './iam-match.ts';

/** Condition values of a request, by condition key in lower case. A missing key is not part of the request. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export type Condition = (context: RequestContext) => boolean;

export function contextOf(values: Readonly<Record<string, string | readonly string[] | undefined>>): RequestContext {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return new Map(
    present.map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : (value ?? [])]),
  );
}

type Matches = (wanted: string, given: string) => boolean;

const equal: Matches = (wanted, given) => wanted === given;
const equalIgnoringCase: Matches = (wanted, given) => wanted.toLowerCase() === given.toLowerCase();

interface Operator {
  readonly matches: Matches;
  readonly negated: boolean;
}

function positive(matches: Matches): Operator {
  return { matches, negated: false };
}
function negative(matches: Matches): Operator {
  return { matches, negated: true };
}

/** A policy with an operator outside this list is refused at the read: an unchecked condition would allow too much. */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: positive(equal),
  StringNotEquals: negative(equal),
  StringEqualsIgnoreCase: positive(equalIgnoringCase),
  StringNotEqualsIgnoreCase: negative(equalIgnoringCase),
  StringLike: positive(likes),
  StringNotLike: negative(likes),
  ArnEquals: positive(likesArn),
  ArnLike: positive(likesArn),
  ArnNotEquals: negative(likesArn),
  ArnNotLike: negative(likesArn),
  Bool: positive(equalIgnoringCase),
};

const MULTI_VALUED = ['dynamodb:leadingkeys', 'kms:encryptioncontextkeys'];

/** The keys in requests of this stack, and keys that AWS sends only with requests that no function makes. */
const KNOWN_KEYS = [
  ...MULTI_VALUED,
  'dynamodb:select',
  'dynamodb:returnvalues',
  'kms:viaservice',
  'kms:calleraccount',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  // Only CreateGrant, ListGrants and RevokeGrant carry this key; the local KMS has no grants.
  'kms:grantisforawsresource',
  'lambda:sourcefunctionarn',
];

/** Reads the `Condition` of a statement. Every entry must hold. Throws for an unknown operator and an unknown key. */
export function compileConditions(block: unknown): Condition {
  const entries = Object.entries((block ?? {}) as Record<string, Record<string, unknown>>);
  const conditions = entries.flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compile(operator, key, listOf(values))),
  );
  return (context) => conditions.every((condition) => condition(context));
}

function listOf(values: unknown): string[] {
  return (Array.isArray(values) ? values : [values]).map(String);
}

function compile(written: string, key: string, wanted: readonly string[]): Condition {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  const id = key.toLowerCase();
  checkKey(key, wanted);
  if (name === 'Null' && set === undefined) return (context) => !context.has(id) === (wanted[0] === 'true');
  const operator = operators[name];
  if (operator === undefined) throw new Error(`condition operator ${written} is not understood`);
  if (set === undefined && MULTI_VALUED.includes(id)) {
    throw new Error(`condition key ${key} has many values: ${written} needs ForAllValues or ForAnyValue`);
  }
  const one = (given: string): boolean => wanted.some((value) => operator.matches(value, given)) !== operator.negated;
  const whenMissing = ifExists !== undefined || set === 'ForAllValues' || (set === undefined && operator.negated);
  return (context) => {
    const given = context.get(id);
    if (given === undefined) return whenMissing;
    return set === 'ForAnyValue' ? given.some(one) : given.every(one);
  };
}

function checkKey(key: string, wanted: readonly string[]): void {
  const id = key.toLowerCase();
  if (!KNOWN_KEYS.includes(id) && !id.startsWith('kms:encryptioncontext:')) {
    throw new Error(`condition key ${key} is not understood`);
  }
  const variable = wanted.find((value) => /\$\{(?![*?$]\})/.test(value));
  if (variable !== undefined) throw new Error(`policy variable in "${variable}" is not understood`);
}
