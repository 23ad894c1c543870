import type { OrderTerms } from '../../engine/order.ts';
import { pairOf } from './pairs.ts';

/** What each order type is made of; the parser and the descriptions read it from here. */
export const orderTypes = {
  market: { limit: false, trigger: null },
  limit: { limit: true, trigger: null },
  'stop-loss': { limit: false, trigger: 'stop' },
  'stop-loss-limit': { limit: true, trigger: 'stop' },
  'take-profit': { limit: false, trigger: 'target' },
  'take-profit-limit': { limit: true, trigger: 'target' },
  'trailing-stop': { limit: false, trigger: 'trailing' },
  'trailing-stop-limit': { limit: true, trigger: 'trailing' },
} as const satisfies Record<string, { limit: boolean; trigger: 'stop' | 'target' | 'trailing' | null }>;
export type OrderType = keyof typeof orderTypes;

/** An order's fields that mean something to this wire alone. */
export interface OwnFields extends Readonly<Record<string, string>> {
  readonly ordertype: OrderType;
  /** As described back to the customer. */
  readonly price: string;
  readonly price2: string;
  readonly oflags: string;
  readonly trigger: string;
  /** Empty = none was given. */
  readonly userref: string;
}

export function ownOf({ own }: OrderTerms): OwnFields {
  return own as OwnFields;
}

/** "buy 0.00100000 XBTUSD @ stop loss 70000.0 -> limit 69900.0" */
export function describe(terms: OrderTerms): string {
  const { ordertype, price, price2 } = ownOf(terms);
  const { lotDecimals, altname, wsname } = pairOf(terms.market);
  const { limit, trigger } = orderTypes[ordertype];
  const words = ordertype.replace('-limit', '').replace('-', ' ');
  // Recorded of a limit order in 2014. CCXT reads the third word of a market order as its pair (ccxt pull request 25969, 2025).
  const unit = terms.quantityIn === 'quote' && ordertype === 'limit' ? ` (${wsname.split('/')[1]})` : '';
  const head = `${terms.side} ${terms.quantity.toFixed(lotDecimals)}${unit} ${altname} @ ${words}`;
  if (ordertype === 'market') return head;
  return trigger && limit ? `${head} ${price} -> limit ${price2}` : `${head} ${price}`;
}
