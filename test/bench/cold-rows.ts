import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { type BenchStack, balanceEvent, orderEventAt, SYNTHETIC_PAIRS } from './bench-stack.ts';
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

/** What CCXT does beyond an order, where the simulators have no answers for all that CCXT asks. */
const notes: Readonly<Record<ExchangeId, string>> = {
  kraken: '',
  binance: ' CCXT is told to load the lists of spot alone; the list of the simulator is short, which helps CCXT.',
  bybit: ' The list of the simulator is short, which helps CCXT.',
};

/** The first order of a fresh process, whole: import, account, key, market, order and answer. */
export async function orderRows(
  stack: BenchStack,
  exchange: ExchangeId,
  { ours, direct }: { readonly ours: string; readonly direct: string },
): Promise<Row[]> {
  const event = orderEventAt(exchange);
  const call = (path: string, more: Record<string, string>) => async () => {
    const cold = await callInFreshProcess(path, event, { ...stack.functionEnv, ...more });
    if (cold.answer.statusCode !== 200) throw new Error(`a cold order at ${exchange} answered ${cold.answer.body}`);
    return cold;
  };
  const [mine = [], throttled = [], free = []] = await inTurns(
    call(ours, {}),
    call(direct, { DIRECT_EXCHANGE: exchange, THROTTLE: 'on' }),
    call(direct, { DIRECT_EXCHANGE: exchange, THROTTLE: 'off' }),
  );
  const heavy = mine.flatMap(({ heavyModules }) => heavyModules);
  if (heavy.length > 0) throw new Error(`a cold order loads ${heavy[0]}`);
  const time = (calls: readonly ColdCall[]) => median(calls.map(({ importMs, callMs }) => importMs + callMs));
  const cpu = (calls: readonly ColdCall[]) => median(calls.map(({ cpuMs }) => cpuMs));
  const means = 'Fresh process, markets cached, against one Lambda with import ccxt, GetItem, Decrypt and createOrder';
  const name = `cold order, ${exchange}`;
  return [
    row(`${name} / CCXT`, time(mine), time(throttled), ms, `${means}, as CCXT comes.${notes[exchange]}`),
    row(`${name} / no throttle`, time(mine), time(free), ms, `${means}, with enableRateLimit: false.`),
    row(
      '  processor time',
      cpu(mine),
      cpu(free),
      ms,
      'Of the same calls; other work on the machine changes this less.',
    ),
  ];
}
