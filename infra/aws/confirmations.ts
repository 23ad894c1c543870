import { CfnOutput, CfnParameter, type Stack } from 'aws-cdk-lib';
import { logRetentionOf } from './lifetime.ts';
import type { DeployOptions } from './stage.ts';

/** An option whose change harms callers or data. */
export interface GuardedOption {
  /** Name of the parameter of the stack. */
  readonly id: string;
  readonly value: string;
  /** The damage of a change, in a sentence. */
  readonly harm: string;
}

/** The guarded options of a stage. */
export function guardedOptions(options: DeployOptions): readonly GuardedOption[] {
  const { data, fixedEgressIp, customDomain, tableName, restoredTo } = options;
  return [
    {
      id: 'Data',
      value: data,
      harm: 'With "destroy", a deleted stack takes the table, the keys and every stored credential along.',
    },
    ...identityOptions(options),
    {
      id: 'FixedAddress',
      value: String(fixedEgressIp),
      harm: 'Exchange keys with an allow-list are refused until the list has the new address.',
    },
    {
      id: 'CustomDomain',
      value: customDomain?.name ?? 'none',
      harm: 'A domain that goes answers no caller any more, and no call that stops trading.',
    },
    ...retentionOptions(options),
    {
      id: 'TableName',
      value: tableName === null ? 'own' : `${tableName} ${restoredTo}`,
      harm: 'All functions work on another table: what the other table lacks is unknown to them, and each account of the new table is HALTED. No other stage may work on the table.',
    },
  ];
}

function identityOptions({ identity }: DeployOptions): readonly GuardedOption[] {
  const isOwn = identity.kind === 'cognito';
  return [
    {
      id: 'Identity',
      value: isOwn ? 'cognito' : `${identity.issuer} ${identity.audience.join(' ')}`,
      harm: 'Tokens of the present issuer or audience get 401 from the moment of the deployment.',
    },
    {
      id: 'TenantIn',
      value: isOwn ? 'scope tenant/' : `claim ${identity.tenantClaim}`,
      harm: 'Each caller becomes another tenant: all accounts seem gone, and their keys cannot be opened.',
    },
  ];
}

function retentionOptions(options: DeployOptions): readonly GuardedOption[] {
  const { ledgerRetentionDays, journalRetentionDays, auditRetentionDays } = options;
  const daysOf = (days: number | null) => (days === null ? 'all' : String(days));
  return [
    {
      id: 'LedgerRetentionDays',
      value: daysOf(ledgerRetentionDays),
      harm: 'A shorter time lets the ledger forget entries for good.',
    },
    {
      id: 'JournalRetentionDays',
      value: daysOf(journalRetentionDays),
      harm: 'A shorter time lets the journal forget orders and transfers for good, and their names can be used again.',
    },
    {
      id: 'AuditRetentionDays',
      value: daysOf(auditRetentionDays),
      harm: 'A shorter time hides older audit records, and lets the trail forget new ones sooner.',
    },
    {
      id: 'LogRetentionDays',
      value: daysOf(logRetentionOf(options)),
      harm: 'A shorter time deletes the older lines of every log.',
    },
  ];
}

/**
 * The guard works in CloudFormation itself, whatever command deploys. An update without a word keeps the present value of a parameter
 * (`cdk deploy` asks for the previous value), and the only allowed value is the value of the new template: a change fails before the first
 * resource, until the command names the new value. The parameters of the stack also tell the deployed options. AWS CloudFormation user
 * guide, "Parameters", AllowedValues; never tried on AWS.
 */
export function guardOptions(stack: Stack, options: DeployOptions): void {
  const parameters = guardedOptions(options).map(({ id, value, harm }) => {
    const constraintDescription = `${value}, and a change must be confirmed: ${harm}`;
    return new CfnParameter(stack, id, {
      ...{ description: harm, default: value, allowedValues: [value], constraintDescription },
    });
  });
  const deployed = Object.fromEntries(parameters.map(({ node, valueAsString }) => [node.id, valueAsString]));
  new CfnOutput(stack, 'GuardedOptions', { value: stack.toJsonString(deployed) });
}
