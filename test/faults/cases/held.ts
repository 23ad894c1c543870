import { Decimal } from '../../../lib/decimal.ts';
import { accounts } from '../harness/accounts.ts';
import type { AnyScenario } from '../harness/scenario.ts';

/** What the desk holds in the swap, by the fills in the exchange's book: below zero for a short position. */
export function heldOf(scenario: AnyScenario): string {
  return scenario.exchange
    .orders()
    .filter(({ customer, marketType }) => customer === accounts.desk.customer && marketType === 'swap')
    .reduce((sum, { side, filled }) => (side === 'buy' ? sum.plus(filled) : sum.minus(filled)), new Decimal(0))
    .toFixed();
}

/**
 * The judge knows orders that clients have created, and cancellations that they have asked for by name. A halt or a closing journals orders of
 * its own, which the judge holds against the book by their records.
 */
export function isOfOwnCommand(fault: string, journaledIds: readonly string[]): boolean {
  if (fault.endsWith('canceled by a cancel-all that is older than it')) return true;
  return fault.endsWith('which nobody asked for') && journaledIds.some((id) => fault.includes(`(${id})`));
}
