import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { ExchangeOrder, OrderType } from '../../model/order.ts';
import { epochMs, type Json, optionalText, positive, requiredText } from '../../wire/readers.ts';
import { feesIn } from '../order-fees.ts';
import { clientIdIn } from '../regular-store.ts';
import { requiredId, sideIn, sizesIn, statusIn } from '../terms.ts';

const title = 'Binance Spot';

const types: Readonly<Record<string, OrderType>> = {
  LIMIT: 'limit',
  LIMIT_MAKER: 'limit',
  MARKET: 'market',
  STOP_LOSS: 'stop_loss',
  STOP_LOSS_LIMIT: 'stop_loss_limit',
  TAKE_PROFIT: 'take_profit',
  TAKE_PROFIT_LIMIT: 'take_profit_limit',
};

/** An order as the queries and the acknowledgement of type RESULT or FULL tell it (spot: rest-api, Query order). */
export function orderFromSpot(row: Json): ExchangeOrder {
  const sizes = sizesIn(row);
  const type = typeIn(row);
  return {
    exchangeOrderId: requiredId(title, row, 'orderId'),
    clientOrderId: clientIdIn(row),
    symbol: requiredText(title, row, 'symbol'),
    store: 'regular',
    side: sideIn(row),
    type,
    status: statusIn(row, sizes.filledQuantity),
    ...sizes,
    averagePrice: averageOf(row, sizes.filledQuantity),
    price: positive(row.price),
    stopPrice: positive(row.stopPrice),
    timeInForce: optionalText(row.timeInForce),
    postOnly: optionalText(row.type) === null ? null : row.type === 'LIMIT_MAKER',
    reduceOnly: null,
    createdAt: epochMs(row.time) ?? epochMs(row.transactTime),
    ...firedIn(row, type),
    ...distanceIn(row),
    ...feesIn(row.fills, sizes.filledQuantity),
    ...changedAt(row),
    ...(positive(row.origQuoteOrderQty) === null ? {} : { isInQuote: true as const }),
  };
}

/** A trailing stop is a stop with a distance in place of a trigger, or beside one. */
function typeIn({ type, trailingDelta }: Json): OrderType | null {
  const found = types[String(type)] ?? null;
  return positive(trailingDelta) === null ? found : 'trailing_stop';
}

/** `trailingDelta` counts hundredths of a percent. */
function distanceIn({ trailingDelta }: Json): Pick<ExchangeOrder, 'trailingPercent'> {
  const delta = positive(trailingDelta);
  return delta === null ? {} : { trailingPercent: new Decimal(delta).div(100).toFixed() };
}

/** `isWorking`: the order is on the book, so the trigger of a stop has fired. */
function firedIn({ isWorking }: Json, type: OrderType | null): Pick<ExchangeOrder, 'hasFired'> {
  const isStop = type !== null && type !== 'limit' && type !== 'market';
  return isStop && isWorking === true ? { hasFired: true } : {};
}

function changedAt({ updateTime }: Json): Pick<ExchangeOrder, 'updatedAt'> {
  const at = epochMs(updateTime);
  return at === null ? {} : { updatedAt: at };
}

/** `cummulativeQuoteQty` is below zero for old orders: not available. */
function averageOf({ cummulativeQuoteQty }: Json, filled: DecimalString | null): DecimalString | null {
  const [cost, quantity] = [positive(cummulativeQuoteQty), positive(filled)];
  if (cost === null || quantity === null) return null;
  return new Decimal(cost).div(quantity).toSignificantDigits(18).toFixed();
}
