import { describe, expect, it } from 'vitest';
import { callsExchange } from '../../../infra/aws/abilities.ts';
import { isAllowed, type Statement, statementsOf } from './fixture-iam.ts';
import { everyOption, flat, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const prod = synthesize(everyOption);

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

  it('the endpoints of DynamoDB and KMS allow only the table and the key of the stack', () => {
    const policies = resourcesOf(prod, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => {
      const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
      return Statement.flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]).map(flat));
    });
    const [[table] = ['']] = resourcesOf(prod, 'AWS::DynamoDB::Table');
    const secrets = flat(theOnly(prod, 'AWS::KMS::Alias').Properties.TargetKeyId);
    expect(policies.toSorted()).toEqual([[secrets], [`arn:${table}`, `arn:${table}/index/pending`]].toSorted());
  });

  it('no inbound traffic is allowed', () => {
    for (const [, { Properties }] of resourcesOf(prod, 'AWS::EC2::SecurityGroup'))
      expect(JSON.stringify(Properties.SecurityGroupIngress ?? '')).not.toContain('0.0.0.0/0');
  });
});
