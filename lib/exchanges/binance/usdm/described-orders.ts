import type { ExchangeOrder, OrderType } from '../../model/order.ts';
import { epochMs, type Json, optionalText, positive, requiredText } from '../../wire/readers.ts';
import { clientIdIn } from '../regular-store.ts';
import { requiredId, sideIn, sizesIn, statusIn } from '../terms.ts';

const title = 'Binance USD-M';

/** Words of `type`. An order from the algo store is told as the order after the trigger. */
const types: Readonly<Record<string, OrderType>> = { LIMIT: 'limit', MARKET: 'market' };

/**
 * An order as the queries and acknowledgements tell it. Only the query of one order has `avgPrice`: acknowledgements have lost it (Important CM-UM
 * Integration Notice, C.1).
 */
export function orderFromUsdm(row: Json): ExchangeOrder {
  const sizes = sizesIn(row);
  const updatedAt = epochMs(row.updateTime);
  return {
    exchangeOrderId: requiredId(title, row, 'orderId'),
    clientOrderId: clientIdIn(row),
    symbol: requiredText(title, row, 'symbol'),
    store: 'regular',
    side: sideIn(row),
    type: types[String(row.type)] ?? null,
    status: statusIn(row, sizes.filledQuantity),
    ...sizes,
    averagePrice: positive(row.avgPrice),
    price: positive(row.price),
    stopPrice: positive(row.stopPrice),
    timeInForce: timeInForceIn(row),
    postOnly: optionalText(row.timeInForce) === null ? null : row.timeInForce === 'GTX',
    reduceOnly: typeof row.reduceOnly === 'boolean' ? row.reduceOnly : null,
    createdAt: epochMs(row.time),
    ...(updatedAt === null ? {} : { updatedAt }),
  };
}

/** GTX is good till canceled, and post-only. */
export function timeInForceIn({ timeInForce }: Json): string | null {
  return timeInForce === 'GTX' ? 'GTC' : optionalText(timeInForce);
}
