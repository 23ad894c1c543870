/** `npm run bench`: measures on this machine what the design promises, and prints it side by side. Some minutes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../infra/bundle.ts';
import { readCommandLine } from '../../infra/command-line.ts';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { startBenchStack } from './bench-stack.ts';
import { coldRows, loadRows, marketRows, orderRows } from './cold-rows.ts';
import { buildDirect, storeDirectKeys } from './direct.ts';
import { hopRows } from './hop-rows.ts';
import { measureWriters, type WriterResult } from './nonce-writers.ts';
import { ms, print, type Row, row } from './rows.ts';
import { sizeRows } from './size-rows.ts';
import { stage } from './stage.ts';
import { type Split, warmSplit } from './warm-latency.ts';
import { buildWithWholeCcxt } from './whole-ccxt.ts';

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

const usage = `usage: npm run bench

Measures cold starts, warm calls, cold orders at each exchange, sizes of bundles and nonces on this machine beside the same with the whole of
CCXT, and prints the figures side by side. Two to five minutes.
`;

readCommandLine({ usage });
const dir = await mkdtemp(join(tmpdir(), 'oems-bench-'));
try {
  stage('bundling the functions, and the same with the whole of CCXT');
  const bundles = await bundle(join(dir, 'dist'));
  const whole = await buildWithWholeCcxt(dir);
  const source = join(import.meta.dirname, 'markets-load.ts');
  await bundle(join(dir, 'markets'), undefined, [{ name: 'markets-load', source }]);
  const load = join(import.meta.dirname, 'cold-load.ts');
  await bundle(join(dir, 'load'), undefined, [{ name: 'cold-load', source: load }]);
  stage('starting the stack');
  const stack = await startBenchStack(join(dir, 'dist'));
  const at = (path: string) => join(dir, path, 'index.mjs');
  const files = { bundled: whole.bundled.file, asPackage: whole.asPackage.file };
  stage('loading of the code');
  const loads = await loadRows(at('load/cold-load'), {
    bundled: whole.bundled.loadFile,
    asPackage: whole.asPackage.loadFile,
  });
  stage('cold calls');
  const cold = await coldRows(stack, at('dist/get-balance'), files);
  const direct = await buildDirect(dir);
  await storeDirectKeys(stack.functionEnv);
  stage('cold orders');
  const order: Row[] = [];
  for (const exchange of exchangeIds)
    order.push(...(await orderRows(stack, exchange, { ours: at('dist/create-order'), direct })));
  stage('hops of a cold order');
  const hops = await hopRows(stack, at('dist/create-order'));
  stage('markets');
  const markets = await marketRows(stack, at('markets/markets-load'));
  stage('warm calls');
  const warm = [
    warmRow('warm balance through the gateway', await warmSplit(stack, 'balance')),
    warmRow('warm market order', await warmSplit(stack, 'order')),
  ];
  await stack.close();
  stage('nonces of 16 writers');
  const writers = writerRows(await measureWriters('counter'), await measureWriters('compare-and-swap'));
  stage('done');
  const sizes = sizeRows(bundles, join(dir, 'dist'), whole.bundled.bytes);
  print([...order, ...hops, ...loads, ...cold, ...sizes, ...markets, ...warm, ...writers]);
} finally {
  await rm(dir, { recursive: true });
}
