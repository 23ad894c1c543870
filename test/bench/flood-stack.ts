import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOemsApp } from '../../infra/aws/oems-app.ts';
import { checkStage } from '../../infra/aws/stage.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { startTemplateStack } from '../../infra/local/template/template-stack.ts';
import type { Route } from '../../lib/contract/route.ts';
import { type OperationId, routes } from '../../lib/contract/routes.ts';
import { jobs } from '../../lib/jobs/jobs.ts';

/** Executions beside the reserved shares, and the share of each function that stops trading. */
const shared = 6;
export const share = 4;
const safetyFunctions = [...Object.values<Route>(routes), ...Object.values(jobs)].filter(
  (one) => 'safety' in one && one.safety,
).length;

export interface FloodBench {
  readonly sandbox: SandboxStack;
  readonly quiet: Call;
  readonly flooding: Call;
}

type Call = (operation: OperationId, fields: Readonly<Record<string, unknown>>) => Promise<Answer>;

export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

function callOf(url: string, token: string): Call {
  return async (operation, fields) => {
    const { method, path, source }: Route = routes[operation];
    const query = new URLSearchParams(fields as Record<string, string>);
    const started = performance.now();
    const response = await fetch(source === 'body' ? url + path : `${url}${path}?${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(source === 'body' ? { body: JSON.stringify(fields) } : {}),
    });
    const text = await response.text();
    return { status: response.status, ms: performance.now() - started, text };
  };
}

/** The template of a stage with reserved shares, run with its policies, on an AWS account that has few executions beside the shares. */
export async function startFloodBench(dir: string): Promise<FloodBench> {
  process.env.CDK_VALIDATION = 'false';
  const clients = { bench: { tenant: 'bench', scopes: ['read', 'trade', 'admin'] } };
  const fields = { data: 'destroy', identity: { kind: 'cognito', clients }, safetyConcurrency: share };
  const options = { stage: 'bench', ...checkStage('bench', fields) };
  createOemsApp({ distDir: join(dir, 'dist'), outdir: join(dir, 'out'), options }).synth();
  const deployment = readDeployment(await readSynthesis(join(dir, 'out')));
  const settings = { port: 0, workers: 4, distDir: '', functionEnv: {}, onLog: () => undefined };
  const concurrency = shared + share * safetyFunctions;
  const sandbox = await startSandboxStack(settings, { pinned: true, tickMs: 0 }, (given) =>
    startTemplateStack({ ...given, concurrency }, deployment),
  );
  await sandbox.invokeJob('refreshMarkets');
  const scopes = 'oems/read oems/trade oems/admin';
  const callerOf = async (tenant: string) => callOf(sandbox.url, await sandbox.token(tenant, scopes));
  return { sandbox, quiet: await callerOf('quiet'), flooding: await callerOf('flooding') };
}

function needed({ status, text }: Answer): string {
  if (status === 200) return text;
  throw new Error(`${status} ${text}`);
}

/** Until the budget of the tenant lets the call through. */
async function patiently(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await call();
    if (answer.status !== 429) return answer;
    await sleep(500);
  }
}

export async function register({ sandbox }: FloodBench, call: Call, id: string): Promise<void> {
  const key = await sandbox.simulators.kraken.spot?.control('key', { customer: id, nonce_window: 10_000 });
  const { api_key: apiKey, secret } = key as { readonly api_key: string; readonly secret: string };
  const fields = { exchange_account_id: id, exchange: 'kraken', params: { apiKey, secret } };
  needed(await patiently(() => call('registerExchangeAccount', fields)));
}

/** Lets the account trade, and rests an order for the cancellation and another for the halt. Returns the id of the first. */
export async function prepare(call: Call, id: string): Promise<string> {
  needed(await call('setTradingState', { exchange_account_id: id, trading_state: 'ACTIVE' }));
  const order = { symbol: 'BTC/USD', side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };
  const place = () => patiently(() => call('createOrder', { exchange_account_id: id, ...order }));
  const first = JSON.parse(needed(await place())) as { data: { order: { order_id: string } } };
  needed(await place());
  return first.data.order.order_id;
}
