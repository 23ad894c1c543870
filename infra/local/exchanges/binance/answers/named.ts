import { isRecord, type Json, optionalText } from '../../../../../lib/exchanges/wire/readers.ts';
import type { BesideAnswer, Named } from '../../answer-table.ts';

/** A bare list stands in the field `list`; one record stands alone. */
export function rowsIn(answer: Json): Json[] {
  return Array.isArray(answer.list) ? answer.list.filter(isRecord) : [answer];
}

export function texts(values: readonly unknown[]): string[] {
  return [...new Set(values.map(optionalText).filter((text) => text !== null && text !== ''))] as string[];
}

export function marketsNamed(answer: Json): Named {
  return { markets: texts(rowsIn(answer).map(({ symbol }) => symbol)) };
}

/** Binance names an order by its symbol too. */
export function ordersNamed(answer: Json): Named {
  const rows = rowsIn(answer);
  return {
    ...marketsNamed(answer),
    orderIds: texts(rows.map(({ orderId }) => orderId)),
    clientOrderIds: texts(rows.map(({ clientOrderId }) => clientOrderId)),
  };
}

/** An acknowledgement describes the order that was sent. */
export function placedNamed(answer: Json): Named {
  const [symbol] = texts([answer.symbol]);
  const [clientOrderId] = texts([answer.clientOrderId ?? answer.clientAlgoId]);
  return {
    order: { ...(symbol === undefined ? {} : { symbol }), ...(clientOrderId === undefined ? {} : { clientOrderId }) },
  };
}

/** The answer to an amendment on spot holds the order in a field. */
export function amendedNamed({ amendedOrder }: Json): Named {
  if (!isRecord(amendedOrder)) return {};
  const [newQty = null] = texts([amendedOrder.qty]);
  const [newClientOrderId = null] = texts([amendedOrder.clientOrderId]);
  return { ...ordersNamed(amendedOrder), amendment: { newQty, newClientOrderId } };
}

/** The answer to the cancellation of one order tells our id as `origClientOrderId` on spot. */
export function canceledNamed(answer: Json): Named {
  const named = ordersNamed(answer);
  const original = texts(rowsIn(answer).map(({ origClientOrderId }) => origClientOrderId));
  return original.length === 0 ? named : { ...named, clientOrderIds: original };
}

export function transferNamed(answer: Json): Named {
  const [row] = Array.isArray(answer.rows) ? answer.rows.filter(isRecord) : [];
  const [asset, amount] = texts([row?.asset, row?.amount]);
  return asset === undefined || amount === undefined ? {} : { transfer: { asset, amount } };
}

export function unknownOrder(): BesideAnswer {
  return { status: 400, body: { code: -2013, msg: 'Order does not exist.' } };
}
