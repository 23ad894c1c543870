/**
 * `npm run tour`: walks the guide "Trading on Kraken" from top to bottom and prints every call and every answer. The
 * exit status is 1 if an answer differs from the guide. The tour runs on the stack at OEMS_URL (with OEMS_TOKEN), or
 * on a new stack. Steps that control the simulators need OEMS_KRAKEN_SPOT_URL and OEMS_KRAKEN_FUTURES_URL. Keys:
 * OEMS_SPOT_KEY, OEMS_SPOT_SECRET, OEMS_FUTURES_KEY, OEMS_FUTURES_SECRET; default: the sandbox keys.
 */
import { readCommandLine } from '../../command-line.ts';
import { SettingsError } from '../stack/settings.ts';
import { fill, type Memory, mismatches, valueAt } from './check.ts';
import { showAnswer, showRequest } from './print.ts';
import { tour } from './sections.ts';
import type { TourStep } from './step.ts';
import { openTarget, type TourTarget } from './target.ts';

interface Answered {
  readonly status: number;
  readonly answer: unknown;
}

interface Tally {
  readonly failures: string[];
  right: number;
  leftOut: number;
}

async function send(target: TourTarget, method: string, path: string, body?: unknown): Promise<Answered> {
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(target.url + path, init).catch(() => {
    throw new SettingsError(`no answer from ${target.url}: is the stack running there?`);
  });
  const text = await response.text();
  try {
    return { status: response.status, answer: JSON.parse(text) };
  } catch {
    return { status: response.status, answer: text };
  }
}

async function instructSimulators(target: TourTarget, { control = [] }: TourStep, memory: Memory): Promise<void> {
  for (const order of control) {
    const body = fill(order.body, { ...memory, hourAhead: Date.now() + 3_600_000 });
    console.log(showRequest(`(the ${order.simulator} simulator is told)`, 'POST', `/_control/${order.name}`, body));
    const answer = await target.control?.({ ...order, body });
    rememberFrom(answer, order.remember, memory);
  }
}

function rememberFrom(answer: unknown, names: Readonly<Record<string, string>> = {}, memory: Memory): void {
  for (const [name, place] of Object.entries(names)) memory[name] = valueAt(answer, place);
}

async function walk(target: TourTarget, memory: Memory, tally: Tally): Promise<void> {
  for (const section of tour) {
    console.log(`\n${section.title}\n${'='.repeat(section.title.length)}`);
    for (const step of section.steps) {
      if (step.control !== undefined && target.control === undefined) leaveOut(step, tally);
      else await take(target, step, memory, tally);
    }
  }
}

function leaveOut({ title }: TourStep, tally: Tally): void {
  tally.leftOut += 1;
  console.log(`\n  ${title}\n  left out: needs OEMS_KRAKEN_SPOT_URL and OEMS_KRAKEN_FUTURES_URL (simulators)`);
}

async function take(target: TourTarget, step: TourStep, memory: Memory, tally: Tally): Promise<void> {
  await instructSimulators(target, step, memory);
  const path = fill(step.path, memory);
  const body = fill(step.body, memory);
  console.log(showRequest(step.title, step.method, path, body));
  const { status, answer } = await send(target, step.method, path, body);
  console.log(showAnswer(status, answer));
  rememberFrom(answer, step.remember, memory);
  const wrong = status === step.status ? [] : [`HTTP status is ${status}, expected ${step.status}`];
  wrong.push(...mismatches(answer, step.expect, memory));
  if (wrong.length === 0) tally.right += 1;
  for (const line of wrong) console.log(`  NOT WHAT THE GUIDE SAYS: ${line}`);
  tally.failures.push(...wrong.map((line) => `${step.title}: ${line}`));
}

/** Removes the orders and the accounts of the tour, and the position of an interrupted tour. A made-up key cannot be looked with: `force`. */
async function cleanUp(target: TourTarget, memory: Memory): Promise<void> {
  const id = memory.account;
  const cancel = `/oems/execution/order?exchange_account_id=${id}&market_type=swap&order_id=`;
  for (const name of ['limitOrder', 'stopOrder', 'profitOrder', 'stopLimitOrder']) {
    if (memory[name] !== undefined) await send(target, 'DELETE', `${cancel}${memory[name]}`);
  }
  if (memory.openingOrder !== undefined && memory.closingOrder === undefined) await closePosition(target, id);
  for (const suffix of ['', '-later', '-futures', '-nonce', '-blind', '-mixed']) {
    await send(
      target,
      'DELETE',
      `/delegation/exchange-account?exchange_account_id=${id}${suffix}&purge=true&force=true`,
    );
  }
}

async function closePosition(target: TourTarget, id: unknown): Promise<void> {
  const order = { symbol: 'BTC/USD:USD', side: 'buy', order_type: 'market', quantity: 0.0004, reduce_only: true };
  await send(target, 'POST', '/oems/execution/order', { exchange_account_id: id, ...order });
}

function summary({ right, leftOut, failures }: Tally): string {
  const skipped = leftOut === 0 ? '' : `, ${leftOut} left out`;
  if (failures.length === 0) return `\nTour complete: ${right} calls answered as the guide says${skipped}.`;
  const lines = failures.map((line) => `\n- ${line}`).join('');
  return `\nTour failed: not what the guide says (${right} calls are${skipped}):${lines}`;
}

async function run(): Promise<void> {
  const target = await openTarget(process.env);
  const memory: Memory = { ...target.memory, account: `tour-${Date.now().toString(36)}` };
  const tally: Tally = { failures: [], right: 0, leftOut: 0 };
  try {
    await walk(target, memory, tally).finally(() => cleanUp(target, memory));
  } finally {
    await target.close();
  }
  console.log(summary(tally));
  if (tally.failures.length > 0) process.exitCode = 1;
}

const USAGE = `usage: npm run tour

Walks the guide from registration to removal, prints every call and every answer, and ends with status 1 where an answer differs.
About twenty seconds.

Variables: OEMS_URL and OEMS_TOKEN (a running stack; default: a new stack), OEMS_KRAKEN_SPOT_URL and OEMS_KRAKEN_FUTURES_URL (its
simulators), OEMS_SPOT_KEY, OEMS_SPOT_SECRET, OEMS_FUTURES_KEY, OEMS_FUTURES_SECRET (default: the sandbox keys).
`;

process.env.TZ = 'UTC';
readCommandLine({ usage: USAGE });
if (!process.env.OEMS_URL) console.log('starting a stack for the tour …');
await run().catch((error) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
});
