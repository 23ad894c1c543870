import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOemsApp } from '../../infra/aws/oems-app.ts';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { startTemplateStack, type TemplateStack } from '../../infra/local/template/template-stack.ts';
import type { Route } from '../../lib/contract/route.ts';
import { kebabCase, routes } from '../../lib/contract/routes.ts';
import { optionsOf } from '../infra/aws/fixture-stack.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

/**
 * The template with reserved shares, on an account that has few executions beside them. The exchange stalls the reads of one tenant, whose calls
 * then hold every execution that is not reserved. Nothing here looks at a clock: a call of another tenant is refused, or is not.
 */
const shared = 6;
const share = 4;
const safetyFunctions = [...Object.values(routes as Record<string, Route>)].filter(({ safety }) => safety).length + 1;

let outdir = '';
let oems: Oems;
let stack: TemplateStack;
let flooding: Client;
let quiet: Client;

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'oems-flood-'));
  process.env.CDK_VALIDATION = 'false';
  const options = optionsOf({ safetyConcurrency: share, tenantBudgets: { read: { rate: 100, burst: 200 } } });
  createOemsApp({ distDir: 'dist', outdir, options }).synth();
  delete process.env.CDK_VALIDATION;
  const deployment = readDeployment(await readSynthesis(outdir));
  oems = await startOems({
    workers: 8,
    start: async (settings) => {
      stack = await startTemplateStack({ ...settings, concurrency: shared + share * safetyFunctions }, deployment);
      return stack;
    },
  });
  [flooding, quiet] = [await oems.client('flooding'), await oems.client('quiet')];
  for (const [client, customer] of [
    [flooding, 'flooding'],
    [quiet, 'quiet'],
  ] as const) {
    const params = paramsOf(await oems.mintSpot({ customer, nonce_window: 10_000 }));
    const registered = await client.call('registerExchangeAccount', { ...main, exchange: 'kraken', params });
    if (registered.status !== 200) throw new Error(registered.text);
  }
}, 180_000);
afterAll(async () => {
  await oems?.close();
  await rm(outdir, { recursive: true, force: true });
});

const main = { exchange_account_id: 'main' };
const bid = { ...main, symbol: 'BTC/USD', side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };

async function place(): Promise<string> {
  const answer = await quiet.call('createOrder', bid);
  if (answer.status !== 200) throw new Error(answer.text);
  return String((answer.body.data.order as { order_id: string }).order_id);
}

/** The status of an answer that the gateway may give in place of the function, in words of its own. */
async function statusOf(
  { token }: Client,
  operation: keyof typeof routes,
  fields: Record<string, string>,
): Promise<number> {
  const { method, path, source }: Route = routes[operation];
  const isBody = source === 'body';
  const response = await fetch(isBody ? `${stack.url}${path}` : `${stack.url}${path}?${new URLSearchParams(fields)}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(isBody ? { body: JSON.stringify(fields) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

function count(statuses: readonly number[], ...wanted: number[]): number {
  return statuses.filter((status) => wanted.includes(status)).length;
}

/** Calls that the exchange lets hang, more than the account has executions, until `work` is done. */
async function whileFlooded<T>(
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly flood: readonly number[] }> {
  await oems.stack.simulators.kraken.spot?.control('fault', {
    path: '/TradesHistory',
    kind: 'delay',
    ms: 6000,
    times: 500,
  });
  const answers: Promise<number>[] = [];
  let isOver = false;
  const keepFull = async (): Promise<void> => {
    while (!isOver) {
      answers.push(statusOf(flooding, 'getTrades', { ...main, market_type: 'spot' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const flooded = keepFull();
  while (stack.throttled.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const done = await work().finally(() => {
    isOver = true;
  });
  await flooded;
  return { done, flood: await Promise.all(answers) };
}

describe('while one tenant floods and the exchange stalls', () => {
  it('halts, cancellations and trading states of another tenant are all carried out, and none is refused', async () => {
    const orders = [await place(), await place(), await place()];
    const before = stack.throttled.length;
    const { done, flood } = await whileFlooded(async () => {
      const answers: Answer[] = [];
      for (const order_id of orders)
        answers.push(await quiet.call('cancelOrder', { ...main, ...{ symbol: 'BTC/USD' }, order_id }));
      answers.push(await quiet.call('cancelAllOrders', { ...main, market_type: 'spot' }));
      for (let round = 0; round < 3; round += 1) answers.push(await quiet.call('haltTrading', main));
      answers.push(await quiet.call('setTradingState', { ...main, trading_state: 'HALTED' }));
      const ordinary = await Promise.all(Array.from({ length: 20 }, () => statusOf(quiet, 'listOrders', main)));
      return { answers, ordinary };
    });
    expect(done.answers.map(({ status }) => status)).toEqual(Array(done.answers.length).fill(200));
    // The flood has an effect: its own calls are refused, and so are calls of the other tenant that have no share.
    expect(count(flood, 503)).toBeGreaterThan(0);
    expect(count(done.ordinary, 503)).toBeGreaterThan(0);
    const safe = Object.entries(routes as Record<string, Route>).flatMap(([id, { safety }]) =>
      safety ? [`oems-dev-${kebabCase(id as never)}`] : [],
    );
    const refusedSafely = stack.throttled
      .slice(before)
      .filter((name) => [...safe, 'oems-dev-resolve-orders'].includes(name));
    console.log(
      JSON.stringify({
        flood: flood.length,
        refused: count(flood, 503),
        safety: done.answers.length,
        safetyRefused: refusedSafely.length,
      }),
    );
    expect(refusedSafely).toEqual([]);
  }, 120_000);
});
