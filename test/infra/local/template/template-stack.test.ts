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
  it("runs the asset behind each route, with its function's environment", async () => {
    const answer = await fetch(`${stack.url}/open`);
    expect(await answer.json()).toEqual({ greeting: 'reader' });
  });

  it("takes tokens with the route's scope, and shows the function the deployed issuer and audience", async () => {
    const answer = await post('oems/trade');
    expect(await answer.json()).toMatchObject({
      greeting: 'writer',
      jwt: { claims: { iss: 'https://issuer.example', aud: 'oems-clients', sub: 't' }, scopes: ['oems/trade'] },
    });
  });

  it('answers a foreign scope with 403, and no token with 401', async () => {
    expect((await post('oems/read')).status).toBe(403);
    expect((await fetch(`${stack.url}/scoped`, { method: 'POST' })).status).toBe(401);
  });

  it('a function that API Gateway may not invoke is a 500, and does not run', async () => {
    const resource = new Map(deployment.policies.resource);
    resource.delete('arn:aws:lambda:us-east-1:123456789012:function:reader');
    stack.enforcer.use({ ...deployment.policies, resource });
    const answer = await fetch(`${stack.url}/open`);
    stack.enforcer.use(deployment.policies);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ message: 'Internal Server Error' });
  });

  it("an output line reaches no log without the role's right to write it", async () => {
    await fetch(`${stack.url}/open`);
    await expect.poll(() => stack.refusals.map(({ action }) => action)).toContain('logs:PutLogEvents');
    expect(lines).not.toContain('running');
    expect(lines.join()).toMatch(/refused: User: .*reader is not authorized to perform: logs:CreateLogStream/);
  });

  it('does not start on services that would not ask its policies', async () => {
    const external = { ...settings, dynamodbUrl: 'http://127.0.0.1:1' };
    await expect(startTemplateStack(external, deployment)).rejects.toThrow(/embedded DynamoDB and KMS only/);
  });

  it('does not start when a schedule may not take its role on', async () => {
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
