import { describe, expect, it } from 'vitest';
import type { Grant, ItemClass } from '../../../infra/aws/grant.ts';
import { type FunctionId, grants } from '../../../infra/aws/grants.ts';
import { queues } from '../../../lib/jobs/jobs.ts';
import { isAllowed, listOf, type Statement, statementsOf, statementsOfRole } from './fixture-iam.ts';
import { flat, functionIds, lambdaOf, resourcesOf, synthesize } from './fixture-stack.ts';

const dev = synthesize();
const [[tableId] = ['']] = resourcesOf(dev, 'AWS::DynamoDB::Table');
const tableArn = `arn:${tableId}`;
const classes: readonly ItemClass[] = [
  'ACCOUNT',
  'ORDER',
  'TRANSFER',
  'TENANT',
  'MARKETS',
  'LEDGER',
  'RATES',
  'LIMITS',
  'PRICES',
  'EVENT',
  'KEYCLAIM',
];
const pullQueues = resourcesOf(dev, 'AWS::SQS::Queue')
  .filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined)
  .map(([queueId]) => `arn:${queueId}`);
const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

function serviceOf({ Action }: Statement): string {
  return listOf(Action)[0]?.split(':')[0] ?? '';
}
const leadingKeys = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': expect.arrayContaining([expect.any(String)]) },
  Null: { 'dynamodb:LeadingKeys': 'false' },
};

/** The grant of the table that a statement stands for. */
function grantIn(statement: Statement): Grant {
  const names = listOf(statement.Action).map((action) => action.split(':')[1] ?? '');
  if (serviceOf(statement) === 'kms') return { secrets: names[0] as 'Encrypt' };
  if (serviceOf(statement) === 'sqs') return { queue: 'pulls', actions: names as ['SendMessage'] };
  const resource = flat(statement.Resource);
  const patterns = listOf(statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []) as string[];
  const [pattern = ''] = patterns;
  if (resource === tableArn)
    return { items: patterns.map((each) => each.replace('#*', '') as ItemClass), actions: names as ['GetItem'] };
  return { index: resource.replace(`${tableArn}/index/`, '') as 'orders', partitions: pattern };
}

/** A statement about the queue of every exchange. False for the statement of a scheduled job about the dead letters of jobs. */
function isAboutPulls({ Resource }: Statement): boolean {
  const named = new Set(listOf(Resource).map(flat));
  return named.size === pullQueues.length && pullQueues.every((queue) => named.has(queue));
}

function grantsIn(id: FunctionId): Grant[] {
  return statementsOf(dev, id)
    .filter((statement) => ['dynamodb', 'kms'].includes(serviceOf(statement)) || isAboutPulls(statement))
    .map(grantIn);
}

function sorted(list: readonly Grant[]): string[] {
  return list.map((grant) => JSON.stringify(grant)).toSorted();
}

