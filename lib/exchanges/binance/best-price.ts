import type { DecimalString } from '../../decimal.ts';
import type { Side } from '../model/order.ts';
import { isRecord, positive } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';

/** The best ask for a purchase, the best bid for a sale, from `ticker/bookTicker` of one symbol. */
export function bestPrice(title: string, answer: unknown, side: Side): DecimalString {
  const found = isRecord(answer) ? positive(answer[side === 'buy' ? 'askPrice' : 'bidPrice']) : null;
  if (found === null) throw new MalformedResponse(title, 200);
  return found;
}
