import { startTime, type Venues } from '../../fixture-venues.ts';

export const id = 'cli-1';
export const at = new Date(startTime).toISOString();

/** An element of orders/status. */
export function entry(orderId: string, filled: number, status: string, error: string | null = null) {
  return {
    order: {
      ...{
        type: 'ORDER',
        orderId,
        cliOrdId: id,
        symbol: 'PF_XBTUSD',
        side: 'buy',
        quantity: 1,
        filled,
        limitPrice: 80000,
      },
      ...{ reduceOnly: false, timestamp: at, lastUpdateTimestamp: at },
    },
    ...{ status, updateReason: null, error },
  };
}

/** The order of a history event, where `quantity` is what is still open. */
export function order(uid: string, quantity: string, filled: string, direction = 'Buy') {
  return {
    ...{ uid, accountUid: 'a', tradeable: 'PF_XBTUSD', direction, quantity, filled, timestamp: startTime },
    ...{ limitPrice: '80000', orderType: 'IoC', clientId: id, reduceOnly: false, lastUpdateTimestamp: startTime },
  };
}
export function trigger(uid: string, triggerPrice: string) {
  return {
    ...order(uid, '1', '0'),
    ...{ limitPrice: '0', orderType: 'Stop', triggerOptions: { triggerPrice, triggerSignal: 'MarkPrice' } },
  };
}
export function placed(uid: string, open = '0', filled = '1') {
  return {
    OrderPlaced: { order: order(uid, open, filled), reason: 'new_user_order' },
  };
}
export function rejected(uid: string, orderError: string, filled = '0') {
  return {
    OrderRejected: { order: order(uid, '1', filled), orderError, reason: 'new_user_order' },
  };
}

export interface Lists {
  readonly status?: readonly object[];
  readonly orders?: readonly object[];
  readonly triggers?: readonly object[];
  readonly fills?: readonly object[];
}
/** Answers the lists of orders, events and fills on futures with these entries. */
export function show({ swap }: Venues, { status = [], orders = [], triggers = [], fills = [] }: Lists): void {
  const elementsOf = (events: readonly object[]) =>
    events.map((event, index) => ({ uid: String(index), timestamp: startTime + index, event }));
  swap.substitute = () => {
    const elements = elementsOf(swap.sent.at(-1)?.path.endsWith('triggers') ? triggers : orders);
    return { status: 200, body: { result: 'success', orders: status, elements, fills } };
  };
}
