import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { OwnCalls } from '../lambda/gateway-answer.ts';
import { DEFAULT_TOKEN_DIR } from './token-issuer.ts';
import { isTokenShape, type TokenShapeName, tokenShapes } from './token-shapes.ts';

/** Settings of `npm start` from environment variables. */
export interface StackSettings {
  /** Port of the gateway; 0 takes a free port. */
  readonly port: number;
  /**
   * Folder for tables, KMS keys and the key of the token issuer. Without a folder, everything ends with the process.
   */
  readonly dataDir?: string;
  /** Folder of the kept simulators. Default: `<dataDir>/simulators`; kept only with a `dataDir`. */
  readonly simulatorsDir?: string;
  /** Folder for the key of the token issuer alone. Default: `dataDir`. */
  readonly tokenDir?: string;
  /** The claims of the tokens. Default: local. The template stack ignores the setting: the deployment decides. */
  readonly tokenShape?: TokenShapeName;
  /** Threads per function. */
  readonly workers: number;
  /** Folder of the bundles: `<distDir>/<function name>/index.mjs`. */
  readonly distDir: string;
  /** Extra environment of every function. */
  readonly functionEnv: Readonly<Record<string, string>>;
  /** External services in place of the embedded services. */
  readonly dynamodbUrl?: string;
  readonly kmsUrl?: string;
  /** Calls of the gateway in addition to the routes. */
  readonly ownCalls?: OwnCalls;
  /** How to get a token for this stack, for the answer 401. */
  readonly tokenHint?: string;
  /** Called for each line of console output of a function. Default: writes to stderr of this process. */
  readonly onLog?: (line: string, functionName: string) => void;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A problem that the user can fix. The message names the variable, the fault and a usable value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** With an external DynamoDB or KMS, the functions get the AWS identity of the caller. */
const IDENTITY = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Reads and checks the variables. Throws a SettingsError for the first unusable variable. */
export function settingsFromEnvironment(env: Environment): StackSettings {
  const dynamodbUrl = url(env, 'AWS_ENDPOINT_URL_DYNAMODB');
  const kmsUrl = url(env, 'AWS_ENDPOINT_URL_KMS');
  const isExternal = dynamodbUrl !== undefined || kmsUrl !== undefined;
  return {
    port: integer(env, 'PORT', { fallback: 3000, least: 0, most: 65_535 }),
    workers: integer(env, 'OEMS_WORKERS', { fallback: 4, least: 1, most: 64 }),
    // Apart from `dist`, the folder of the bundles that are deployed and tested.
    distDir: env.OEMS_DIST_DIR || '.oems/functions',
    functionEnv: {
      ...present({
        ...Object.fromEntries(exchangeVariables().map((name) => [name, url(env, name)])),
        OEMS_SECRETS_KEY_ID: (kmsUrl && env.OEMS_SECRETS_KEY_ID) || undefined,
      }),
      ...(isExternal ? present(Object.fromEntries(IDENTITY.map((name) => [name, env[name] || undefined]))) : {}),
    },
    // A folder even without OEMS_DATA_DIR: `npm run token` is a separate process and signs with the same key.
    tokenDir: env.OEMS_DATA_DIR || DEFAULT_TOKEN_DIR,
    ...present({ dataDir: env.OEMS_DATA_DIR || undefined, dynamodbUrl, kmsUrl, tokenShape: tokenShape(env) }),
  };
}

function tokenShape({ OEMS_TOKEN_SHAPE: name }: Environment): TokenShapeName | undefined {
  if (!name) return undefined;
  if (isTokenShape(name)) return name;
  throw new SettingsError(`OEMS_TOKEN_SHAPE is "${name}"; use one of ${Object.keys(tokenShapes).join(', ')}`);
}

/** The variables that replace the address of an exchange. */
function exchangeVariables(): string[] {
  return Object.values(exchanges).flatMap(({ hosts }) =>
    Object.values(hosts).map(({ originVariable }) => originVariable),
  );
}

interface Range {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
}

function integer(env: Environment, name: string, { fallback, least, most }: Range): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new SettingsError(
    `${name}="${text}": give a whole number from ${least} to ${most}, or unset the variable (default ${fallback})`,
  );
}

function url(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const parsed = URL.parse(text);
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return text.replace(/\/+$/, '');
  throw new SettingsError(`${name}="${text}": give an address such as http://127.0.0.1:8000, or unset the variable`);
}

function present<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
