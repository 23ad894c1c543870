import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Grant } from './grant.ts';
import type { Queues } from './queues.ts';

/** Resources of the grants. */
export interface Granted {
  readonly table: ITable;
  readonly secretsKey: IKey;
  readonly queues: Queues;
}

/** The IAM statement of a grant. */
export function statementFor(grant: Grant, { table, secretsKey, queues }: Granted): PolicyStatement {
  if ('secrets' in grant) {
    return new PolicyStatement({ actions: [`kms:${grant.secrets}`], resources: [secretsKey.keyArn] });
  }
  if ('queue' in grant) {
    return new PolicyStatement({
      actions: grant.actions.map((action) => `sqs:${action}`),
      resources: queues[grant.queue].map(({ queue }) => queue.queueArn),
    });
  }
  if ('index' in grant) {
    return new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [`${table.tableArn}/index/${grant.index}`],
      conditions: onlyPartitions([grant.partitions]),
    });
  }
  return new PolicyStatement({
    actions: grant.actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: onlyPartitions(grant.items.map((itemClass) => `${itemClass}#*`)),
  });
}

/** ForAllValues also holds for a request without a key (a scan), so the second condition demands a key. */
function onlyPartitions(patterns: string[]) {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** Rights of every function: write to the log of the function, and write traces. Trace actions have no resource. */
export function runtimeStatements(logGroup: ILogGroup): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
  ];
}

/**
 * Lambda attaches a function to a VPC in the role of the function. The actions have no resource before the interface
 * exists. The second statement denies the actions to the code of the function (Lambda developer guide, "Giving Lambda
 * functions access to a VPC").
 */
export function vpcStatements(functionArn: string): PolicyStatement[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const byCode = { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } };
  return [
    new PolicyStatement({ actions, resources: ['*'] }),
    new PolicyStatement({ effect: Effect.DENY, actions, resources: ['*'], conditions: byCode }),
  ];
}
