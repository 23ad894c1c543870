import type { Account } from './account.ts';
import { openOf } from './account.ts';
import { endOrder } from './end-order.ts';
import type { Exchange } from './exchange.ts';

/** Moments (ms) at which all orders of a customer are cancelled, unless the customer puts the moment off. */
export type Switches = Map<Account, number>;

/** Cancels the orders of every customer whose time is up. A switch fires once. */
export function fireSwitches(exchange: Exchange, switches: Switches): void {
  const now = exchange.world.now();
  for (const [account, at] of [...switches]) {
    if (at > now) continue;
    switches.delete(account);
    for (const order of openOf(account)) endOrder(exchange, account, order, 'cancelled', 'deadMansSwitch');
  }
}

/** Sets the moment of a customer `seconds` from now, or takes the switch away (0). Answers the moment. */
export function setSwitch({ world }: Exchange, switches: Switches, account: Account, seconds: number): number | null {
  switches.delete(account);
  if (seconds === 0) return null;
  const at = world.now() + seconds * 1000;
  switches.set(account, at);
  return at;
}
