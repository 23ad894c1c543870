import { spreadSeconds } from '../../lib/api/jobs.ts';
import type { FunctionSetting } from './functions.ts';
import { type FunctionId, sendsPulls, writesLedger } from './grants.ts';

/** lib/aws/env.ts reads these; region, credentials and endpoints are the SDK's defaults. */
export const environmentOf = (id: FunctionId, setting: FunctionSetting): Record<string, string> => {
  const { table, secretsKey, options } = setting;
  return {
    OEMS_TABLE: table.tableName,
    OEMS_SECRETS_KEY_ID: secretsKey.keyArn,
    OEMS_TENANT_CLAIM: options.tenantClaim,
    ...(sendsPulls(id) ? pullsOf(setting) : {}),
    ...(writesLedger(id) && options.ledgerRetentionDays !== null
      ? { OEMS_LEDGER_RETENTION_DAYS: String(options.ledgerRetentionDays) }
      : {}),
  };
};

const pullsOf = ({ queues, options }: FunctionSetting): Record<string, string> => ({
  ...Object.fromEntries(queues.pulls.map(({ variable, queue }) => [variable, queue.queueUrl])),
  OEMS_PULL_SPREAD_SECONDS: String(spreadSeconds(options.pullMinutes)),
});
