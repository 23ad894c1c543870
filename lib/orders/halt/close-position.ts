import type { AccountRef } from '../../accounts/account.ts';
import type { Position } from '../../exchanges/model/position.ts';
import { orderFromRecord } from '../order.ts';
import { submitReducing } from '../submit/submit-order.ts';

/** Closes one futures position with a reduce-only market order; a market order is an IOC with a price limit, so a part may remain. */
export async function closePosition(
  ref: AccountRef,
  position: Position,
): Promise<'closed' | 'partially_closed' | 'unknown' | 'failed'> {
  const record = await submitReducing({
    ref,
    marketType: 'swap',
    symbol: position.symbol,
    side: position.side === 'long' ? 'sell' : 'buy',
    type: 'market',
    quantity: position.contracts,
    postOnly: false,
    reduceOnly: true,
  });
  const { status } = orderFromRecord(record);
  if (status === 'filled') return 'closed';
  if (status === 'unknown') return 'unknown';
  return record.state === 'ACCEPTED' ? 'partially_closed' : 'failed';
}
