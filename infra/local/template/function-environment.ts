import type { FunctionSettings } from '../lambda/function-pool.ts';
import type { StackSettings } from '../stack/settings.ts';
import type { EmulatedAws } from './emulated-aws.ts';
import { REGION } from './physical-names.ts';
import type { Deployment } from './read-template.ts';

/** The variables that Lambda sets for every function, and the local endpoints. */
export function sharedEnvironment(
  settings: StackSettings,
  { dynamodb, kms, sqs }: EmulatedAws,
): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_KMS: kms.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    NODE_OPTIONS: '',
    TZ: 'UTC',
    // Each tenant trades with the sandbox's keys.
    OEMS_SHARES_KEYS: 'true',
    ...settings.functionEnv,
  };
}

/** The embedded services identify the caller by the access key id. On Lambda this id belongs to the role. */
export function functionSettings({ functions }: Deployment): Map<string, FunctionSettings> {
  return new Map(
    functions.map(({ name, entry, environment, memoryMb }) => {
      const own = { AWS_ACCESS_KEY_ID: name, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb) };
      return [name, { entry, env: { ...environment, ...own } }];
    }),
  );
}
