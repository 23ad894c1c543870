import { spreadSeconds } from '../../lib/jobs/jobs.ts';
import { namespaceOf } from './function-metrics.ts';
import type { FunctionSetting } from './function-setting.ts';
import { sendsPulls, usesAudit, writesLedger } from './granted.ts';
import type { FunctionId } from './grants.ts';
import { tenantVariable } from './identity.ts';

/** Variables for lib/aws/env.ts. Region, credentials and endpoints are the defaults of the SDK. */
export function environmentOf(id: FunctionId, setting: FunctionSetting): Record<string, string> {
  const { table, secretsKey, options, tokenUrl } = setting;
  return {
    OEMS_TABLE: table.tableName,
    OEMS_SECRETS_KEY_ID: secretsKey.keyArn,
    OEMS_METRICS_NAMESPACE: namespaceOf(options.stage),
    ...tenantVariable(options),
    ...(id === 'getOpenapi' && tokenUrl !== null ? { OEMS_TOKEN_URL: tokenUrl } : {}),
    ...(sendsPulls(id) ? pullsOf(setting) : {}),
    ...(writesLedger(id) && options.ledgerRetentionDays !== null
      ? { OEMS_LEDGER_RETENTION_DAYS: String(options.ledgerRetentionDays) }
      : {}),
    ...(usesAudit(id) ? { OEMS_AUDIT_RETENTION_DAYS: String(options.auditRetentionDays) } : {}),
  };
}

function pullsOf({ queues, options }: FunctionSetting): Record<string, string> {
  return {
    ...Object.fromEntries(queues.pulls.map(({ variable, queue }) => [variable, queue.queueUrl])),
    OEMS_PULL_SPREAD_SECONDS: String(spreadSeconds(options.pullMinutes)),
  };
}
