/**
 * `npm run tour`: walks the guide "Trading on Kraken" from top to bottom and prints every call and every answer. The
 * exit status is 1 if an answer differs from the guide. `-- --exchange NAME` walks through another exchange. The tour runs on the stack at OEMS_URL (with OEMS_TOKEN), or
 * on a new stack. Steps that control the simulators need OEMS_KRAKEN_SPOT_URL and OEMS_KRAKEN_FUTURES_URL. Keys:
 * OEMS_SPOT_KEY, OEMS_SPOT_SECRET, OEMS_FUTURES_KEY, OEMS_FUTURES_SECRET; default: the sandbox keys.
 */
import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { readCommandLine, refuse } from '../../command-line.ts';
import { SettingsError } from '../stack/settings.ts';
import { fill, type Memory, mismatches, valueAt } from './check.ts';
import { cleanUp } from './clean-up.ts';
import { showAnswer, showRequest } from './print.ts';
import { send } from './send.ts';
import type { TourStep } from './step.ts';
import { openTarget, type TourTarget } from './target.ts';
import { guideExchange, simulatorVariables, symbolsOf, walkOf } from './walk.ts';

interface Tally {
  readonly failures: string[];
  right: number;
  leftOut: number;
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
  for (const [name, place] of Object.entries(names)) memory[name] = valueAt(answer, fill(place, memory));
}

async function walk(target: TourTarget, memory: Memory, tally: Tally): Promise<void> {
  for (const section of walkOf(target.exchange)) {
    console.log(`\n${section.title}\n${'='.repeat(section.title.length)}`);
    for (const step of section.steps) {
      if (step.lacking !== undefined) leaveOut(step, step.lacking, tally);
      else if (step.control !== undefined && target.control === undefined) leaveOut(step, needs(target), tally);
      else await take(target, step, memory, tally);
    }
  }
}

function needs({ exchange }: TourTarget): string {
  return `needs ${simulatorVariables(exchange).join(' and ')} (simulators)`;
}

function leaveOut({ title }: TourStep, why: string, tally: Tally): void {
  tally.leftOut += 1;
  console.log(`\n  ${title}\n  left out: ${why}`);
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

function summary({ right, leftOut, failures }: Tally): string {
  const skipped = leftOut === 0 ? '' : `, ${leftOut} left out`;
  if (failures.length === 0) return `\nTour complete: ${right} calls answered as the guide says${skipped}.`;
  const lines = failures.map((line) => `\n- ${line}`).join('');
  return `\nTour failed: not what the guide says (${right} calls are${skipped}):${lines}`;
}

async function run(exchange: ExchangeId): Promise<void> {
  const target = await openTarget(process.env, exchange);
  const memory: Memory = { ...symbolsOf(exchange), ...target.memory, account: `tour-${Date.now().toString(36)}` };
  const tally: Tally = { failures: [], right: 0, leftOut: 0 };
  try {
    await walk(target, memory, tally).finally(() => cleanUp(target, memory));
  } finally {
    await target.close();
  }
  console.log(summary(tally));
  if (tally.failures.length > 0) process.exitCode = 1;
}

const USAGE = `usage: npm run tour [-- --exchange NAME]

Walks the guide from registration to removal, prints every call and every answer, and ends with status 1 where an answer differs.
About twenty seconds.

  --exchange NAME  ${exchangeIds.join(', ')}; default ${guideExchange}, the exchange of the guide. At another exchange the walk follows the
                   definition of the exchange: what the exchange lacks is left out, and the reason is printed

Variables: OEMS_URL and OEMS_TOKEN (a running stack; default: a new stack), ${simulatorVariables(guideExchange).join(' and ')} (its
simulators), OEMS_SPOT_KEY, OEMS_SPOT_SECRET, OEMS_FUTURES_KEY, OEMS_FUTURES_SECRET (default: the sandbox keys). With --exchange: the variables
of the simulators of that exchange, and OEMS_API_KEY, OEMS_API_SECRET.
`;

function exchangeNamed(name: string): ExchangeId {
  const found = exchangeIds.find((each) => each === name);
  return found ?? refuse({ usage: USAGE }, `--exchange ${name}: give one of ${exchangeIds.join(', ')}`);
}

process.env.TZ = 'UTC';
const { values } = readCommandLine({ usage: USAGE, options: { exchange: { type: 'string' } } });
const exchange = exchangeNamed(values.exchange ?? guideExchange);
if (!process.env.OEMS_URL) console.log('starting a stack for the tour …');
await run(exchange).catch((error) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
});
