/** The functions' settings, read when first needed so that a missing one fails the call that needs it, by name. */
const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
};

export const env = {
  /** DynamoDB table name. */
  get table(): string {
    return required('OEMS_TABLE');
  },
  /** KMS key id, ARN or alias that seals exchange credentials. */
  get secretsKeyId(): string {
    return required('OEMS_SECRETS_KEY_ID');
  },
  /** The token claim that names the tenant. */
  get tenantClaim(): string {
    return process.env.OEMS_TENANT_CLAIM || 'sub';
  },
  /** How long rows of the ledger are kept, in days; null: for good. */
  get ledgerRetentionDays(): number | null {
    return process.env.OEMS_LEDGER_RETENTION_DAYS ? Number(process.env.OEMS_LEDGER_RETENTION_DAYS) : null;
  },
  /** Another origin for an exchange (a proxy with a fixed address, a sandbox), or undefined. */
  exchangeOrigin(variable: string): string | undefined {
    return process.env[variable] || undefined;
  },
};
