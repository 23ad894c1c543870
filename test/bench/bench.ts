/** `npm run bench`: measures on this machine what the design promises, and prints it side by side. About a minute. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { type BenchStack, balanceEvent, SYNTHETIC_PAIRS, startBenchStack } from './bench-stack.ts';
import { type ColdCall, callInFreshProcess, median } from './fresh-process.ts';
import { measureWriters, type WriterResult } from './nonce-writers.ts';
import { type Split, warmSplit } from './warm-latency.ts';
import { buildWithWholeCcxt } from './whole-ccxt.ts';

const PROCESSES = 9;

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly other: string;
  readonly ratio: string;
  /** What the figures mean, in one sentence. */
  readonly means: string;
}

function ms(value: number) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
function kb(bytes: number) {
  return `${Math.round(bytes / 1000)} kB`;
}

function row(what: string, ours: number, other: number, show: (value: number) => string, means: string): Row {
  return { what, ours: show(ours), other: show(other), ratio: (ours / other).toFixed(2), means };
}

/** In turns, so that a slow moment of the machine hits all of them. */
async function inTurns(...calls: (() => Promise<ColdCall>)[]): Promise<ColdCall[][]> {
  const results: ColdCall[][] = calls.map(() => []);
  for (let run = 0; run < PROCESSES; run += 1) {
    for (const [index, call] of calls.entries()) results[index]?.push(await call());
  }
  return results;
}

async function coldRows(
  stack: BenchStack,
  ours: string,
  whole: { bundled: string; asPackage: string },
): Promise<Row[]> {
  const call = (path: string) => async () => {
    const cold = await callInFreshProcess(path, balanceEvent, { ...stack.functionEnv });
    if (cold.answer.statusCode !== 200) throw new Error(`a cold call answered ${cold.answer.body}`);
    return cold;
  };
  const results = await inTurns(call(ours), call(whole.bundled), call(whole.asPackage));
  const [mine = 0, bundled = 0, asPackage = 0] = results.map((calls) =>
    median(calls.map(({ importMs, callMs }) => importMs + callMs)),
  );
  const [imported = 0] = results.map((calls) => median(calls.map(({ importMs }) => importMs)));
  return [
    row(
      'cold balance / CCXT in the bundle',
      mine,
      bundled,
      ms,
      `Fresh process, markets cached: import and first answer (import alone: ${ms(imported)}); the other is the same code with import ccxt from 'ccxt', which bundles only with our stubs.`,
    ),
    row(
      'cold balance / CCXT as a package',
      mine,
      asPackage,
      ms,
      'The same with CCXT loaded from node_modules, as it has to be without such stubs.',
    ),
  ];
}

async function loadRows(ours: string, whole: { bundled: string; asPackage: string }): Promise<Row[]> {
  const results = await inTurns(
    ...[ours, whole.bundled, whole.asPackage].map((path) => () => callInFreshProcess(path, {}, {})),
  );
  const [mine = 0, bundled = 0, asPackage = 0] = results.map((calls) =>
    median(calls.map(({ importMs, callMs }) => importMs + callMs)),
  );
  const means = "Fresh process, no request: the balance function and Kraken's code, against import ccxt from 'ccxt'";
  return [
    row('cold load / CCXT as a package', mine, asPackage, ms, `${means}, loaded from node_modules as it is written.`),
    row(
      'cold load / CCXT in the bundle',
      mine,
      bundled,
      ms,
      `${means}, minified with our stubs, without which it does not bundle.`,
    ),
  ];
}

async function marketRows(stack: BenchStack, entry: string): Promise<Row[]> {
  const load = (from: string) => () => callInFreshProcess(entry, { from }, { ...stack.functionEnv });
  const [table = [], exchange = []] = await inTurns(load('table'), load('exchange'));
  const time = (calls: ColdCall[]) => median(calls.map(({ answer }) => answer.ms ?? Number.NaN));
  return [
    row(
      `markets: table / loadMarkets`,
      time(table),
      time(exchange),
      ms,
      `Fresh process, ${SYNTHETIC_PAIRS} made-up pairs: read from the table, or from the simulator as CCXT does; a real exchange adds its round trips.`,
    ),
  ];
}

function writerRows(counter: WriterResult, swap: WriterResult): Row[] {
  const perSecond = (value: number) => `${Math.round(value)}/s`;
  const plain = (value: number) => value.toFixed(2);
  return [
    row(
      'nonces: 16 writers, one key',
      counter.perSecond,
      swap.perSecond,
      perSecond,
      'Nonces taken per second by the counter, and by a compare-and-swap loop.',
    ),
    row(
      '  DynamoDB requests per nonce',
      counter.requestsPerNonce,
      swap.requestsPerNonce,
      plain,
      'The counter needs two at most; the loop repeats whenever another writer was faster.',
    ),
    row('  slowest nonce', counter.slowestMs, swap.slowestMs, ms, 'The loop can starve a writer; the counter cannot.'),
  ];
}

function warmRow(what: string, { total, table, exchange, rest, around, requests }: Split): Row {
  const parts = `table ${ms(table)}, exchange ${ms(exchange)}, own ${ms(rest)}, gateway ${ms(around)}`;
  return {
    what,
    ours: ms(total),
    other: '',
    ratio: '',
    means: `${parts}; requests to DynamoDB + KMS + exchange: ${requests}.`,
  };
}

function sizeRow(ours: number, whole: number): Row {
  return row('bundle: balance function', ours, whole, kb, 'All code of the deployed folder, source maps left out.');
}

function print(rows: readonly Row[]): void {
  const line = (cells: readonly string[]) =>
    `${cells[0]?.padEnd(34)}${cells[1]?.padStart(10)}${cells[2]?.padStart(12)}${cells[3]?.padStart(8)}`;
  console.log(line(['', 'ours', 'other', 'ratio']));
  for (const { what, ours, other, ratio, means } of rows)
    console.log(`${line([what, ours, other, ratio])}\n    ${means}`);
}

const dir = await mkdtemp(join(tmpdir(), 'oems-bench-'));
try {
  const bundles = await bundle(join(dir, 'dist'));
  const whole = await buildWithWholeCcxt(dir);
  const source = join(import.meta.dirname, 'markets-load.ts');
  await bundle(join(dir, 'markets'), undefined, [{ name: 'markets-load', source }]);
  const load = join(import.meta.dirname, 'cold-load.ts');
  await bundle(join(dir, 'load'), undefined, [{ name: 'cold-load', source: load }]);
  const stack = await startBenchStack(join(dir, 'dist'));
  const at = (path: string) => join(dir, path, 'index.mjs');
  const files = { bundled: whole.bundled.file, asPackage: whole.asPackage.file };
  const loads = await loadRows(at('load/cold-load'), {
    bundled: whole.bundled.loadFile,
    asPackage: whole.asPackage.loadFile,
  });
  const cold = await coldRows(stack, at('dist/get-balance'), files);
  const markets = await marketRows(stack, at('markets/markets-load'));
  const warm = [
    warmRow('warm balance through the gateway', await warmSplit(stack, 'balance')),
    warmRow('warm market order', await warmSplit(stack, 'order')),
  ];
  await stack.close();
  const writers = writerRows(await measureWriters('counter'), await measureWriters('compare-and-swap'));
  const ours = bundles.find(({ name }) => name === 'get-balance');
  print([...loads, ...cold, sizeRow(ours?.bytes ?? Number.NaN, whole.bundled.bytes), ...markets, ...warm, ...writers]);
} finally {
  await rm(dir, { recursive: true });
}
