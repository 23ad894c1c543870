import type { Account, AccountRef, TradingState } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { setTradingState } from '../../accounts/trading-state.ts';
import { OemsError } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { marketTypes } from '../../exchanges/model/axes.ts';
import type { Position } from '../../exchanges/model/position.ts';
import { openSession } from '../../session/open-session.ts';
import { closePosition } from './close-position.ts';
import { waitForOrdersInFlight } from './orders-in-flight.ts';

export interface HaltStep {
  readonly marketType: MarketType;
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
  /** As it is at the end: somebody may have let the account trade again. Null when it could not be read. */
  readonly tradingState: TradingState | null;
  /** Whether the account has been the same all the while: halted, and with the keys whose orders were canceled. */
  readonly wasHeld: boolean;
}

/**
 * The state first: no order that reads it from now on is sent. Then the open orders. An order that had read ACTIVE just before may
 * still be on its way: such orders are waited for in the journal, and what they left open is canceled by a second pass. Then the
 * positions. One failing step stops no other: an unread journal only leaves it unknown whether orders are on their way.
 */
export async function haltTrading(ref: AccountRef, closePositions: boolean): Promise<Halt> {
  const halted = await setTradingState(ref, 'HALTED');
  const { credentials } = halted;
  const pass = () =>
    Promise.all(marketTypes.map((marketType) => cancelAll(ref, marketType, credentials[marketType] !== undefined)));
  const first = await pass();
  const ordersInFlight = await waitForOrdersInFlight(halted);
  const cancellations = addedUp(first, await pass());
  const closing =
    closePositions && credentials.swap !== undefined ? await closeAll(ref) : { closed: [], closingFailed: null };
  const ended = await readAccount(ref).catch(() => null);
  return {
    cancellations,
    ordersInFlight,
    ...closing,
    tradingState: ended?.tradingState ?? null,
    wasHeld: ended !== null && isStill(halted, ended),
  };
}

function isStill(halted: Account, { registrationId, tradingState, credentials }: Account): boolean {
  return (
    tradingState === 'HALTED' &&
    registrationId === halted.registrationId &&
    marketTypes.every((marketType) => credentials[marketType]?.version === halted.credentials[marketType]?.version)
  );
}

function addedUp(first: readonly HaltStep[], second: readonly HaltStep[]): HaltStep[] {
  return second.map((step, index) => ({
    ...step,
    canceled: step.canceled === null ? null : step.canceled + (first[index]?.canceled ?? 0),
  }));
}

/** Whole, and whenever it arrives: what a halted account has open is to go. */
async function cancelAll(ref: AccountRef, marketType: MarketType, isConfigured: boolean): Promise<HaltStep> {
  if (!isConfigured) return { marketType, outcome: 'not_configured', canceled: null, message: null };
  try {
    const { orders } = await openSession(ref, marketType);
    return { marketType, outcome: 'done', canceled: await orders.cancelAll(), message: null };
  } catch (error) {
    return { marketType, outcome: 'failed', canceled: null, message: messageOf(error) };
  }
}

async function closeAll(ref: AccountRef): Promise<Pick<Halt, 'closed' | 'closingFailed'>> {
  try {
    const { wallets } = await openSession(ref, 'swap');
    const positions = await wallets.positions();
    return { closed: await Promise.all(positions.map((position) => closeOne(ref, position))), closingFailed: null };
  } catch (error) {
    return { closed: [], closingFailed: messageOf(error) };
  }
}

async function closeOne(ref: AccountRef, position: Position): Promise<ClosedPosition> {
  const { symbol, contracts: quantity } = position;
  try {
    return { symbol, quantity, outcome: await closePosition(ref, position), message: null };
  } catch (error) {
    return { symbol, quantity, outcome: 'failed', message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof OemsError ? error.message : 'internal error';
}
