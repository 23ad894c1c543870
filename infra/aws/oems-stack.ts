import { type App, CfnOutput, PermissionsBoundary, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { acknowledge } from './acknowledgements.ts';
import { createApi } from './api.ts';
import { guardOptions } from './confirmations.ts';
import type { FunctionSetting } from './function-setting.ts';
import type { DeployedFunction } from './functions.ts';
import { mayUseSecrets } from './granted.ts';
import { createIdentity, type OwnIssuer } from './identity.ts';
import { keepsData } from './lifetime.ts';
import { createMonitoring } from './monitoring.ts';
import { createNetwork } from './network.ts';
import { createQueues } from './queues.ts';
import { createJobs } from './schedules.ts';
import { allowUse, createSecretsKey } from './secrets-key.ts';
import type { DeployOptions } from './stage.ts';
import { createTable, usedTable } from './storage.ts';

/** The whole deployment. `distDir` holds the bundled functions. */
export function createOemsStack(app: App, options: DeployOptions, distDir: string): Stack {
  const stack = new Stack(app, `oems-${options.stage}`, {
    description: `OEMS (${options.stage})`,
    terminationProtection: keepsData(options),
    tags: { application: 'oems', stage: options.stage, ...options.tags },
    ...boundaryOf(options),
  });
  guardOptions(stack, options);
  const own = createTable(stack, options);
  const table = usedTable(stack, own, options);
  const secretsKey = createSecretsKey(stack, options);
  const queues = createQueues(stack);
  const network = options.fixedEgressIp ? createNetwork(stack, options, { table, secretsKey }) : null;
  const identity = createIdentity(stack, options);
  const [egress, tokenUrl] = [network?.egress ?? null, identity.ownIssuer?.tokenUrl ?? null];
  const setting: FunctionSetting = { table, secretsKey, queues, options, egress, distDir, tokenUrl };
  const api = createApi(stack, setting, identity.authorizer);
  const jobs = createJobs(stack, setting);
  const functions = [...api.functions, ...jobs.functions];
  for (const action of ['Encrypt', 'Decrypt'] as const) allowUse(secretsKey, action, rolesOf(functions, action));
  const alarmTopic = createMonitoring(stack, options, {
    api,
    jobs,
    queues,
    functions,
    table,
    keys: keysOf(own, secretsKey),
  });
  new CfnOutput(stack, 'ApiUrl', { description: 'HOST of the guide: the address of callers', value: api.url });
  if (api.domainTarget !== null)
    new CfnOutput(stack, 'DomainTarget', {
      description: 'The custom domain is a CNAME of this name',
      value: api.domainTarget,
    });
  new CfnOutput(stack, 'AlarmTopic', { description: 'The SNS topic of all alarms', value: alarmTopic });
  if (network !== null)
    new CfnOutput(stack, 'EgressIp', {
      value: network.address,
      description: 'Address for the IP allow-lists of exchange keys',
    });
  if (identity.ownIssuer !== null) addTokenOutputs(stack, identity.ownIssuer);
  acknowledge(stack, options);
  return stack;
}

function keysOf(table: Table, secretsKey: IKey): IKey[] {
  if (table.encryptionKey === undefined) throw new Error('the table has no key of its own');
  return [secretsKey, table.encryptionKey];
}

function rolesOf(functions: readonly DeployedFunction[], action: 'Encrypt' | 'Decrypt') {
  return functions.filter(({ id }) => mayUseSecrets(id, action)).map(({ role }) => role);
}

function boundaryOf({ permissionsBoundaryArn }: DeployOptions): Pick<StackProps, 'permissionsBoundary'> {
  if (permissionsBoundaryArn === null) return {};
  return { permissionsBoundary: PermissionsBoundary.fromArn(permissionsBoundaryArn) };
}

function addTokenOutputs(stack: Stack, { tokenUrl, poolId, clients }: OwnIssuer): void {
  new CfnOutput(stack, 'TokenUrl', { description: 'Where clients get tokens', value: tokenUrl });
  new CfnOutput(stack, 'Clients', {
    description: 'Client ids by the names in the file of the stage',
    value: stack.toJsonString(Object.fromEntries(clients)),
  });
  new CfnOutput(stack, 'ClientSecretCommand', {
    description: 'Prints the secret of a client; CLIENT is an id from Clients',
    value: `aws cognito-idp describe-user-pool-client --user-pool-id ${poolId} --client-id "$CLIENT" --query UserPoolClient.ClientSecret --output text`,
  });
  new CfnOutput(stack, 'TokenCommand', {
    description: 'Gets a token; SECRET is the output of ClientSecretCommand',
    value: `curl -s -u "$CLIENT:$SECRET" -d grant_type=client_credentials ${tokenUrl}`,
  });
}
