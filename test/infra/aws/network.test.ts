import { describe, expect, it } from 'vitest';
import { callsExchange } from '../../../infra/aws/granted.ts';
import { isAllowed, listOf, type Statement, statementsOf } from './fixture-iam.ts';
import { everyOption, flat, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);

const inVpc = functionIds.filter(callsExchange);

/** Each action with each resource of a statement about the table or the key. */
function rightsIn({ Action, Resource }: Statement): string[] {
  return listOf(Action)
    .filter((action) => /^(dynamodb|kms):/.test(action))
    .flatMap((action) => listOf(Resource).map((resource) => `${action} ${flat(resource)}`));
}

const endpointRights = resourcesOf(prod, 'AWS::EC2::VPCEndpoint').flatMap(([, { Properties }]) =>
  (Properties.PolicyDocument as { Statement: Statement[] }).Statement.flatMap(rightsIn),
);

describe('a fixed egress address', () => {
  it('by default there is no VPC and no NAT gateway', () => {
    expect(Object.values(dev.template.Resources).filter(({ Type }) => Type.startsWith('AWS::EC2'))).toEqual([]);
  });

  it('a fixed address is an elastic address on a NAT gateway and an output of the stack', () => {
    const [[address] = ['']] = resourcesOf(prod, 'AWS::EC2::EIP');
    expect(flat(theOnly(prod, 'AWS::EC2::NatGateway').Properties.AllocationId)).toBe(`${address}.AllocationId`);
    expect(flat(prod.template.Outputs.EgressIp?.Value)).toBe(address);
  });

  it.each(functionIds)('%s is in the VPC exactly if the function calls an exchange', (id) => {
    expect('VpcConfig' in lambdaOf(prod, id)[1].Properties).toBe(callsExchange(id));
  });

  it('the code of a function cannot use the network interfaces', () => {
    const request = {
      action: 'ec2:CreateNetworkInterface',
      resource: '*',
      context: {},
    };
    const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:oems-prod-create-order';
    const statements = statementsOf(prod, 'createOrder');
    expect(isAllowed(statements, request)).toBe(true);
    expect(isAllowed(statements, { ...request, context: { 'lambda:SourceFunctionArn': [arn] } })).toBe(false);
    expect(isAllowed(statementsOf(prod, 'getHealth'), request)).toBe(false);
  });

  it.each(inVpc)('the endpoints allow every right of %s', (id) => {
    const rights = statementsOf(prod, id).flatMap(rightsIn);
    expect(rights.length).toBeGreaterThan(0);
    expect(rights.filter((right) => !endpointRights.includes(right))).toEqual([]);
  });

  it('the endpoints allow nothing that no function in the VPC is granted, on the table and the key of the stack', () => {
    const granted = new Set(inVpc.flatMap((id) => statementsOf(prod, id).flatMap(rightsIn)));
    expect(endpointRights.filter((right) => !granted.has(right))).toEqual([]);
    const [[table] = ['']] = resourcesOf(prod, 'AWS::DynamoDB::Table');
    const secrets = flat(theOnly(prod, 'AWS::KMS::Alias').Properties.TargetKeyId);
    const resources = endpointRights.map((right) => right.split(' ')[1] ?? '');
    expect(resources.filter((each) => each !== secrets && !each.startsWith(`arn:${table}`))).toEqual([]);
  });

  it('no inbound traffic is allowed', () => {
    for (const [, { Properties }] of resourcesOf(prod, 'AWS::EC2::SecurityGroup'))
      expect(JSON.stringify(Properties.SecurityGroupIngress ?? '')).not.toContain('0.0.0.0/0');
  });
});
