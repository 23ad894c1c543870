/** `npm run bench:pulls [accounts]`: pulls of many accounts in one cycle on this machine; the first cycle, and one with nothing new. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../../infra/bundle.ts';
import { readCommandLine, refuse } from '../../infra/command-line.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { openAccounts } from './many-accounts.ts';
import { stage } from './stage.ts';

const ageMs = 3 * 3_600_000;
const QUEUE = 'pulls-kraken';
/** A symbol's published rates, two thousand of them, are stored once: not in the cycle that shows what one costs with nothing new. */
const RATES = { kind: 'rates', exchange: 'krakenfutures', symbol: 'BTC/USD:USD' };

interface Cycle {
  readonly what: string;
  readonly accounts: number;
  readonly seconds: number;
  readonly failed: number;
  readonly table: number;
  readonly exchange: number;
  readonly kms: number;
  /** Of this process, which holds functions, table, KMS, queue and exchanges: steadier than the clock on a busy machine. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

async function cycle(what: string, stack: SandboxStack, accounts: number): Promise<Cycle> {
  const { dynamodb, kms } = stack;
  const { spot, futures } = stack.simulators.kraken;
  dynamodb?.faults.resetCounts();
  kms?.faults.resetCounts();
  for (const venue of [spot, futures]) if (venue) venue.protocol.log.length = 0;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 200);
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const failed = await pullAll(stack, accounts);
  clearInterval(watch);
  return {
    what,
    accounts,
    seconds: (performance.now() - started) / 1000,
    failed,
    table: sum(dynamodb?.faults.counts()) / accounts,
    exchange: ((spot?.protocol.log.length ?? 0) + (futures?.protocol.log.length ?? 0)) / accounts,
    kms: sum(kms?.faults.counts()) / accounts,
    cpuMs: cpuSince(cpu) / accounts,
    peakMb: peak / 1e6,
  };
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function sum(counts: Record<string, number> = {}): number {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}

/** Through dispatcher, queue and workers; asked again while the first answer's patience runs out before all were tried. */
async function pullAll(stack: SandboxStack, accounts: number): Promise<number> {
  const response = await fetch(`${stack.url}/_local/pull`, { method: 'POST' });
  const told = (await response.json()) as { accounts: number; failed: number; waiting: number };
  if (told.accounts !== accounts) throw new Error(`asked for ${told.accounts} accounts of ${accounts}`);
  if (told.waiting > 0) await emptied(stack);
  return told.failed;
}

async function emptied({ sqs }: SandboxStack): Promise<void> {
  const queue = sqs.queue(QUEUE);
  while (queue.counts().visible + queue.counts().inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function measure(distDir: string, count: number): Promise<Cycle[]> {
  const started = Date.now();
  const clock = () => started - ageMs + (Date.now() - started);
  const settings = {
    port: 0,
    workers: 4,
    distDir,
    functionEnv: {},
    onLog: () => undefined,
  };
  const stack = await startSandboxStack(settings, { clock, tickMs: 0 });
  try {
    Object.assign(process.env, stack.functionEnv);
    await stack.invokeJob('refreshMarkets');
    stage(`opening ${count} accounts`);
    await openAccounts(stack, count);
    stack.world.advance(ageMs);
    stage('first pull of all accounts');
    const first = await cycle('first pull', stack, count);
    stack.sqs.queue(QUEUE).send(JSON.stringify(RATES));
    await emptied(stack);
    stage('pull of all accounts with nothing new');
    const second = await cycle('nothing new', stack, count);
    stage('done');
    return [first, second];
  } finally {
    await stack.close();
  }
}

const usage = `usage: npm run bench:pulls -- [ACCOUNTS]

Pulls the ledgers of many accounts on this machine, twice, and prints requests, time and memory an account. Without a number: 1,000 accounts
(about a minute), then 10,000 (about ten minutes).
`;

/** A number of three digits says as much as the clock knows. */
function rounded(cycle: Cycle): object {
  const short = (value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(value < 1000 ? 3 : 6)) : value;
  return Object.fromEntries(Object.entries(cycle).map(([name, value]) => [name, short(value)]));
}

const { positionals } = readCommandLine({ usage, allowsArguments: true });
const [count] = positionals.map(Number);
if (count !== undefined && !(Number.isSafeInteger(count) && count > 0))
  refuse({ usage }, `${positionals[0]}: give a number of accounts`);
if (count === undefined) {
  // Each in a process of its own: memory is then its own too.
  for (const each of ['1000', '10000']) spawnSync(process.execPath, [import.meta.filename, each], { stdio: 'inherit' });
} else {
  const distDir = await mkdtemp(join(tmpdir(), 'oems-bench-pulls-'));
  try {
    stage('bundling the functions');
    await bundle(distDir).finally(stopBundler);
    console.table((await measure(distDir, count)).map(rounded));
  } finally {
    await rm(distDir, { recursive: true, force: true });
  }
}
