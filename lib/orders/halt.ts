import type { AccountRef } from '../accounts/account.ts';
import { setTradingState } from '../accounts/account-store.ts';
import { openExchange } from '../accounts/open-exchange.ts';
import { OemsError } from '../api/errors.ts';
import type { Position, Product } from '../exchanges/exchange.ts';
import { products } from '../exchanges/exchange.ts';
import { cancelAllOrders } from './cancel-order.ts';
import { closePosition } from './close-position.ts';

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
}

/** The state first, so that no new order slips in between; then the open orders; then the positions. One failing step stops no other. */
export const haltTrading = async (ref: AccountRef, closePositions: boolean): Promise<Halt> => {
  const { credentials } = await setTradingState(ref, 'HALTED');
  const cancellations = await Promise.all(
    products.map((product) => cancelAll(ref, product, credentials[product] !== undefined)),
  );
  const closed = closePositions && credentials.swap !== undefined ? await closeAll(ref) : [];
  return { cancellations, closed };
};

const cancelAll = async (ref: AccountRef, product: Product, isConfigured: boolean): Promise<HaltStep> => {
  if (!isConfigured) return { product, outcome: 'not_configured', canceled: null, message: null };
  try {
    return { product, outcome: 'done', canceled: await cancelAllOrders(ref, product, undefined), message: null };
  } catch (error) {
    return { product, outcome: 'failed', canceled: null, message: messageOf(error) };
  }
};

const closeAll = async (ref: AccountRef): Promise<ClosedPosition[]> => {
  const { exchange } = await openExchange(ref, 'swap');
  const positions: Position[] = await exchange.positions();
  return Promise.all(positions.map((position) => closeOne(ref, position)));
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
