import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Grant } from './grants.ts';
import type { Queues } from './queues.ts';

/** What the grants are about. */
export interface Granted {
  readonly table: Table;
  readonly secretsKey: IKey;
  readonly queues: Queues;
}

/** One IAM statement per grant. */
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

/** ForAllValues alone holds for a request without any key (a scan) too: the second condition demands one. */
function onlyPartitions(patterns: string[]) {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** What every function may do: write its own log, and traces, whose actions know no resource. */
export function runtimeStatements(logGroup: ILogGroup): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
  ];
}

/**
 * Lambda itself attaches a function to a VPC with the function's role; these actions know no resource before the interface exists. The
 * second statement takes them from the function's own code (Lambda developer guide, "Giving Lambda functions access to a VPC").
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
