import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Api } from './api.ts';
import type { DeployedFunction } from './functions.ts';
import type { FunctionId } from './grants.ts';
import type { Queues } from './queues.ts';
import type { Jobs } from './schedules.ts';

/** Resources that alarms and the dashboard watch. */
export interface Watched {
  readonly api: Api;
  readonly table: Pick<ITable, 'tableName'>;
  /** The key of the credentials and the key of the table. */
  readonly keys: readonly IKey[];
  readonly jobs: Jobs;
  readonly queues: Queues;
  readonly functions: readonly DeployedFunction[];
}

/** Fires at `threshold` in `periods` consecutive periods. The description tells meaning and remedy. */
export interface AlarmTerms {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly periods: number;
  readonly description: string;
  /** The alarm fires if the metric is silent. */
  readonly whenSilent?: true;
  /** Of a gauge: without a value the alarm stays as it is. */
  readonly whileMissing?: 'lasts';
}

export function functionOf(functions: readonly DeployedFunction[], wanted: FunctionId): DeployedFunction {
  const found = functions.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`no function ${wanted}`);
  return found;
}
