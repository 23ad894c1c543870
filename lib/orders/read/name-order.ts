import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { lostWindowOf } from '../../accounts/restored.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { type MarketType, marketTypeFor } from '../../exchanges/model/axes.ts';
import type { OrderIds } from '../../exchanges/model/order.ts';
import { requestIdFor } from '../../journal/request-id.ts';
import type { OrderRecord } from '../order.ts';
import { findOrderRecords, readOrderRecord } from '../order-store.ts';

/** Names an order as a client does. The market and the symbol may be left out where the journal knows the order. */
export interface OrderName extends OrderIds {
  readonly ref: AccountRef;
  readonly marketType?: MarketType | undefined;
  readonly symbol?: string | undefined;
}

/** An order with its market: told by the client, known to the journal, or the usual market of an unknown order, which is a guess. */
export type NamedOrder = OrderName & { readonly marketType: MarketType; readonly isGuess?: boolean };

/** The journal entry of the order when it was named; null for an order that the journal does not know. */
export type Named = NamedOrder & { readonly record: OrderRecord | null };

/**
 * An order that the journal knows is named by its client order id from then on. Throws INVALID_REQUEST for an id that names orders of several
 * markets, and for a market or symbol that is not the order's: an answer about another order than the client means costs money.
 */
export async function nameOrder(wanted: OrderName): Promise<Named> {
  const record = await recordOf(wanted);
  if (record === null) return { ...inMarket(wanted), record };
  requireAgreement(wanted, record);
  return { ...nameOf(record), record };
}

function inMarket(wanted: OrderName & { readonly isGuess?: boolean }): NamedOrder {
  const { marketType, symbol, isGuess = marketType === undefined && symbol === undefined } = wanted;
  return { ...wanted, marketType: marketTypeFor(marketType, symbol), isGuess };
}

/**
 * Names an order by the client's Idempotency-Key, from which the id of the order was derived. The journal names every order before the order leaves:
 * without an entry nothing was sent under the key (NOT_FOUND), unless a restored table may have lost the entry: then the exchange is asked.
 */
export async function nameByKey(wanted: OrderName, idempotencyKey: string): Promise<OrderName> {
  const clientOrderId = requestIdFor(wanted.ref, idempotencyKey);
  const isJournaled = (await readOrderRecord(wanted.ref, clientOrderId)) !== null;
  if (isJournaled || lostWindowOf(await readAccount(wanted.ref)) !== null) return { ...wanted, clientOrderId };
  throw new OemsError('NOT_FOUND', 'no order was sent under this Idempotency-Key');
}

type Place = Pick<OrderName, 'marketType' | 'symbol'>;
type JournaledPlace = Pick<OrderRecord, 'marketType'> & { readonly request: Pick<OrderRecord['request'], 'symbol'> };

/** Throws INVALID_REQUEST with the field in which the client's order differs from the journal's order. */
export function requireAgreement({ marketType, symbol }: Place, { marketType: own, request }: JournaledPlace): void {
  if (symbol !== undefined && symbol !== request.symbol)
    throw invalidField('symbol', `the id names an order of ${request.symbol}`);
  if (marketType !== undefined && marketType !== own)
    throw invalidField('market_type', `the id names an order of ${request.symbol}, whose market type is ${own}`);
}

function nameOf({ ref, clientOrderId, marketType, request: { symbol } }: OrderRecord): NamedOrder & { symbol: string } {
  return { ref, clientOrderId, marketType, symbol };
}

/**
 * As `nameOrder`, for calls that need the symbol and read the journal by the client order id themselves. Throws INVALID_REQUEST where neither
 * client nor journal tells the symbol.
 */
export async function nameWithSymbol(wanted: OrderName): Promise<NamedOrder & { readonly symbol: string }> {
  const { marketType, symbol, exchangeOrderId } = wanted;
  if (symbol !== undefined && exchangeOrderId === undefined)
    return { ...wanted, symbol, marketType: marketTypeFor(marketType, symbol) };
  const { record: _record, ...named } = await nameOrder(wanted);
  if (named.symbol === undefined)
    throw invalidField('symbol', 'is required for an order that was not placed through this service');
  return { ...named, symbol: named.symbol };
}

async function recordOf(wanted: OrderName): Promise<OrderRecord | null> {
  const { ref, clientOrderId, exchangeOrderId } = wanted;
  if (clientOrderId !== undefined) return readOrderRecord(ref, clientOrderId);
  if (exchangeOrderId === undefined) return null;
  const records = await findOrderRecords(ref, exchangeOrderId);
  const agreeing = records.filter((record) => agrees(wanted, record));
  const [record = null, ...others] = agreeing.length > 0 ? agreeing : records;
  if (others.length > 0) throw invalidField('order_id', 'several orders have this id; give client_order_id or symbol');
  return record;
}

function agrees({ marketType, symbol }: Place, { marketType: own, request }: JournaledPlace): boolean {
  return (marketType ?? own) === own && (symbol ?? request.symbol) === request.symbol;
}
