import type { Account, AccountRef, TradingState } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { setTradingState } from '../../accounts/trading-state.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { openSession } from '../../session/open-session.ts';
import { type ClosedPositions, closePositionsOf, messageOf } from './close-positions.ts';
import { waitForOrdersInFlight } from './orders-in-flight.ts';

export interface HaltStep {
  readonly marketType: MarketType;
  readonly outcome: 'done' | 'failed' | 'not_configured';
  readonly canceled: number | null;
  readonly message: string | null;
}

export interface Halt extends ClosedPositions {
  readonly cancellations: readonly HaltStep[];
  /** Orders that were in flight when the halt came and may still arrive; null when the journal could not be read. */
  readonly ordersInFlight: number | null;
  /** The state at the end: another caller may have allowed trading again. Null when the state could not be read. */
  readonly tradingState: TradingState | null;
  /** The account was the same all the time: halted, and with the keys whose orders were canceled. */
  readonly wasHeld: boolean;
}

/**
 * First the state: no order that reads the state from now on is sent. Then the open orders. An order that read ACTIVE just before may still
 * be in flight: the halt waits for such orders in the journal, and cancels a second time. Then the positions. A failing step stops no other
 * step: without the journal only the number of orders in flight is unknown.
 */
export async function haltTrading(ref: AccountRef, closePositions: boolean): Promise<Halt> {
  const halted = await setTradingState(ref, 'HALTED');
  const first = await cancelEverything(ref, halted);
  const ordersInFlight = await waitForOrdersInFlight(halted);
  const cancellations = addedUp(first, await cancelEverything(ref, halted));
  const closing = closePositions ? await closePositionsOf(ref, halted) : { closed: [], closingFailed: null };
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
    Object.keys({ ...halted.credentials, ...credentials }).every(
      (slot) => credentials[slot]?.version === halted.credentials[slot]?.version,
    )
  );
}

function addedUp(first: readonly HaltStep[], second: readonly HaltStep[]): HaltStep[] {
  return second.map((step, index) => ({
    ...step,
    canceled: step.canceled === null ? null : step.canceled + (first[index]?.canceled ?? 0),
  }));
}

/** Each market cancels its own orders alone, so the halt calls every market, also where markets share a key and a wallet. */
function cancelEverything(ref: AccountRef, { exchange, credentials }: Account): Promise<HaltStep[]> {
  return settleAll(
    marketTypes.map((marketType) => {
      const { key } = marketOf({ exchange, marketType });
      return cancelAll(ref, marketType, credentials[key] !== undefined);
    }),
  );
}

/** Whatever is open when the request arrives is canceled, however late: a halted account shall have nothing open. */
async function cancelAll(ref: AccountRef, marketType: MarketType, isConfigured: boolean): Promise<HaltStep> {
  if (!isConfigured) return { marketType, outcome: 'not_configured', canceled: null, message: null };
  try {
    const { orders } = await openSession(ref, marketType);
    return { marketType, outcome: 'done', canceled: await orders.cancelAll(), message: null };
  } catch (error) {
    return { marketType, outcome: 'failed', canceled: null, message: messageOf(error) };
  }
}
