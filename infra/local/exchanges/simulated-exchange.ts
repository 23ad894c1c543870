import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { AnswerTable } from './answer-table.ts';
import type { World } from './engine/world.ts';
import type { Protocol } from './server/server.ts';

/** An exchange as the sandbox offers it: a simulator for each host of the exchange's definition. */
export interface SimulatedExchange<Host extends string = string> {
  readonly hosts: Readonly<Record<Host, SimulatedHost>>;
  /** `params` of a registration: the keys of the sandbox customer, which open nothing outside the simulators. */
  readonly params: Readonly<Record<string, string>>;
  /** The same with keys that may move money out of every wallet; null where the keys of `params` may. */
  readonly withdrawalParams: Readonly<Record<string, string>> | null;
  /** The spot market of the first order, in which the sandbox customer has money. */
  readonly firstSymbol: string;
  /** How recorded answers are replayed. */
  readonly answers: Readonly<Record<MarketType, AnswerTable>>;
}

export interface SimulatedHost {
  /** The name of the host for users: `Example Spot`. */
  readonly title: string;
  readonly start: (options: { readonly world: World }) => Promise<Simulator>;
}

/** A running simulator. */
export interface Simulator {
  /** Origin, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly protocol: Protocol;
  /** The control surface without HTTP. Rejects on bad input. */
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}
