import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { readDeployedStack } from '../../../infra/deploy/deployed-stack.ts';

const aws = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-central-1' });
beforeEach(() => aws.reset());

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

it('the parameters, the outputs and the template of a stack are read', async () => {
  aws.on(DescribeStacksCommand, { StackName: 'oems-prod' }).resolves({
    Stacks: [
      {
        ...{ StackName: 'oems-prod', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' },
        Parameters: [{ ParameterKey: 'FixedAddress', ParameterValue: 'true' }],
        Outputs: [{ OutputKey: 'ApiUrl', OutputValue: 'https://api.example' }],
      },
    ],
  });
  aws.on(GetTemplateCommand).resolves({ TemplateBody: '{"Resources":{}}' });
  expect(await readDeployedStack('oems-prod', client)).toEqual({
    parameters: { FixedAddress: 'true' },
    outputs: { ApiUrl: 'https://api.example' },
    template: { Resources: {} },
  });
});

it('a stack that does not exist is null; any other failure is no answer', async () => {
  aws.on(DescribeStacksCommand).rejects(failure('ValidationError', 'Stack with id oems-prod does not exist'));
  expect(await readDeployedStack('oems-prod', client)).toBeNull();
  for (const [name, message] of [
    ['ValidationError', 'Rate exceeded'],
    ['AccessDenied', 'does not exist for you'],
  ] as const) {
    aws.on(DescribeStacksCommand).rejects(failure(name, message));
    await expect(readDeployedStack('oems-prod', client)).rejects.toThrow(message);
  }
});
