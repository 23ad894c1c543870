import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountRef } from '../accounts/account.ts';
import { setTradingState } from '../accounts/account-store.ts';
import { openExchange } from '../accounts/open-exchange.ts';
import { OemsError } from '../api/errors.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import type { Position, Product } from '../exchanges/exchange.ts';
import { products } from '../exchanges/exchange.ts';
import { openStates } from '../journal/line.ts';
import { closePosition } from './close-position.ts';
import { deadlineMarginMs } from './look-up.ts';
import type { OrderRecord } from './order.ts';
import { listOrderRecords } from './order-store.ts';
import { stateHoldsMs } from './trading-state.ts';

export interface HaltStep {
  readonly product: Product;
  readonly outcome: 'done' | 'failed' | 'not_configured';
  readonly canceled: number | null;
  readonly message: string | null;
}

export interface ClosedPosition {
  readonly symbol: string;
  readonly outcome: 'closed' | 'partially_closed' | 'failed' | 'unknown';
  readonly quantity: string;
  readonly message: string | null;
}

export interface Halt {
  readonly cancellations: readonly HaltStep[];
  readonly closed: readonly ClosedPosition[];
  /** Orders that were on their way when the halt came and may still arrive; null when the journal could not be read. */
  readonly ordersInFlight: number | null;
  /** Null when the positions could be read, or were not to be closed. */
  readonly closingFailed: string | null;
}

/**
 * The state first: no order that reads it from now on is sent. Then the open orders. An order that had read ACTIVE just before may
 * still be on its way: such orders are waited for in the journal, and what they left open is canceled by a second pass. Then the
 * positions. One failing step stops no other: an unread journal only leaves it unknown whether orders are on their way.
 */
export const haltTrading = async (ref: AccountRef, closePositions: boolean): Promise<Halt> => {
  const { credentials } = await setTradingState(ref, 'HALTED');
  const pass = () =>
    Promise.all(products.map((product) => cancelAll(ref, product, credentials[product] !== undefined)));
  const first = await pass();
  const ordersInFlight = await waitForOrdersInFlight(ref);
  const cancellations = addedUp(first, await pass());
  const closing =
    closePositions && credentials.swap !== undefined ? await closeAll(ref) : { closed: [], closingFailed: null };
  return { cancellations, ordersInFlight, ...closing };
};

/** By then every order that may still leave stands in the journal, see `stateHoldsMs`, and in its index, which lags behind the table. */
const settleMs = stateHoldsMs + 1000;
/** The youngest of them, `stateHoldsMs` younger than the halt, can arrive for 8 s (`orderDeadlineMs`), give or take the clocks. */
const longestWaitMs = stateHoldsMs + 8000 + deadlineMarginMs;
/** Of the call's 28 s, for the second pass and the positions. */
const reserveMs = 9000;
const pauseMs = 500;
const pageSize = 100;

/** Waits until no order of the account can arrive any more; the number of those that still can. */
const waitForOrdersInFlight = async (ref: AccountRef): Promise<number | null> => {
  const until = Math.min(Date.now() + longestWaitMs, (currentCall()?.deadline ?? 0) - reserveMs);
  await sleep(settleMs);
  for (;;) {
    const inFlight = await countInFlight(ref).catch(() => null);
    if (inFlight === 0 || Date.now() > until) return inFlight;
    await sleep(pauseMs);
  }
};

/** Newest first: behind an order whose time is up there are none that can arrive. */
const countInFlight = async (ref: AccountRef, cursor?: string): Promise<number> => {
  const { records, next } = await listOrderRecords(ref, pageSize, cursor);
  const inTime = records.filter(isInTime);
  const inFlight = inTime.filter(({ state }) => openStates.includes(state)).length;
  return next === null || inTime.length < records.length ? inFlight : inFlight + (await countInFlight(ref, next));
};

/**
 * The exchange refuses what arrives later. An order whose time is up and whose fate is open may stand open there, where the second pass
 * finds it, or be filled, which the positions show: the halt need not know.
 */
const isInTime = ({ notAfter }: OrderRecord): boolean => sharedNow() <= notAfter + deadlineMarginMs;

const addedUp = (first: readonly HaltStep[], second: readonly HaltStep[]): HaltStep[] =>
  second.map((step, index) => ({
    ...step,
    canceled: step.canceled === null ? null : step.canceled + (first[index]?.canceled ?? 0),
  }));

/** Whole, and whenever it arrives: what a halted account has open is to go. */
const cancelAll = async (ref: AccountRef, product: Product, isConfigured: boolean): Promise<HaltStep> => {
  if (!isConfigured) return { product, outcome: 'not_configured', canceled: null, message: null };
  try {
    const { exchange } = await openExchange(ref, product);
    return { product, outcome: 'done', canceled: await exchange.cancelAllOrders(), message: null };
  } catch (error) {
    return { product, outcome: 'failed', canceled: null, message: messageOf(error) };
  }
};

const closeAll = async (ref: AccountRef): Promise<Pick<Halt, 'closed' | 'closingFailed'>> => {
  try {
    const { exchange } = await openExchange(ref, 'swap');
    const positions = await exchange.positions();
    return { closed: await Promise.all(positions.map((position) => closeOne(ref, position))), closingFailed: null };
  } catch (error) {
    return { closed: [], closingFailed: messageOf(error) };
  }
};

const closeOne = async (ref: AccountRef, position: Position): Promise<ClosedPosition> => {
  const { symbol, contracts: quantity } = position;
  try {
    return { symbol, quantity, outcome: await closePosition(ref, position), message: null };
  } catch (error) {
    return { symbol, quantity, outcome: 'failed', message: messageOf(error) };
  }
};

const messageOf = (error: unknown): string => (error instanceof OemsError ? error.message : 'internal error');
