import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTableAs } from '../create-table.ts';
import { startDynamoDb } from '../dynamodb.ts';
import { createFunctionPool, type FunctionSettings, type Invocation } from '../function-pool.ts';
import { startGateway } from '../gateway.ts';
import { startKms } from '../kms.ts';
import { startSchedules } from '../schedules.ts';
import { SettingsError, type StackSettings } from '../settings.ts';
import type { LocalStack } from '../stack.ts';
import { createTokenIssuer, openTokenIssuer } from '../token-issuer.ts';
import { ADMINISTRATOR, createEnforcer, type Enforcer, type Refusal } from './enforce.ts';
import { gatewayInvoke } from './invoke-routes.ts';
import { ACCOUNT, REGION } from './physical-names.ts';
import type { Deployment } from './read-template.ts';
import { createRuntimeRole } from './runtime-role.ts';
import { createJobStarter, type DeadLetter } from './start-jobs.ts';
import { tokensFor } from './tokens.ts';

/** The local stack, run from a synthesized template and bound by its policies. */
export interface TemplateStack extends LocalStack {
  readonly deployment: Deployment;
  readonly enforcer: Enforcer;
  /** Everything that was refused so far. */
  readonly refusals: readonly Refusal[];
  readonly deadLetters: readonly DeadLetter[];
}

/**
 * Starts what the template would deploy. Of the settings, `distDir` counts for nothing: the code is the synthesized
 * assets. Functions are called by their deployed names or by what follows the common beginning of those.
 */
export async function startTemplateStack(settings: StackSettings, deployment: Deployment): Promise<TemplateStack> {
  if (settings.dynamodbUrl ?? settings.kmsUrl)
    throw new SettingsError(
      'the template runs on the embedded DynamoDB and KMS only: unset AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_KMS',
    );
  await using parts = new AsyncDisposableStack();
  const log = settings.onLog ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const refusals: Refusal[] = [];
  const enforcer = createEnforcer(deployment, (refusal) => {
    refusals.push(refusal);
    log(`refused: ${refusal.message}`, refusal.session);
  });
  const folder = (name: string) => (settings.dataDir ? { path: join(settings.dataDir, `template-${name}`) } : {});
  const dynamodb = parts.adopt(await startDynamoDb({ ...folder('dynamodb'), guard: enforcer.dynamodb }), close);
  const kms = parts.adopt(await startKms({ ...folder('kms'), guard: enforcer.kms, accountId: ACCOUNT }), close);
  for (const { keyId, aliases } of deployment.keys) kms.ensureKey(keyId, aliases);
  await createDeployedTable(deployment, dynamodb.url);

  const runtime = createRuntimeRole(deployment.functions, enforcer);
  const functionEnv = sharedEnvironment(settings, dynamodb.url, kms.url);
  const pool = parts.adopt(
    createFunctionPool({
      ...settings,
      env: functionEnv,
      functions: functionSettings(deployment),
      onLog: (line, functionName) => (runtime.mayLog(functionName) ? log(line, functionName) : undefined),
    }),
    close,
  );
  const invoke = (functionName: string, event: unknown, timeoutMs: number): Promise<Invocation> => {
    runtime.trace(functionName);
    return pool.invoke(functionName, event, timeoutMs);
  };
  const jobs = createJobStarter(deployment, enforcer, invoke);
  const expressions = deployment.schedules.map(({ functionName, expression }) => [functionName, expression] as const);
  const schedules = startSchedules(Object.fromEntries(expressions), jobs.start);
  parts.defer(() => schedules.close());

  const tokenDir = settings.tokenDir ?? settings.dataDir;
  const issuer = await (tokenDir ? openTokenIssuer(tokenDir) : createTokenIssuer());
  const tokens = tokensFor(deployment.api, issuer);
  const routes = deployment.api.routes;
  const gateway = parts.adopt(
    await startGateway({ ...settings, routes, tokens, invoke: gatewayInvoke(deployment, enforcer, invoke) }),
    close,
  );

  const running = parts.move();
  const deployedName = nameFinder(deployment);
  return {
    url: gateway.url,
    dynamodbUrl: dynamodb.url,
    kmsUrl: kms.url,
    tableName: deployment.table.definition.TableName,
    dynamodb,
    kms,
    functionEnv,
    token: (tenant, scope) => issuer.issueToken({ tenant, scope }),
    invokeJob: async (name) => schedules.runNow(deployedName(name)),
    kill: async (name) => pool.kill(deployedName(name)),
    close: () => running.disposeAsync(),
    deployment,
    enforcer,
    refusals,
    deadLetters: jobs.deadLetters,
  };
}

function close(part: { close(): Promise<void> }): Promise<void> {
  return part.close();
}

/** What Lambda sets for every function, and the local endpoints. */
function sharedEnvironment(settings: StackSettings, dynamodbUrl: string, kmsUrl: string): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_KMS: kmsUrl,
    NODE_OPTIONS: '',
    TZ: 'UTC',
    ...settings.functionEnv,
  };
}

/** The access key id is how the embedded services know the caller; on Lambda it is the role's. */
function functionSettings({ functions }: Deployment): Map<string, FunctionSettings> {
  return new Map(
    functions.map(({ name, entry, environment, memoryMb }) => {
      const own = { AWS_ACCESS_KEY_ID: name, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb) };
      return [name, { entry, env: { ...environment, ...own } }];
    }),
  );
}

async function createDeployedTable({ table }: Deployment, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: ADMINISTRATOR, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  try {
    await createTableAs(client, table.definition);
  } finally {
    client.destroy();
  }
}

/** `getBalance` or `get-balance` -> `oems-dev-get-balance`. */
function nameFinder({ functions }: Deployment): (name: string) => string {
  return (name) => {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const prefix = commonPrefix(functions.map((deployed) => deployed.name));
    const found = functions.find((deployed) => deployed.name === kebab || deployed.name === `${prefix}${kebab}`);
    return found?.name ?? name;
  };
}

function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  const length = [...first].findIndex((letter, index) => names.some((name) => name[index] !== letter));
  return first.slice(0, first.lastIndexOf('-', length - 1) + 1);
}
