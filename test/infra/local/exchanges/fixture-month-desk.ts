import type { Account } from '../../../../infra/local/exchanges/engine/account.ts';
import type { World } from '../../../../infra/local/exchanges/engine/world.ts';
import { randomNumbers } from '../../../../infra/local/exchanges/engine/world.ts';
import type { FuturesProtocol } from '../../../../infra/local/exchanges/kraken/futures/protocol.ts';
import type { SpotProtocol } from '../../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { caller } from './kraken/futures/fixture-client.ts';
import type { Answer } from './kraken/futures/fixture-wire.ts';
import { spotCaller } from './kraken/spot/fixture-caller.ts';

export interface Exchanges {
  world: World;
  spot: SpotProtocol;
  futures: FuturesProtocol;
  customer: string;
}

/** One customer's trading desk: signed requests to both exchanges, chance of its own, and a look at the true accounts. */
export interface Desk extends Exchanges {
  random(): number;
  between(low: number, high: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  futuresPost(name: string, params: Record<string, string | number | boolean>): Answer;
  futuresPut(name: string, params: Record<string, string | number | boolean>): Answer;
  spotCall<T = unknown>(name: string, params?: Record<string, string>): { error: string[]; result: T };
  futuresAccount(): Account;
  spotAccount(): Account;
}

const secret = Buffer.alloc(64, 'month').toString('base64');

/** Takes keys of its own, so that the nonces of the customer's other keys are left alone. */
export function openDesk(exchanges: Exchanges, seed: number): Desk {
  const { world, spot, futures, customer } = exchanges;
  const apiKey = `month ${customer}`;
  spot.control.key?.({ api_key: apiKey, secret, customer });
  futures.control.key?.({ api_key: apiKey, secret, customer, permissions: { withdrawal: 'full' } });
  const key = { apiKey, secret };
  const { post, put } = caller(futures);
  const random = randomNumbers(seed);
  return {
    ...exchanges,
    random,
    between: (low, high) => low + (high - low) * random(),
    pick: (choices) => choices[Math.floor(random() * choices.length)] ?? choices[0],
    futuresPost: (name, params) => post(name, params, { key }),
    futuresPut: (name, params) => put(name, params, { key }),
    spotCall: spotCaller(spot, key, world.now() * 1000),
    futuresAccount: () => found(futures.exchange().accounts.get(customer)),
    spotAccount: () => found(spot.exchange().accounts.get(customer)),
  };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the customer has no account');
  return value;
}

/** For what the scenario cannot do without. */
export function mustSucceed(what: string, answer: { result: unknown; error?: unknown }): void {
  const refused = answer.result === 'error' || answer.result === undefined;
  if (refused) throw new Error(`${what}: ${JSON.stringify(answer)}`);
}
