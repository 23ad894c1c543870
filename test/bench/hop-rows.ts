import { type BenchStack, orderEvent } from './bench-stack.ts';
import { type ColdCall, callInFreshProcess } from './fresh-process.ts';
import { type LatencyProxy, startLatencyProxy } from './latency-proxy.ts';
import type { Row } from './rows.ts';

const RUNS = 5;
const WARM_CALLS = 8;

/** The settings that name the address of each hop. */
const hops = {
  table: 'AWS_ENDPOINT_URL_DYNAMODB',
  kms: 'AWS_ENDPOINT_URL_KMS',
  exchange: 'OEMS_KRAKEN_SPOT_URL',
} as const;
type Latencies = Readonly<Record<keyof typeof hops, number>>;

const none: Latencies = { table: 0, kms: 0, exchange: 0 };
const far: Latencies = { table: 10, kms: 10, exchange: 60 };
const single: readonly Latencies[] = [5, 10, 60].flatMap((ms) =>
  Object.keys(hops).map((hop) => ({ ...none, [hop]: ms })),
);

interface Elapsed {
  readonly cold: number;
  readonly warm: number;
}

/**
 * Round trips on the critical path of an order: how much longer the order takes with latency at a hop, as a multiple of
 * the latency. A request that runs beside a longer one costs nothing and does not show.
 */
export async function hopRows(stack: BenchStack, order: string): Promise<Row[]> {
  const measured = await measureInTurns(stack, order, [none, ...single, far]);
  const own = measured[0] ?? { cold: Number.NaN, warm: Number.NaN };
  const multiples = (kind: keyof Elapsed, hop: keyof typeof hops) =>
    single
      .map((latencies, index) => [latencies[hop], (measured[index + 1]?.[kind] ?? Number.NaN) - own[kind]] as const)
      .filter(([latency]) => latency > 0)
      .map(([latency, more]) => (more / latency).toFixed(1));
  const last = measured.at(-1) ?? own;
  return (['cold', 'warm'] as const).map((kind) => ({
    what: `hops of a ${kind} order: 60+10+10 ms`,
    ours: `${(last[kind] - own[kind]).toFixed(0)} ms`,
    other: '',
    ratio: '',
    means: `Added by 60 ms at the exchange, 10 at table and KMS. Round trips one behind another, with 5, 10 and 60 ms at one hop: ${Object.keys(
      hops,
    )
      .map((hop) => `${hop} ${multiples(kind, hop as keyof typeof hops).join(', ')}`)
      .join('; ')}.`,
  }));
}

/** The lowest of many calls, made in turns: other work on the machine only ever adds time. */
async function measureInTurns(stack: BenchStack, order: string, all: readonly Latencies[]): Promise<Elapsed[]> {
  const calls: ColdCall[][] = all.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, latencies] of all.entries()) calls[index]?.push(await callThrough(stack, order, latencies));
  }
  return calls.map((runs) => ({
    cold: Math.min(...runs.map(({ importMs, callMs }) => importMs + callMs)),
    warm: Math.min(...runs.flatMap(({ warm }) => warm.map(({ ms }) => ms))),
  }));
}

async function callThrough(stack: BenchStack, order: string, latencies: Latencies): Promise<ColdCall> {
  const env: Record<string, string> = { ...stack.functionEnv };
  const proxies: LatencyProxy[] = [];
  for (const [hop, name] of Object.entries(hops)) {
    const proxy = await startLatencyProxy(env[name] ?? '', latencies[hop as keyof typeof hops]);
    env[name] = proxy.url;
    proxies.push(proxy);
  }
  const call = await callInFreshProcess(order, orderEvent, env, WARM_CALLS);
  for (const proxy of proxies) proxy.close();
  if (call.answer.statusCode !== 200) throw new Error(`an order answered ${call.answer.body}`);
  return call;
}
