/** The settings of the functions. A setting is read when needed, so a missing setting fails by name and only in the calls that need it. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`environment variable ${name} is "${text}", not a whole number`);
  return Number(text);
}

/** The variable with the URL of an exchange's pull queue: OEMS_PULL_QUEUE_URL_KRAKEN. */
export function pullQueueVariable(exchange: string): string {
  return `OEMS_PULL_QUEUE_URL_${exchange.toUpperCase()}`;
}

/** Seven years, as the usual option of a deployment (infra/aws/stage-schema.ts): five by MiFID II, seven where an authority asks (article 16). */
const usualAuditDays = 2557;

export type TenantSource = { readonly scopePrefix: string } | { readonly claim: string };

export const env = {
  /** DynamoDB table name. */
  get table(): string {
    return required('OEMS_TABLE');
  },
  /** KMS key id, ARN or alias that seals exchange credentials. */
  get secretsKeyId(): string {
    return required('OEMS_SECRETS_KEY_ID');
  },
  /** The part of a token that names the tenant: the rest of the scope with a prefix (`tenant/`), or a claim. */
  get tenantSource(): TenantSource {
    const prefix = process.env.OEMS_TENANT_SCOPE;
    return prefix ? { scopePrefix: prefix } : { claim: required('OEMS_TENANT_CLAIM') };
  },
  /** The address at which the deployment's own issuer gives tokens; null with an external issuer, where the address is not known. */
  get tokenUrl(): string | null {
    return process.env.OEMS_TOKEN_URL || null;
  },
  /** URL of the SQS queue that takes the pulls of an exchange. */
  pullQueueUrl(exchange: string): string {
    return required(pullQueueVariable(exchange));
  },
  /** Calls of a tenant that a container takes each second, and at once (`10/20`); null: every call. */
  get tenantBudget(): { readonly rate: number; readonly burst: number } | null {
    const budget = process.env.OEMS_TENANT_BUDGET;
    if (!budget) return null;
    const [, rate, burst] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(budget) ?? [];
    if (rate !== undefined && burst !== undefined) return { rate: Number(rate), burst: Number(burst) };
    throw new Error(`environment variable OEMS_TENANT_BUDGET is "${budget}", not calls a second and at once (10/20)`);
  },
  /** The most exchange accounts of a tenant; null: any number. */
  get accountsPerTenant(): number | null {
    const accounts = process.env.OEMS_ACCOUNTS_PER_TENANT;
    return accounts ? wholeNumber('OEMS_ACCOUNTS_PER_TENANT', accounts) : null;
  },
  /** CloudWatch's namespace of the metrics in the log lines. */
  get metricsNamespace(): string {
    return process.env.OEMS_METRICS_NAMESPACE || 'oems';
  },
  /** Seconds over which the pulls of one period are spread; 0: every pull starts at once. */
  get pullSpreadSeconds(): number {
    return wholeNumber('OEMS_PULL_SPREAD_SECONDS', required('OEMS_PULL_SPREAD_SECONDS'));
  },
  /** Days after which a ledger entry may be deleted; null: never. */
  get ledgerRetentionDays(): number | null {
    const days = process.env.OEMS_LEDGER_RETENTION_DAYS;
    return days ? wholeNumber('OEMS_LEDGER_RETENTION_DAYS', days) : null;
  },
  /** Days between the end of a journal entry and the earliest deletion; null: never deleted. */
  get journalRetentionDays(): number | null {
    const days = process.env.OEMS_JOURNAL_RETENTION_DAYS;
    return days ? wholeNumber('OEMS_JOURNAL_RETENTION_DAYS', days) : null;
  },
  /** Days after which an audit record may be deleted. */
  get auditRetentionDays(): number {
    const days = process.env.OEMS_AUDIT_RETENTION_DAYS;
    return days ? wholeNumber('OEMS_AUDIT_RETENTION_DAYS', days) : usualAuditDays;
  },
  /** The moment (epoch ms) whose state the table shows, where the table was restored from a backup; null: the table has never been. */
  get restoredTo(): number | null {
    const moment = process.env.OEMS_RESTORED_TO;
    return moment ? wholeNumber('OEMS_RESTORED_TO', moment) : null;
  },
  /** Keys that belong to everybody, for example sandbox keys: two tenants may register the same key. */
  get sharesKeys(): boolean {
    return process.env.OEMS_SHARES_KEYS === 'true';
  },
  /** All functions leave by one address, so an exchange that bans the address of a container bans every container. */
  get hasFixedAddress(): boolean {
    return process.env.OEMS_FIXED_ADDRESS === 'true';
  },
  /** Another origin for an exchange (a proxy with a fixed address, a sandbox), or undefined. */
  exchangeOrigin(variable: string): string | undefined {
    return process.env[variable] || undefined;
  },
};
