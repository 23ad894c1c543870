import type { Account } from '../../../../infra/local/exchanges/engine/account.ts';
import { endOrder } from '../../../../infra/local/exchanges/engine/end-order.ts';
import type { Exchange } from '../../../../infra/local/exchanges/engine/exchange.ts';
import type { Order } from '../../../../infra/local/exchanges/engine/order.ts';
import type { MadeUpExchange } from './exchange.ts';
import { type Body, marketIn } from './instruments.ts';
import { bookOf, findOrder } from './orders.ts';
import { refuse } from './refused.ts';
import { findStop, waitingStops } from './stops.ts';

/** One of the two stores, each with a cancellation of its own. */
interface Store {
  readonly find: (account: Account, body: Body) => Order | undefined;
  readonly open: (account: Account) => Order[];
  readonly state: Order['state'];
  readonly most: number;
}

export const book: Store = {
  find: findOrder,
  open: (account) => bookOf(account).filter(({ state }) => state === 'open'),
  state: 'open',
  most: 20,
};
export const stops: Store = { find: findStop, open: waitingStops, state: 'waiting', most: 10 };

export function cancelIn({ find, state, most }: Store) {
  return (exchange: Exchange, account: Account, { orders }: Body): object[] => {
    if (!Array.isArray(orders) || orders.length > most) return refuse('order.bad-batch');
    return orders.map((wanted: Body) => {
      const found = find(account, wanted);
      if (found?.state !== state) return { end: 'gone' };
      endOrder(exchange, account, found, 'cancelled', 'cancelledByCustomer');
      return { end: 'canceled' };
    });
  };
}

/** Everything of one instrument, which must be named. */
export function cancelAllIn({ open }: Store) {
  return (exchange: MadeUpExchange, account: Account, body: Body): object => {
    const market = marketIn(exchange.markets, body);
    const own = open(account).filter((order) => order.market === market);
    for (const order of own) endOrder(exchange, account, order, 'cancelled', 'cancelledByCustomer');
    return { count: own.length };
  };
}
