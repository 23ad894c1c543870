import type { AccountRef } from '../../accounts/account.ts';
import { OemsError } from '../../errors.ts';
import { type MarketDefinition, storeOf, traitsOf } from '../../exchanges/definition.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import type { OrderRecord } from '../order.ts';
import { readOrderRecord } from '../order-store.ts';
import { clientOrderIdFor } from '../submit/prepare-order.ts';
import { type Submission, submitReducing } from '../submit/submit-order.ts';
import { type ClosingParts, closeInParts } from './close-in-parts.ts';
import { type ClosingIntent, closingIntent, isClosable, whyNotClosable } from './closing-order.ts';
import { furtherParts, nameOfFirst, nameOfPart } from './part-names.ts';
import { type Remaining, remainingAfter } from './remaining-position.ts';

/** A request to close the position in one symbol. Without a name the client's retries are requests of their own. */
export interface CloseRequest {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly symbol: string;
  readonly clientOrderId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** The record is the order under the name of the request. */
export interface PositionClosing extends Submission {
  /** The orders after the first, in the order of sending. */
  readonly further: readonly OrderRecord[];
  /** Why no further order was sent although the orders do not add up to the position; null where they do, or where an earlier call has sent them. */
  readonly stopped: string | null;
  /** Null where the position could not be read after the order, or the order has no verdict yet. */
  readonly remaining: Remaining;
}

/**
 * Closes the whole position in a symbol with a reduce-only market order, whatever the trading state; with several one after the other where the
 * position is above the most that the exchange takes in one order. The journal has each order like every other order, so a name closes once: a
 * retry reports the orders of the first call, and sends no further one. Throws ALREADY_CLOSED where no position is open, and NOT_SUPPORTED where
 * the market has no positions or the position cannot be read.
 */
export async function closePosition(request: CloseRequest): Promise<PositionClosing> {
  const session = await openSession(request.ref, request.marketType, { symbol: request.symbol });
  requirePositions(session.market, request.symbol);
  const { parts, stopped } = await submitOnce(session, request);
  const [{ record, replayed }, ...sent] = parts;
  const further = replayed ? await furtherParts(request, record) : sent.map((part) => part.record);
  const remaining = await remainingAfter(session, request.symbol, [record, ...further]);
  return { record, replayed, further, stopped: replayed ? null : stopped, remaining };
}

/** The journal comes first: a retry finds another position than the first call, or none, and must not send a second order. */
async function submitOnce(session: Session, request: CloseRequest): Promise<ClosingParts> {
  const earlier = await earlierIntent(session, request);
  if (earlier !== null) return submitAgain(earlier);
  const nameOf = (number: number) => nameOfPart(request, nameIn(session, request), number);
  try {
    return await closeInParts(session, await intentNow(session, request), { nameOf });
  } catch (error) {
    // A call beside this call may have closed the position under the same name.
    const meanwhile = isOvertaken(error) ? await earlierIntent(session, request) : null;
    if (meanwhile === null) throw error;
    return submitAgain(meanwhile);
  }
}

/** The first order of an earlier call, and no order more: the position may be another one by now. */
async function submitAgain(earlier: ClosingIntent): Promise<ClosingParts> {
  return { parts: [await submitReducing(earlier)], stopped: null };
}

function isOvertaken(error: unknown): boolean {
  return error instanceof OemsError && (error.code === 'ALREADY_CLOSED' || error.code === 'IDEMPOTENCY_CONFLICT');
}

/** The order of an earlier call under this name, with the terms of that order. Null for a request without a name, and for a new name. */
async function earlierIntent(session: Session, request: CloseRequest): Promise<ClosingIntent | null> {
  const { ref } = request;
  const name = nameIn(session, request);
  const record = name === null ? null : await readOrderRecord(ref, name);
  if (record === null) return null;
  if (!isClosing(record, request)) throw usedOtherwise();
  const { side, quantity } = record.request;
  const contracts = { symbol: request.symbol, side: side === 'sell' ? 'long' : 'short', contracts: quantity } as const;
  return named(request, closingIntent(ref, request.marketType, contracts));
}

function isClosing({ request: sent, marketType }: OrderRecord, wanted: CloseRequest): boolean {
  return sent.type === 'market' && sent.reduceOnly && sent.symbol === wanted.symbol && marketType === wanted.marketType;
}

/** The name of the first order in the journal; null for a request without a name. */
function nameIn({ market }: Session, { ref, clientOrderId, idempotencyKey }: CloseRequest): string | null {
  if (clientOrderId === undefined && idempotencyKey === undefined) return null;
  const traits = traitsOf(market, storeOf(market, 'market'));
  return clientOrderIdFor({ ref, clientOrderId, idempotencyKey }, market, traits);
}

function named(request: CloseRequest, intent: ClosingIntent): ClosingIntent {
  return { ...intent, ...nameOfFirst(request) };
}

/** The order over the position as the exchange shows the position now. */
async function intentNow({ wallets, market }: Session, request: CloseRequest): Promise<ClosingIntent> {
  const { ref, marketType, symbol } = request;
  const shown = await wallets.positions(symbol);
  const position = shown.find(isClosable);
  if (position !== undefined) return closingIntent(ref, marketType, position);
  const [unclear] = shown;
  throw unclear === undefined ? noPosition(symbol) : notClosable(whyNotClosable(unclear), market);
}

function requirePositions({ capabilities, title }: MarketDefinition, symbol: string): void {
  if (capabilities.positions) return;
  const [base = symbol] = symbol.split('/');
  const message = `${title} has no positions that this service can close; sell the ${base} of GET /oems/execution/balance with a market order`;
  throw new OemsError('NOT_SUPPORTED', message);
}

function noPosition(symbol: string): OemsError {
  return new OemsError('ALREADY_CLOSED', `no position in ${symbol} is open; nothing was sent`);
}

function notClosable(why: string, { title }: MarketDefinition): OemsError {
  return new OemsError('NOT_SUPPORTED', `${why}; nothing was sent, close the position at ${title}`);
}

function usedOtherwise(): OemsError {
  const message =
    'this Idempotency-Key or client_order_id was used for another order; use a new name to close a position';
  return new OemsError('IDEMPOTENCY_CONFLICT', message);
}
