import type * as definitions from '../../../lib/exchanges/definitions.ts';
import { type ExchangeId, exchangeIds, exchanges, type MarketName } from '../../../lib/exchanges/exchanges.ts';
import type { AnswerTable } from '../exchanges/answer-table.ts';
import type { World } from '../exchanges/engine/world.ts';
import type { SimulatedExchange, Simulator } from '../exchanges/simulated-exchange.ts';
import * as table from '../exchanges/simulators.ts';

type Hosts<E extends ExchangeId> = keyof (typeof definitions)[E]['hosts'] & string;

/** A host without a simulator does not compile: the sandbox would send its requests to the exchange itself. */
const simulated: { readonly [E in ExchangeId]: SimulatedExchange<Hosts<E>> } = table;

type Table = typeof table;
type Started<Host> = Host extends { readonly start: (...options: never[]) => Promise<infer S> } ? S : never;

/** A value for each host of each exchange. */
export type Simulators = {
  readonly [E in ExchangeId]: { readonly [H in keyof Table[E]['hosts']]: Started<Table[E]['hosts'][H]> | undefined };
};
export type Urls = { readonly [E in ExchangeId]: { readonly [H in Hosts<E>]: string } };

/** A host of an exchange, where the functions reach the host. */
export interface HostAddress {
  readonly exchange: ExchangeId;
  readonly host: string;
  readonly title: string;
  /** Environment variable of the functions that holds the address. */
  readonly variable: string;
  readonly url: string;
  /** Null where a configured address replaces the simulator. */
  readonly simulator: Simulator | null;
}

/** Opens each host of each exchange: the configured address, or a simulator. `keep` closes a simulator with the stack. */
export async function openHosts(
  world: World,
  env: Readonly<Record<string, string>>,
  keep: (simulator: Simulator) => Simulator,
): Promise<HostAddress[]> {
  const opened: HostAddress[] = [];
  for (const exchange of exchangeIds)
    for (const [host, { title, start }] of Object.entries(simulated[exchange].hosts)) {
      const variable = exchanges[exchange].hosts[host]?.originVariable ?? '';
      const given = env[variable];
      const simulator = given ? null : keep(await start({ world }));
      opened.push({ exchange, host, title, variable, url: given || (simulator?.url ?? ''), simulator });
    }
  return opened;
}

/** Undefined where a configured address replaces the simulator. */
export function simulatorsOf(addresses: readonly HostAddress[]): Simulators {
  return byHost(addresses, ({ simulator }) => simulator ?? undefined) as Simulators;
}

export function urlsOf(addresses: readonly HostAddress[]): Urls {
  return byHost(addresses, ({ url }) => url) as Urls;
}

function byHost<T>(addresses: readonly HostAddress[], pick: (address: HostAddress) => T): object {
  const byExchange = [...Map.groupBy(addresses, ({ exchange }) => exchange)];
  return Object.fromEntries(
    byExchange.map(([exchange, hosts]) => [
      exchange,
      Object.fromEntries(hosts.map((address) => [address.host, pick(address)])),
    ]),
  );
}

/** `params` of a registration with the keys of the sandbox customer. */
export function sandboxParams(exchange: ExchangeId): Readonly<Record<string, string>> {
  return simulated[exchange].params;
}

/** The same with keys that may move money out of every wallet; null where the usual keys may. */
export function withdrawalParams(exchange: ExchangeId): Readonly<Record<string, string>> | null {
  return simulated[exchange].withdrawalParams;
}

/** A spot market that the sandbox customer can trade. */
export function firstSymbol(exchange: ExchangeId): string {
  return simulated[exchange].firstSymbol;
}

/** How recorded answers of the market are replayed. */
export function answersOf({ exchange, marketType }: MarketName): AnswerTable {
  return simulated[exchange].answers[marketType];
}
