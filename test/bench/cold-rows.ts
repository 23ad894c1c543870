import { type BenchStack, balanceEvent, orderEvent, SYNTHETIC_PAIRS } from './bench-stack.ts';
import { type ColdCall, callInFreshProcess, median } from './fresh-process.ts';
import { ms, type Row, row } from './rows.ts';

const PROCESSES = 9;

/** In turns, so that a slow moment of the machine hits all of them. */
async function inTurns(...calls: (() => Promise<ColdCall>)[]): Promise<ColdCall[][]> {
  const results: ColdCall[][] = calls.map(() => []);
  for (let run = 0; run < PROCESSES; run += 1) {
    for (const [index, call] of calls.entries()) results[index]?.push(await call());
  }
  return results;
}

export async function coldRows(
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

export async function loadRows(ours: string, whole: { bundled: string; asPackage: string }): Promise<Row[]> {
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

export async function marketRows(stack: BenchStack, entry: string): Promise<Row[]> {
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

/** The first order of a fresh process, whole: import, account, key, market, order and answer. */
export async function orderRows(stack: BenchStack, ours: string, direct: string): Promise<Row[]> {
  const call = (path: string, more: Record<string, string>) => async () => {
    const cold = await callInFreshProcess(path, orderEvent, { ...stack.functionEnv, ...more });
    if (cold.answer.statusCode !== 200) throw new Error(`a cold order answered ${cold.answer.body}`);
    return cold;
  };
  const [mine = [], throttled = [], free = []] = await inTurns(
    call(ours, {}),
    call(direct, { THROTTLE: 'on' }),
    call(direct, { THROTTLE: 'off' }),
  );
  const heavy = mine.flatMap(({ heavyModules }) => heavyModules);
  if (heavy.length > 0) throw new Error(`a cold order loads ${heavy[0]}`);
  const time = (calls: readonly ColdCall[]) => median(calls.map(({ importMs, callMs }) => importMs + callMs));
  const cpu = (calls: readonly ColdCall[]) => median(calls.map(({ cpuMs }) => cpuMs));
  const means = 'Fresh process, markets cached, against one Lambda with import ccxt, GetItem, Decrypt and createOrder';
  return [
    row('cold first order / CCXT', time(mine), time(throttled), ms, `${means}, as CCXT comes.`),
    row('cold first order / no throttle', time(mine), time(free), ms, `${means}, with enableRateLimit: false.`),
    row(
      '  processor time',
      cpu(mine),
      cpu(free),
      ms,
      'Of the same calls; other work on the machine changes this less.',
    ),
  ];
}
