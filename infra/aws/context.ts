/** Options of the deployment, from `cdk … --context name=value`. */
export interface DeployOptions {
  /** `dev` can be destroyed without a trace; `prod` keeps the data and refuses deletion. */
  readonly stage: 'dev' | 'prod';
  /** Issuer of accepted tokens; null: the stack creates an issuer. */
  readonly issuer: TokenIssuer | null;
  /** The token claim that names the tenant. */
  readonly tenantClaim: string;
  /** Exchanges see a single fixed address, for exchange keys with an IP allow-list. */
  readonly fixedEgressIp: boolean;
  readonly alarmEmail: string | null;
  /** Minutes between two ledger pulls of an account. */
  readonly pullMinutes: number;
  /** Days after which the ledger may forget an entry; null: the ledger keeps every entry. */
  readonly ledgerRetentionDays: number | null;
}

export interface TokenIssuer {
  /** The claim `iss` of the tokens; `<url>/.well-known/openid-configuration` must exist. */
  readonly url: string;
  /** Accepted values of the claims `aud` and `client_id`. */
  readonly audience: readonly string[];
}

/** All problems at once, in sentences for the user of the command. */
export class ContextError extends Error {
  override readonly name = 'ContextError';
}

const keys = [
  'stage',
  'jwtIssuer',
  'jwtAudience',
  'tenantClaim',
  'fixedEgressIp',
  'alarmEmail',
  'pullMinutes',
  'ledgerRetentionDays',
] as const;
type Key = (typeof keys)[number];

/** Reads the app's context. Throws a ContextError that names every wrong, unknown or half-given key. */
export function readOptions(context: Readonly<Record<string, unknown>>): DeployOptions {
  const problems = unknownKeys(context);
  const read = (key: Key, fallback: string, rule: RegExp, expected: string): string => {
    const value = String(context[key] ?? fallback);
    if (value !== fallback && !rule.test(value)) problems.push(`${key}: "${value}" is not ${expected}`);
    return value;
  };
  const stage = read('stage', 'dev', /^(dev|prod)$/, 'dev or prod') === 'prod' ? 'prod' : 'dev';
  const url = read('jwtIssuer', '', /^https:\/\/\S+$/, 'an https URL (the iss of the tokens)');
  const audience = read('jwtAudience', '', /^[^\s,]+(,[^\s,]+)*$/, 'an audience, or a list of audiences with commas');
  const tenantClaim = read('tenantClaim', 'sub', /^[A-Za-z0-9_:./-]+$/, 'the name of a token claim');
  const fixedEgressIp = read('fixedEgressIp', 'false', /^true$/, 'true or false') === 'true';
  const alarmEmail = read('alarmEmail', '', /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address');
  const pulls = readPulls(context, problems);
  if ((url === '') !== (audience === '')) problems.push(halfIssuer(url === '' ? 'jwtIssuer' : 'jwtAudience'));
  if (problems.length > 0) throw new ContextError(problems.join('\n'));
  const issuer = url === '' ? null : { url, audience: audience.split(',') };
  return { stage, issuer, tenantClaim, fixedEgressIp, alarmEmail: alarmEmail || null, ...pulls };
}

function readPulls(context: Readonly<Record<string, unknown>>, problems: string[]) {
  const read = (key: Key, least: number, most: number): number => {
    const text = String(context[key]);
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      problems.push(`${key}: "${text}" is not a whole number from ${least} to ${most}`);
    return value;
  };
  return {
    pullMinutes: context.pullMinutes === undefined ? 15 : read('pullMinutes', 5, 720),
    ledgerRetentionDays: context.ledgerRetentionDays === undefined ? null : read('ledgerRetentionDays', 7, 36_500),
  };
}

function halfIssuer(missing: Key): string {
  return `${missing}: is missing; give jwtIssuer and jwtAudience together, or neither to create an issuer in the stack`;
}

/** CDK and the CLI of CDK keep entries in the same context. Names of such entries have a sign that no option has. */
function unknownKeys(context: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(context)
    .filter((key) => /^[A-Za-z0-9_]+$/.test(key) && !(keys as readonly string[]).includes(key))
    .map((key) => `${key}: is not an option; ${suggestion(key)}`);
}

function suggestion(key: string): string {
  const near = keys.find((known) => distance(key.toLowerCase(), known.toLowerCase()) <= 3);
  return near === undefined ? `there are ${keys.join(', ')}` : `did you mean ${near}?`;
}

/** Number of edits (insert, delete, replace) between two words. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
