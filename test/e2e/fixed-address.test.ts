import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOemsApp } from '../../infra/aws/oems-app.ts';
import { checkStage, readStage } from '../../infra/aws/stage.ts';
import { compileStatement, listOf } from '../../infra/local/template/iam-policy.ts';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { startTemplateStack, type TemplateStack } from '../../infra/local/template/template-stack.ts';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let outDir = '';
let oems: Oems;
let stack: TemplateStack;

/** The stage dev with a fixed address: whatever fails here and not there, fails by the VPC. */
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'oems-fixed-address-'));
  const { stage, ...dev } = readStage('dev');
  const options = { stage, ...checkStage('fixed-address', { ...dev, fixedEgressIp: true }) };
  createOemsApp({ distDir: 'dist', outdir: outDir, options }).synth();
  const deployment = readDeployment(await readSynthesis(outDir));
  const start = async (settings: Parameters<typeof startTemplateStack>[0]) => {
    stack = await startTemplateStack(settings, deployment);
    return stack;
  };
  oems = await startOems({ workers: 1, start });
}, 240_000);

afterAll(async () => {
  await oems?.close();
  await rm(outDir, { recursive: true, force: true });
});

/** An account with a position and a resting order. */
async function trading(tenant: string): Promise<Client> {
  const client = await oems.client(tenant);
  const params = paramsOf(await oems.mintSpot({ customer: tenant }), await oems.mintFutures({ customer: tenant }));
  oems.stack.world.deposit('futures', tenant, 'USD', new Decimal(10_000));
  const id = { exchange_account_id: 'desk' };
  expect((await client.call('registerExchangeAccount', { ...id, exchange: 'kraken', params })).status).toBe(200);
  for (const terms of [{ order_type: 'market' }, { order_type: 'limit', price: 60_000 }]) {
    const order = { ...id, symbol: 'BTC/USD:USD', side: 'buy', quantity: 0.01, ...terms };
    expect((await client.call('createOrder', order)).status).toBe(200);
  }
  return client;
}

function halt(client: Client) {
  return client.call('haltTrading', { exchange_account_id: 'desk', close_positions: true });
}

describe('a deployment with a fixed address', () => {
  it('has functions in the VPC, behind endpoints of DynamoDB and KMS', () => {
    const inVpc = stack.deployment.functions.filter(({ isInVpc }) => isInVpc).map(({ name }) => name);
    expect(inVpc).toEqual(expect.arrayContaining(['oems-dev-halt-trading', 'oems-dev-resolve-orders']));
    expect([...stack.deployment.policies.endpoints.keys()].toSorted()).toEqual(['dynamodb', 'kms']);
  });

  it('carries a halt out to the end, and no endpoint refuses anything', async () => {
    const client = await trading('complete');
    const { body } = await halt(client);
    expect(body.data).toMatchObject({ complete: true, orders_in_flight: 0, reasons: [] });
    expect(stack.refusals).toEqual([]);
  }, 60_000);

  it('refuses by the endpoint what the endpoint does not allow, whatever the role allows, and the halt says so', async () => {
    const client = await trading('deprived');
    const { policies } = stack.deployment;
    const less = (policies.endpoints.get('dynamodb') ?? []).map(({ json }) =>
      compileStatement({ ...json, Resource: listOf(json.Resource).filter((each) => !each.endsWith('/index/orders')) }),
    );
    stack.enforcer.use({ ...policies, endpoints: new Map([...policies.endpoints, ['dynamodb', less]]) });
    const { body } = await halt(client).finally(() => stack.enforcer.use(policies));
    expect(body.data).toMatchObject({ complete: false, orders_in_flight: null });
    expect(stack.refusals.at(-1)).toMatchObject({
      session: 'oems-dev-halt-trading',
      action: 'dynamodb:Query',
      message: expect.stringMatching(/index\/orders because no VPC endpoint policy allows the dynamodb:Query action$/),
    });
  }, 60_000);
});
