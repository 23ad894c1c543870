import type { Account } from '../../accounts/account.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { sharedNow } from '../../aws/clock.ts';
import { storesOf } from '../../exchanges/definition.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import { openSession } from '../../session/open-session.ts';
import { elsewhereLookBackMs } from '../order.ts';

/** More ids than that are not read: an exchange may take a request for each, and the rate limit of the key must last for the cancellations. */
const mostRead = 5;

export interface ShownOrder {
  readonly marketType: MarketType;
  readonly order: ExchangeOrder;
}

/**
 * The orders of these ids of the exchange, as the exchange shows them: of orders that another program has placed, and that no list of open orders
 * has. Empty where the exchange shows none, names no order by the id alone, or does not answer: the cancellation goes on without.
 */
export async function shownElsewhere(
  account: Account,
  markets: readonly MarketType[],
  ids: readonly string[],
  symbol: string | undefined,
): Promise<ShownOrder[]> {
  if (ids.length === 0 || ids.length > mostRead) return [];
  const shown = await settleAll(markets.map((marketType) => shownIn(account, marketType, ids, symbol).catch(() => [])));
  return shown.flat();
}

async function shownIn(
  account: Account,
  marketType: MarketType,
  ids: readonly string[],
  symbol: string | undefined,
): Promise<ShownOrder[]> {
  const { orders, market } = await openSession(account, marketType, { symbol });
  if (symbol === undefined && !market.capabilities.ordersByIdAlone) return [];
  const refs = storesOf(market).flatMap((store) =>
    ids.map((exchangeOrderId) => ({ symbol: symbol ?? null, store, exchangeOrderId })),
  );
  const told = await orders.readSome(refs, sharedNow() - elsewhereLookBackMs, true);
  return told.flatMap((order) => (order === null ? [] : [{ marketType, order }]));
}
