import { describe, expect, it } from 'vitest';
import { isAllowed, listOf, statementsOf } from './fixture-iam.ts';
import { everyOption, flat, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const restoredTo = '2026-05-20T10:30:00Z';
const restored = { tableName: 'oems-restored', restoredTo };
const [own, dev] = [synthesize(), synthesize(restored)];
const prod = synthesize({ ...everyOption, ...restored });
const arn = 'arn:aws:dynamodb:eu-central-1:111122223333:table/oems-restored';

describe('a stage over a restored table', () => {
  it('keeps the table of the stack as it was, under its logical id: the way back', () => {
    const tableOf = (synthesis: typeof dev) => resourcesOf(synthesis, 'AWS::DynamoDB::Table');
    expect(tableOf(dev)).toEqual(tableOf(own));
    expect(resourcesOf(dev, 'AWS::KMS::Key').map(([id]) => id)).toEqual(
      resourcesOf(own, 'AWS::KMS::Key').map(([id]) => id),
    );
  });

  it.each(functionIds)('%s works on the restored table, and knows the moment that the table shows', (id) => {
    const { Environment } = lambdaOf(dev, id)[1].Properties as { Environment: { Variables: Record<string, unknown> } };
    expect(Environment.Variables).toMatchObject({
      OEMS_TABLE: 'oems-restored',
      OEMS_RESTORED_TO: String(Date.parse(restoredTo)),
    });
  });

  it.each(functionIds)(
    '%s has its rights on the restored table and its indexes, and none on the former table',
    (id) => {
      const rights = (synthesis: typeof dev) =>
        statementsOf(synthesis, id).filter(({ Action }) => String(listOf(Action)[0]).startsWith('dynamodb:'));
      const resources = rights(dev).flatMap(({ Resource }) => listOf(Resource).map(flat));
      expect(resources.filter((resource) => resource !== arn && !resource.startsWith(`${arn}/index/`))).toEqual([]);
      expect(rights(dev).map(({ Action, Condition }) => [Action, Condition])).toEqual(
        rights(own).map(({ Action, Condition }) => [Action, Condition]),
      );
    },
  );

  it('lists the orders by the index of the restored table', () => {
    const context = { 'dynamodb:LeadingKeys': ['ORDER#acme#desk'] };
    const request = { action: 'dynamodb:Query', resource: `${arn}/index/orders`, context };
    expect(isAllowed(statementsOf(dev, 'listOrders'), request)).toBe(true);
  });

  it('lets the functions of a VPC through to the restored table alone', () => {
    const text = JSON.stringify(
      resourcesOf(prod, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties.PolicyDocument),
    );
    expect(text).toContain('table/oems-restored');
    expect(text).not.toContain(resourcesOf(prod, 'AWS::DynamoDB::Table')[0]?.[0] ?? 'no table');
  });

  it('watches the throttles of the restored table, and both keys', () => {
    const alarms = resourcesOf(dev, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const throttled = alarms.find(({ AlarmName }) => AlarmName === 'oems-dev-table-throttled');
    expect(JSON.stringify(throttled?.Metrics)).toContain('"Value":"oems-restored"');
    expect(theOnly(dev, 'AWS::Events::Rule').Properties).toEqual(theOnly(own, 'AWS::Events::Rule').Properties);
  });
});
