import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Grant } from './grant.ts';
import { callsExchange } from './granted.ts';
import { type FunctionId, grants } from './grants.ts';
import type { Granted } from './statements.ts';

/** Resources behind the VPC endpoints. */
export type Reached = Pick<Granted, 'table' | 'secretsKey'>;

/**
 * A request from the VPC needs the word of the role and the word of the endpoint. The endpoints allow what the functions in the VPC are granted:
 * a right that the endpoint lacks would be missed in a deployment with a fixed address alone. The roles narrow each right to partitions.
 */
export function tableEndpointStatements({ table }: Reached): PolicyStatement[] {
  const inVpc = grantsInVpc();
  const actions = inVpc.flatMap((grant) => ('items' in grant ? grant.actions : []));
  const indexes = inVpc.flatMap((grant) => ('index' in grant ? [grant.index] : []));
  return [
    statement(
      distinct(actions).map((action) => `dynamodb:${action}`),
      [table.tableArn],
    ),
    statement(
      ['dynamodb:Query'],
      distinct(indexes).map((index) => `${table.tableArn}/index/${index}`),
    ),
  ];
}

/** DynamoDB itself uses the key of the table, and not by the endpoint. */
export function secretsEndpointStatement({ secretsKey }: Reached): PolicyStatement {
  const actions = grantsInVpc().flatMap((grant) => ('secrets' in grant ? [grant.secrets] : []));
  return statement(
    distinct(actions).map((action) => `kms:${action}`),
    [secretsKey.keyArn],
  );
}

function grantsInVpc(): readonly Grant[] {
  return (Object.keys(grants) as FunctionId[]).filter(callsExchange).flatMap((id) => grants[id]);
}

function statement(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ principals: [new AnyPrincipal()], actions, resources });
}

/** In an order that a new grant does not change. */
function distinct<T extends string>(names: readonly T[]): T[] {
  return [...new Set(names)].toSorted();
}
