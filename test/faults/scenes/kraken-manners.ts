import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import { accountNames } from '../harness/accounts.ts';
import { keysOf } from './kraken-keys.ts';
import type { Manner } from './scene.ts';

/**
 * Shapes of answers of which Kraken is recorded or documented with more than one (docs/simulators.md names the controls). The multi-collateral
 * wallet is always told: who has money in the wallet, as all customers here, has the wallet.
 */
export function mannersOf(spot: Protocol, futures: Protocol): readonly Manner[] {
  return [
    choices(spot, 'key_info', 'names', ['snake']),
    choices(spot, 'key_info', 'outside', ['clipped']),
    choices(spot, 'orders', 'ends_short', ['closed', 'canceled']),
    choices(futures, 'answers', 'errors', ['word', 'list']),
    choices(futures, 'answers', 'quantity', ['open']),
    choices(futures, 'answers', 'trigger_sizes', ['told']),
    choices(futures, 'answers', 'client_ids', ['cli_ord_id', 'left-out']),
    choices(futures, 'answers', 'next_page', ['header', 'left-out']),
    choices(futures, 'answers', 'range_ends', ['inclusive']),
    choices(futures, 'answers', 'range_starts', ['exclusive']),
    choices(futures, 'answers', 'logged_wallets', ['feed']),
    choices(futures, 'answers', 'fill_order', ['oldest', 'by_id']),
    choices(spot, 'rows', 'order', ['oldest', 'by_id']),
    choices(futures, 'money', 'fill_profit', ['told']),
    choices(futures, 'money', 'position_profit', ['told']),
    choices(futures, 'money', 'withdrawal_uid', ['left-out']),
    ...[spot, futures].map((host) => choices(host, 'checks', 'client_order_id', ['last'])),
  ];
}

/** The values beside the usual one. */
function choices({ control }: Protocol, name: string, field: string, values: readonly string[]): Manner {
  const set = (value: string) => {
    if (control[name] === undefined) throw new Error(`the simulator has no control ${name}`);
    control[name]({ [field]: value });
  };
  return Object.fromEntries(values.map((value) => [`${name} ${field} ${value}`, () => set(value)]));
}

/** Limits in time that the owner of the keys sets while orders are under way, in seconds from now; a registration refuses the first three. */
const limits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'histories end in the past': { query_to: -3600 },
  'histories end soon': { query_to: 15 },
  'histories begin later': { query_from: 3600 },
  'the keys end soon': { valid_until: 20 },
};

/** The spot keys of all accounts get one of the limits. */
export function keyLimitsOf(spot: Protocol, now: () => number): Manner {
  return Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, () => limitKeys(spot, limit, now())]));
}

/** The spot keys of all accounts read everything, for ever. */
export function liftKeyLimits(spot: Protocol): void {
  setKeys(spot, { query_from: 0, query_to: 0, valid_until: 0 });
}

function limitKeys(spot: Protocol, limit: Readonly<Record<string, number>>, now: number): void {
  const seconds = Math.floor(now / 1000);
  setKeys(spot, Object.fromEntries(Object.entries(limit).map(([name, distance]) => [name, seconds + distance])));
}

function setKeys({ control }: Protocol, times: Readonly<Record<string, number>>): void {
  if (control.key === undefined) throw new Error('the simulator has no control key');
  for (const name of accountNames) control.key({ api_key: keysOf(name).spot.apiKey, ...times });
}
