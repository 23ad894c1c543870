import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KrakenSpot } from '../../infra/local/exchanges/kraken/spot/simulator.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import {
  type Answer,
  type Answered,
  attemptsIn,
  clientIdsInBook,
  mixedLoad,
  type NonceRecord,
  nonceRecord,
  quantile,
  runLoad,
  type Step,
} from './concurrent-load.ts';

const CLIENTS = 16;
const READS = 2_000;
const ORDERS = 200;
/** Each load takes 15 to 25 s on two idle cores. */
const LIMIT_MS = 120_000;

const lines: string[] = [];
let stack: SandboxStack;
let spot: KrakenSpot;
let token: string;
let repeatedOrders = 0;

beforeAll(async () => {
  const settings = { port: 0, workers: 8, distDir: 'dist', functionEnv: {}, onLog: (line: string) => lines.push(line) };
  stack = await startSandboxStack(settings, { pinned: true });
  if (stack.simulators.kraken.spot === undefined) throw new Error('no spot simulator');
  spot = stack.simulators.kraken.spot;
  token = await stack.token('acme', 'oems/read oems/trade oems/admin');
});

afterAll(() => stack?.close());

async function call({ method, path, body }: Step): Promise<{ status: number; answer: Answer }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(stack.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, answer: (await response.json()) as Answer };
}

/**
 * A client repeats a 503 under the same name and sends what was not placed under a new one, as the guide says. With window 0 an order looks
 * for itself after every refused nonce, and its deadline may pass before a nonce is accepted: nothing was placed then.
 */
async function asClient(step: Step): Promise<{ status: number; answer: Answer }> {
  const first = await call(step);
  if (step.method !== 'POST' || first.status === 200) return first;
  repeatedOrders += 1;
  if (first.answer.code === 'NONCE_REJECTED') return underNewName(step, await call(step));
  return underNewName(step, first);
}

async function underNewName(
  step: Step,
  last: { status: number; answer: Answer },
): Promise<{ status: number; answer: Answer }> {
  if (last.answer.code !== 'NOT_PLACED') return last;
  return call({ ...step, body: { ...step.body, client_order_id: `${step.body?.client_order_id}-again` } });
}

/** A customer of its own, reached through one key with the given nonce window. */
async function register(account: string, nonceWindow: number): Promise<string> {
  const terms = { customer: account, nonce_window: nonceWindow };
  const key = (await spot.control('key', terms)) as { api_key: string; secret: string };
  const params = { apiKey: key.api_key, secret: key.secret };
  const body = { exchange_account_id: account, exchange: 'kraken', params };
  const { status } = await call({ method: 'POST', path: '/delegation/register-exchange-account', body });
  expect(status).toBe(200);
  return key.api_key;
}

function report(nonceWindow: number, answered: readonly Answered[], record: NonceRecord, seconds: number): void {
  const waits = answered.map(({ ms }) => ms).sort((a, b) => a - b);
  const share = ((100 * record.refusals) / record.requests).toFixed(1);
  console.log(
    `nonce window ${nonceWindow}: ${answered.length} calls in ${seconds.toFixed(1)} s, p50 ${quantile(waits, 0.5).toFixed(0)} ms, ` +
      `p99 ${quantile(waits, 0.99).toFixed(0)} ms, slowest ${waits.at(-1)?.toFixed(0)} ms; ${record.refusals} of ${record.requests} signed ` +
      `requests refused for their nonce (${share} %); calls by attempts beyond one: ${JSON.stringify(attemptsIn(lines))}`,
  );
}

describe.each([0, 10_000])('16 clients on one spot key with nonce window %i', (nonceWindow) => {
  const account = `window-${nonceWindow}`;
  let answered: Answered[];
  let record: NonceRecord;

  beforeAll(async () => {
    lines.length = 0;
    repeatedOrders = 0;
    const apiKey = await register(account, nonceWindow);
    const started = performance.now();
    answered = await runLoad(mixedLoad(account, READS, ORDERS), CLIENTS, asClient);
    record = nonceRecord(spot.protocol.log, apiKey);
    report(nonceWindow, answered, record, (performance.now() - started) / 1000);
  }, LIMIT_MS);

  it('every call of sixteen clients on one spot key succeeds', () => {
    expect(answered.filter(({ status }) => status !== 200).map(({ answer }) => answer.code)).toEqual([]);
    expect(answered.length).toBe(READS + ORDERS);
    // One in fifty at most, and none behind the advised window.
    expect(repeatedOrders).toBeLessThanOrEqual(nonceWindow === 0 ? ORDERS / 50 : 0);
  });

  it('no nonce of sixteen clients is accepted twice', () => {
    expect(record.requests).toBeGreaterThanOrEqual(READS + ORDERS);
    expect(record.repeated).toBe(0);
  });

  it('each order of sixteen clients is in the book exactly once', () => {
    const orders = answered.flatMap(({ answer }) => answer.data?.order ?? []);
    expect(orders.length).toBe(ORDERS);
    expect(clientIdsInBook(spot, account)).toEqual(orders.map((order) => order.client_order_id).sort());
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['open', 'filled']));
  });

  it.runIf(nonceWindow > 0)('are never refused for a nonce', () => {
    expect(record.refusals).toBe(0);
  });
});
