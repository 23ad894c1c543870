import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import { acknowledge } from './acknowledgements.ts';
import { createApi } from './api.ts';
import type { DeployOptions } from './context.ts';
import type { FunctionSetting } from './function-setting.ts';
import type { DeployedFunction } from './functions.ts';
import { mayUseSecrets } from './granted.ts';
import { createIdentity, type OwnIssuer } from './identity.ts';
import { createMonitoring } from './monitoring.ts';
import { createNetwork } from './network.ts';
import { createQueues } from './queues.ts';
import { createJobs } from './schedules.ts';
import { allowUse, createSecretsKey } from './secrets-key.ts';
import { createTable } from './storage.ts';

/** The whole deployment. `distDir` holds the bundled functions. */
export function createOemsStack(app: App, options: DeployOptions, distDir: string): Stack {
  const stack = new Stack(app, `oems-${options.stage}`, {
    description: `OEMS (${options.stage})`,
    terminationProtection: options.stage === 'prod',
  });
  const table = createTable(stack, options);
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
  const alarmTopic = createMonitoring(stack, options, { api, jobs, queues, functions });
  new CfnOutput(stack, 'ApiUrl', { value: api.api.apiEndpoint });
  new CfnOutput(stack, 'AlarmTopic', { value: alarmTopic });
  if (network !== null)
    new CfnOutput(stack, 'EgressIp', {
      value: network.address,
      description: 'Address for the IP allow-lists of exchange keys',
    });
  if (identity.ownIssuer !== null) addTokenOutputs(stack, identity.ownIssuer);
  acknowledge(stack, options);
  return stack;
}

function rolesOf(functions: readonly DeployedFunction[], action: 'Encrypt' | 'Decrypt') {
  return functions.filter(({ id }) => mayUseSecrets(id, action)).map(({ role }) => role);
}

function addTokenOutputs(stack: Stack, own: OwnIssuer): void {
  new CfnOutput(stack, 'TokenUrl', { value: own.tokenUrl });
  new CfnOutput(stack, 'ClientId', { value: own.clientId });
  new CfnOutput(stack, 'ClientSecretCommand', {
    description: 'Prints the secret of the machine client',
    value: `aws cognito-idp describe-user-pool-client --user-pool-id ${own.poolId} --client-id ${own.clientId} --query UserPoolClient.ClientSecret --output text`,
  });
  new CfnOutput(stack, 'TokenCommand', {
    description: 'Gets a token for an hour; SECRET is the output of ClientSecretCommand',
    value: `curl -s -u "${own.clientId}:$SECRET" -d grant_type=client_credentials ${own.tokenUrl}`,
  });
}
