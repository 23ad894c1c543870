/** `npm run bench:flood [rounds]`: how long halts and cancellations of a tenant take while another tenant floods. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../../infra/bundle.ts';
import { readCommandLine, refuse } from '../../infra/command-line.ts';
import { type Answer, type FloodBench, prepare, register, share, startFloodBench } from './flood-stack.ts';
import { ms } from './rows.ts';
import { stage } from './stage.ts';

interface Floods {
  readonly what: string;
  /** One call of the flood. */
  readonly call: (bench: FloodBench) => Promise<Answer>;
  /** Between two calls that need not wait for each other; null: eight callers, each with the next call after an answer. */
  readonly everyMs: number | null;
}

const floods: readonly Floods[] = [
  {
    what: 'reads that an exchange stalls: every shared execution is taken',
    call: ({ flooding }) => flooding('getTrades', { exchange_account_id: 'loud', market_type: 'spot' }),
    everyMs: 50,
  },
  {
    what: 'wrong orders, as fast as eight callers can send',
    call: ({ flooding }) => flooding('createOrder', { exchange_account_id: 'loud', quantity: -1 }),
    everyMs: null,
  },
];

/** Floods until `work` is done. Returns the number of calls of the flood, and how many were refused (429, 503). */
async function flooded(bench: FloodBench, flood: Floods, work: () => Promise<void>): Promise<string> {
  const answers: Promise<Answer>[] = [];
  let isOver = false;
  const next = () => {
    const answer = flood.call(bench);
    answers.push(answer);
    return answer;
  };
  const caller = async (): Promise<void> => {
    while (!isOver) {
      const answer = next();
      await (flood.everyMs === null ? answer : sleep(flood.everyMs));
    }
  };
  const callers = Array.from({ length: flood.everyMs === null ? 8 : 1 }, caller);
  await sleep(1500);
  await work().finally(() => {
    isOver = true;
  });
  await Promise.all(callers);
  const all = await Promise.all(answers);
  return `${all.length} calls, ${all.filter(({ status }) => status === 429 || status === 503).length} of them refused`;
}

interface Times {
  readonly cancel: Answer[];
  readonly halt: Answer[];
}

/** Cancellations one after the other. A halt waits some seconds for orders on the way, so as many as the share has executions go side by side. */
async function stopTrading({ quiet }: FloodBench, orders: ReadonlyMap<string, string>): Promise<Times> {
  const times: Times = { cancel: [], halt: [] };
  for (const [exchange_account_id, order_id] of orders)
    times.cancel.push(await quiet('cancelOrder', { exchange_account_id, symbol: 'BTC/USD', order_id }));
  const left = orders.keys();
  const halting = async (): Promise<void> => {
    for (const exchange_account_id of left) times.halt.push(await quiet('haltTrading', { exchange_account_id }));
  };
  await Promise.all(Array.from({ length: share }, halting));
  return times;
}

function atPart(sorted: readonly number[], part: number): string {
  return ms(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN);
}

function told(what: string, { cancel, halt }: Times, flood: string) {
  const figures = (answers: readonly Answer[]) => {
    const sorted = answers.map((answer) => answer.ms).toSorted((one, other) => one - other);
    return `${atPart(sorted, 0.5)} / ${atPart(sorted, 0.95)}`;
  };
  const failed = [...cancel, ...halt].filter(({ status }) => status !== 200).length;
  return { what, 'cancel, median / p95': figures(cancel), 'halt, median / p95': figures(halt), failed, flood };
}

async function measure(bench: FloodBench, ids: readonly string[]): Promise<object[]> {
  const orders = async () => {
    const placed = new Map<string, string>();
    for (const id of ids) placed.set(id, await prepare(bench.quiet, id));
    return placed;
  };
  stage('a round for warm containers');
  await stopTrading(bench, await orders());
  stage('without a flood');
  const rows: object[] = [told('no flood', await stopTrading(bench, await orders()), '')];
  for (const flood of floods) {
    const placed = await orders();
    stage(flood.what);
    const fault = { path: '/TradesHistory', kind: 'delay', ms: 6000, times: 10_000 };
    if (flood.everyMs !== null) await bench.sandbox.simulators.kraken.spot?.control('fault', fault);
    let times: Times = { cancel: [], halt: [] };
    const calls = await flooded(bench, flood, async () => {
      times = await stopTrading(bench, placed);
    });
    rows.push(told(flood.what, times, calls));
  }
  return rows;
}

const usage = `usage: npm run bench:flood -- [ROUNDS]

Measures cancellations and halts of a tenant (12 of each without a number), alone and while another tenant floods: with reads that the
exchange stalls, and with wrong orders. Runs the template of a stage with reserved shares. Functions and both tenants share the
processors of this machine, which Lambda would not let them do. About two minutes.
`;

const { positionals } = readCommandLine({ usage, allowsArguments: true });
const rounds = Number(positionals[0] ?? 12);
if (!(Number.isSafeInteger(rounds) && rounds > 0)) refuse({ usage }, `${positionals[0]}: give a number of rounds`);
const dir = await mkdtemp(join(tmpdir(), 'oems-bench-flood-'));
try {
  stage('bundling the functions');
  await bundle(join(dir, 'dist')).finally(stopBundler);
  stage('starting the stack');
  const bench = await startFloodBench(dir);
  try {
    const ids = Array.from({ length: rounds }, (_, index) => `a${index}`);
    stage(`registering ${rounds + 1} accounts`);
    await register(bench, bench.flooding, 'loud');
    for (const id of ids) await register(bench, bench.quiet, id);
    console.table(await measure(bench, ids));
  } finally {
    await bench.sandbox.close();
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
