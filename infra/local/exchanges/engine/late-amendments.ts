import type { Account } from './account.ts';
import { type Amendment, amendOrder, copyOf } from './amend-order.ts';
import type { Exchange } from './exchange.ts';
import type { Order } from './order.ts';

/**
 * What becomes of an amendment that the exchange has acknowledged. `done`: the amendment is carried out before the answer. `late`: after the
 * answer. `ignored`: never. An acknowledgement does not describe the order at every exchange, so a client alone can find out.
 */
export type AmendmentManner = (typeof amendmentManners)[number];
export const amendmentManners = ['done', 'late', 'ignored'] as const;

export interface Amending {
  manner: AmendmentManner;
  lateMs: number;
  waiting: readonly LateAmendment[];
}

interface LateAmendment {
  readonly account: Account;
  readonly order: Order;
  readonly terms: Terms;
  readonly id: string;
  readonly dueAt: number;
}
type Terms = Pick<Order, 'quantity' | 'limitPrice' | 'timeInForce' | 'trigger' | 'own'>;

export function usualAmending(): Amending {
  return { manner: 'done', lateMs: 0, waiting: [] };
}

/** Keeps the acknowledged amendment until its time comes, or for ever. `amended` is the order with its new terms. */
export function putOff(
  { world }: Exchange,
  amending: Amending,
  { account, order, amended, id }: Pick<LateAmendment, 'account' | 'order' | 'id'> & { readonly amended: Order },
): void {
  const { quantity, limitPrice, timeInForce, trigger, own } = copyOf(amended);
  const terms = { quantity, limitPrice, timeInForce, trigger, own };
  const late = { account, order, terms, id, dueAt: world.now() + amending.lateMs };
  if (amending.manner === 'late') amending.waiting = [...amending.waiting, late];
}

/** Carries out the amendments whose time has come. An order that has ended meanwhile stays as it ended. */
export function carryOutLate(exchange: Exchange, amending: Amending): readonly (Amendment & { readonly id: string })[] {
  const now = exchange.world.now();
  const due = amending.waiting.filter(({ dueAt }) => dueAt <= now);
  amending.waiting = amending.waiting.filter(({ dueAt }) => dueAt > now);
  return due
    .filter(({ account, order }) => account.open.has(order.id))
    .map(({ account, order, terms, id }) => ({
      ...amendOrder(exchange, account, order, { ...copyOf(order), ...terms }),
      id,
    }));
}