describe.each(functionIds)('the role of %s', (id) => {
  it('the role holds exactly the grants of the table', () => {
    expect(sorted(grantsIn(id))).toEqual(sorted(grants[id]));
  });

  it('every right on the table is limited to partitions, and a request without a key is refused', () => {
    for (const statement of statementsOf(dev, id).filter((each) => serviceOf(each) === 'dynamodb'))
      expect(statement).toMatchObject({ Effect: 'Allow', Condition: leadingKeys });
  });

  it('further rights are only log and traces of the function', () => {
    const [, { Properties }] = lambdaOf(dev, id);
    const logGroup = flat((Properties.LoggingConfig as { LogGroup: unknown }).LogGroup);
    const rest = statementsOf(dev, id).filter((each) => !['dynamodb', 'kms', 'sqs'].includes(serviceOf(each)));
    expect(rest.map(({ Effect, Action, Resource }) => [Effect, Action, flat(Resource)])).toEqual([
      ['Allow', ['logs:CreateLogStream', 'logs:PutLogEvents'], `arn:${logGroup}`],
      ['Allow', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'],
    ]);
  });

  it('the role seals or opens exchange keys, never both', () => {
    const actions = statementsOf(dev, id).flatMap(({ Action }) => listOf(Action));
    expect(actions.filter((action) => /^kms:(Encrypt|Decrypt)$/.test(action)).length).toBeLessThanOrEqual(1);
    expect(actions.filter((action) => action.startsWith('kms:') && !/^kms:(Encrypt|Decrypt)$/.test(action))).toEqual(
      [],
    );
  });

  it.each(classes)('the role accesses %s items only as the grants table says', (itemClass) => {
    const granted = grants[id].flatMap((grant) =>
      'items' in grant && grant.items.includes(itemClass) ? grant.actions : [],
    );
    const context = { 'dynamodb:LeadingKeys': [`${itemClass}#tenant#account`] };
    const allowed = [...reads, ...writes].filter((action) =>
      isAllowed(statementsOf(dev, id), { action: `dynamodb:${action}`, resource: tableArn, context }),
    );
    expect(allowed.toSorted()).toEqual([...new Set(granted)].toSorted());
  });

  it('the role cannot scan, and a batch with a foreign partition is refused', () => {
    const statements = statementsOf(dev, id);
    for (const action of [...reads, ...writes]) {
      const request = { action: `dynamodb:${action}`, resource: tableArn };
      expect(isAllowed(statements, { ...request, context: {} })).toBe(false);
      const mixed = {
        'dynamodb:LeadingKeys': [
          'ACCOUNT#t#a',
          'ORDER#t#a',
          'TRANSFER#t#a',
          'TENANT#t',
          'MARKETS#x',
          'LEDGER#t#a',
          'PRICES#x',
          'OTHER#x',
        ],
      };
      expect(isAllowed(statements, { ...request, context: mixed })).toBe(false);
    }
  });
});

describe('a batch read of account and ledger', () => {
  const request = (id: FunctionId, ...partitions: string[]) =>
    isAllowed(statementsOf(dev, id), {
      action: 'dynamodb:BatchGetItem',
      resource: tableArn,
      context: { 'dynamodb:LeadingKeys': partitions },
    });

  it.each(['getExchangeAccount', 'pullHistory'] as const)('%s may read account and ledger in a single batch', (id) => {
    expect(request(id, 'ACCOUNT#t#a', 'LEDGER#t#a')).toBe(true);
    expect(request(id, 'ACCOUNT#t#a', 'ORDER#t#a')).toBe(false);
  });
});

describe('a batch read of account and bans', () => {
  const request = (id: FunctionId, ...partitions: string[]) =>
    isAllowed(statementsOf(dev, id), {
      action: 'dynamodb:BatchGetItem',
      resource: tableArn,
      context: { 'dynamodb:LeadingKeys': partitions },
    });

  it.each(['createOrder', 'amendOrder', 'cancelOrder', 'cancelAllOrders', 'haltTrading', 'resolveOrders'] as const)(
    '%s may read the account and the bans in a single batch, and tell the others of a ban',
    (id) => {
      expect(request(id, 'ACCOUNT#t#a', 'LIMITS#binance')).toBe(true);
      expect(request(id, 'ACCOUNT#t#a', 'LEDGER#t#a')).toBe(false);
      expect(grants[id]).toContainEqual({ items: ['LIMITS'], actions: ['UpdateItem'] });
    },
  );
});

describe('the pull queues', () => {
  const may = (id: FunctionId) =>
    [
      'SendMessage',
      'ReceiveMessage',
      'DeleteMessage',
      'GetQueueAttributes',
      'PurgeQueue',
      'ChangeMessageVisibility',
    ].filter((action) =>
      pullQueues.some((resource) =>
        isAllowed(statementsOf(dev, id), { action: `sqs:${action}`, resource, context: {} }),
      ),
    );

  it('every exchange has a pull queue', () => expect(pullQueues).toHaveLength(queues.pulls.length));

  it('only the dispatcher sends pulls and only the worker receives pulls', () => {
    const rights = functionIds.map((id) => [id, may(id)] as const).filter(([, actions]) => actions.length > 0);
    expect(rights).toEqual([
      ['dispatchPulls', ['SendMessage']],
      ['pullHistory', ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']],
    ]);
  });
});

/** Allowed actions of every policy in the template, including policies of keys, queues and topics. */
function allowedActions(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Effect, Action } = value as Partial<Statement>;
  if (Effect === 'Allow') return [...listOf(Action ?? [])] as string[];
  return Object.values(value).flatMap(allowedActions);
}

describe('wildcards in policies', () => {
  const xray = '["xray:PutTraceSegments","xray:PutTelemetryRecords"]';

  it('only X-Ray statements have a wildcard resource', () => {
    const wild = resourcesOf(dev, 'AWS::IAM::Role')
      .flatMap(([role]) => statementsOfRole(dev, role))
      .filter(({ Resource }) => listOf(Resource).some((resource) => flat(resource).includes('*')));
    expect(wild).toHaveLength(functionIds.length);
    expect(new Set(wild.map(({ Action }) => JSON.stringify(Action)))).toEqual(new Set([xray]));
  });

  it('no allowed action has a wildcard', () => {
    const allowed = resourcesOf(dev, 'AWS::IAM::Role').length;
    const actions = allowedActions(dev.template);
    expect(actions.length).toBeGreaterThan(allowed);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('no role has a managed policy', () => {
    for (const [, { Properties }] of resourcesOf(dev, 'AWS::IAM::Role'))
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});
