import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import type { Manner } from './scene.ts';

/**
 * Shapes of answers of which Kraken is recorded or documented with more than one (docs/simulators.md names the controls). The multi-collateral
 * wallet is always told: who has money in the wallet, as all customers here, has the wallet.
 */
export function mannersOf(spot: Protocol, futures: Protocol): readonly Manner[] {
  return [
    choices(spot, 'orders', 'ends_short', ['closed', 'canceled']),
    choices(futures, 'answers', 'errors', ['word', 'list']),
    choices(futures, 'answers', 'quantity', ['open']),
    choices(futures, 'answers', 'trigger_sizes', ['told']),
    choices(futures, 'answers', 'client_ids', ['cli_ord_id', 'left-out']),
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
