import { type BenchStack, balancePath, marketOrder } from './bench-stack.ts';
import { median } from './fresh-process.ts';

/** Means of one call in ms. `rest` is the function's own time, `around` the gateway and its thread. */
export interface Split {
  readonly total: number;
  readonly table: number;
  readonly exchange: number;
  readonly rest: number;
  readonly around: number;
  /** Requests of one call to DynamoDB, KMS and the exchange. */
  readonly requests: string;
}

const RUNS = 5;
const CALLS = 60;

interface JournalEntry {
  readonly message: string;
  readonly operation: string;
  readonly elapsedMs: number;
  readonly hops: Partial<Record<'table' | 'kms' | 'exchange', { ms: number; count: number }>>;
}

/** Median over the runs, so that one pause of the machine does not count. */
export async function warmSplit(stack: BenchStack, what: 'balance' | 'order'): Promise<Split> {
  const one = () =>
    what === 'balance' ? stack.call('GET', balancePath) : stack.call('POST', '/oems/execution/order', marketOrder);
  for (let warming = 0; warming < 30; warming += 1) await one();
  const runs: Split[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(stack, one));
  const of = (field: Exclude<keyof Split, 'requests'>) => median(runs.map((split) => split[field]));
  const last = runs.at(-1)?.requests ?? '';
  return {
    total: of('total'),
    table: of('table'),
    exchange: of('exchange'),
    rest: of('rest'),
    around: of('around'),
    requests: last,
  };
}

/** The log has whole milliseconds; their mean over many calls is finer than that. */
async function measure(stack: BenchStack, one: () => Promise<{ status: number; ms: number }>): Promise<Split> {
  const since = stack.lines.length;
  let total = 0;
  for (let call = 0; call < CALLS; call += 1) {
    const { status, ms } = await one();
    if (status !== 200) throw new Error(`a warm call answered ${status}`);
    total += ms / CALLS;
  }
  const lines = stack.lines
    .slice(since)
    .map((line) => JSON.parse(line) as JournalEntry)
    .filter(({ message }) => message === 'call');
  const mean = (value: (line: JournalEntry) => number) =>
    lines.reduce((sum, line) => sum + value(line), 0) / lines.length;
  const table = mean(({ hops }) => hops.table?.ms ?? 0);
  const exchange = mean(({ hops }) => hops.exchange?.ms ?? 0);
  const elapsed = mean(({ elapsedMs }) => elapsedMs);
  const hops: JournalEntry['hops'] = lines.at(-1)?.hops ?? {};
  const requests = `${hops.table?.count ?? 0} + ${hops.kms?.count ?? 0} + ${hops.exchange?.count ?? 0}`;
  return { total, table, exchange, rest: elapsed - table - exchange, around: total - elapsed, requests };
}
