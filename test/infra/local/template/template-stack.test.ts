import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, readDeployment } from '../../../../infra/local/template/read-template.ts';
import { startTemplateStack, type TemplateStack } from '../../../../infra/local/template/template-stack.ts';
import { fixtureResources, fixtureSynthesis, readFixture } from './fixture-template.ts';

const lines: string[] = [];
const settings = {
  port: 0,
  workers: 1,
  distDir: '/nowhere',
  functionEnv: {},
  onLog: (line: string) => lines.push(line),
};
let deployment: Deployment;
let stack: TemplateStack;

beforeAll(async () => {
  deployment = await readFixture();
  stack = await startTemplateStack(settings, deployment);
});

afterAll(() => stack?.close());

async function post(scope: string) {
  return fetch(`${stack.url}/scoped`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await stack.token('t', scope)}` },
  });
}

describe('the template stack', () => {
  it('a route runs the asset with the environment of the function', async () => {
    const answer = await fetch(`${stack.url}/open`);
    expect(await answer.json()).toEqual({ greeting: 'reader' });
  });

  it('a token with the scope of the route is accepted, and the function sees the deployed issuer and audience', async () => {
    const answer = await post('oems/trade');
    expect(await answer.json()).toMatchObject({
      greeting: 'writer',
      jwt: { claims: { iss: 'https://issuer.example', aud: 'oems-clients', sub: 't' }, scopes: ['oems/trade'] },
    });
  });

  it('a wrong scope gets a 403, and a missing token gets a 401', async () => {
    expect((await post('oems/read')).status).toBe(403);
    expect((await fetch(`${stack.url}/scoped`, { method: 'POST' })).status).toBe(401);
  });

  it('a function that API Gateway may not invoke does not run, and the answer is a 500', async () => {
    const resource = new Map(deployment.policies.resource);
    resource.delete('arn:aws:lambda:us-east-1:123456789012:function:reader');
    stack.enforcer.use({ ...deployment.policies, resource });
    const answer = await fetch(`${stack.url}/open`);
    stack.enforcer.use(deployment.policies);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ message: 'Internal Server Error' });
  });

  it('output of a function reaches no log without the right to write logs', async () => {
    await fetch(`${stack.url}/open`);
    await expect.poll(() => stack.refusals.map(({ action }) => action)).toContain('logs:PutLogEvents');
    expect(lines).not.toContain('running');
    expect(lines.join()).toMatch(/refused: User: .*reader is not authorized to perform: logs:CreateLogStream/);
  });

  it('the stack refuses external services, because external services do not ask the policies', async () => {
    const external = { ...settings, dynamodbUrl: 'http://127.0.0.1:1' };
    await expect(startTemplateStack(external, deployment)).rejects.toThrow(/embedded DynamoDB and KMS only/);
  });

  it('the stack does not start if a schedule may not assume the role', async () => {
    const resources = {
      ...fixtureResources(),
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          FlexibleTimeWindow: { Mode: 'OFF' },
          ScheduleExpression: 'rate(1 hour)',
          Target: { Arn: { 'Fn::GetAtt': ['reader', 'Arn'] }, RoleArn: { 'Fn::GetAtt': ['readerRole', 'Arn'] } },
        },
      },
    };
    const other = readDeployment(await fixtureSynthesis(resources));
    await expect(startTemplateStack(settings, other)).rejects.toThrow(
      /reader-role does not trust scheduler.amazonaws.com/,
    );
  });
});
