import { type OperationId, routes } from '../../lib/contract/routes.ts';
import { spreadSeconds } from '../../lib/jobs/jobs.ts';
import { namespaceOf } from './function-metrics.ts';
import type { FunctionSetting } from './function-setting.ts';
import { callsExchange, sendsPulls, usesAudit, writesJournal, writesLedger } from './granted.ts';
import type { FunctionId } from './grants.ts';
import { tenantVariable } from './identity.ts';
import type { DeployOptions } from './stage.ts';
import { budgetOf } from './throttles.ts';

/** Variables for lib/aws/env.ts. Region, credentials and endpoints are the defaults of the SDK. */
export function environmentOf(id: FunctionId, setting: FunctionSetting): Record<string, string> {
  const { table, secretsKey, options, tokenUrl } = setting;
  return {
    OEMS_TABLE: table.tableName,
    OEMS_SECRETS_KEY_ID: secretsKey.keyArn,
    OEMS_METRICS_NAMESPACE: namespaceOf(options.stage),
    ...(options.restoredTo === null ? {} : { OEMS_RESTORED_TO: String(Date.parse(options.restoredTo)) }),
    ...tenantVariable(options),
    ...budgetVariable(id, options),
    ...(id === 'registerExchangeAccount' && options.accountsPerTenant !== null
      ? { OEMS_ACCOUNTS_PER_TENANT: String(options.accountsPerTenant) }
      : {}),
    ...(id === 'getOpenapi' && tokenUrl !== null ? { OEMS_TOKEN_URL: tokenUrl } : {}),
    ...(setting.egress !== null && callsExchange(id) ? { OEMS_FIXED_ADDRESS: 'true' } : {}),
    ...(sendsPulls(id) ? pullsOf(setting) : {}),
    ...(writesLedger(id) && options.ledgerRetentionDays !== null
      ? { OEMS_LEDGER_RETENTION_DAYS: String(options.ledgerRetentionDays) }
      : {}),
    ...(writesJournal(id) && options.journalRetentionDays !== null
      ? { OEMS_JOURNAL_RETENTION_DAYS: String(options.journalRetentionDays) }
      : {}),
    ...(usesAudit(id) ? { OEMS_AUDIT_RETENTION_DAYS: String(options.auditRetentionDays) } : {}),
  };
}

function budgetVariable(id: FunctionId, options: DeployOptions): Record<string, string> {
  const budget = id in routes ? budgetOf(routes[id as OperationId], options) : null;
  return budget === null ? {} : { OEMS_TENANT_BUDGET: `${budget.rate}/${budget.burst}` };
}

function pullsOf({ queues, options }: FunctionSetting): Record<string, string> {
  return {
    ...Object.fromEntries(queues.pulls.map(({ variable, queue }) => [variable, queue.queueUrl])),
    OEMS_PULL_SPREAD_SECONDS: String(spreadSeconds(options.pullMinutes)),
  };
}
