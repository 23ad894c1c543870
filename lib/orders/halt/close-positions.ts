import type { Account, AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { Position } from '../../exchanges/model/position.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { type ClosingParts, closeInParts } from '../close/close-in-parts.ts';
import { type ClosingIntent, closingIntent, isClosable, whyNotClosable } from '../close/closing-order.ts';
import { orderFromRecord } from '../order-view.ts';
import { type MayAct, messageOf } from './cancel-everything.ts';
import { reportFailedStep } from './report-halt.ts';

export interface ClosedPosition {
  readonly marketType: MarketType;
  readonly symbol: string;
  readonly outcome: 'closed' | 'partially_closed' | 'failed' | 'unknown';
  readonly quantity: string;
  readonly message: string | null;
}

export interface ClosedPositions {
  readonly closed: readonly ClosedPosition[];
  /** Markets whose positions could not be read, or not all be closed. */
  readonly closingFailures: readonly ClosingFailure[];
}

export interface ClosingFailure {
  readonly marketType: MarketType;
  readonly message: string;
}

/** Closes the positions of every market that has positions and a key. */
export async function closePositionsOf(ref: AccountRef, account: Account, mayAct: MayAct): Promise<ClosedPositions> {
  const ends = await settleAll(
    marketTypes.filter((marketType) => hasPositions(account, marketType)).map((each) => closeMarket(ref, each, mayAct)),
  );
  return {
    closed: ends.flatMap(({ closed }) => closed),
    closingFailures: ends.flatMap(({ closingFailures }) => closingFailures),
  };
}

function hasPositions({ exchange, credentials }: Account, marketType: MarketType): boolean {
  const { key, capabilities } = marketOf({ exchange, marketType });
  return capabilities.positions && credentials[key] !== undefined;
}

async function closeMarket(ref: AccountRef, marketType: MarketType, mayAct: MayAct): Promise<ClosedPositions> {
  try {
    const session = await openSession(ref, marketType);
    mayAct(session.account);
    const positions = await session.wallets.positions();
    const mayGoOn = async () => mayAct(await readAccount(ref));
    const closable = positions.filter(isClosable);
    const closed = await settleAll(
      closable.map((position) => closeOne(session, closingIntent(ref, marketType, position), mayGoOn)),
    );
    const message = unclosable(positions);
    return { closed, closingFailures: message === null ? [] : [{ marketType, message }] };
  } catch (error) {
    reportFailedStep(ref, 'close positions', error, marketType);
    return { closed: [], closingFailures: [{ marketType, message: messageOf(error) }] };
  }
}

/** An unknown market takes no order, and an order on a guessed side could double a position. A person must close the named positions. */
function unclosable(positions: readonly Position[]): string | null {
  const reasons = positions.filter((position) => !isClosable(position)).map(whyNotClosable);
  return reasons.length === 0 ? null : `${reasons.join(', ')}; close at the exchange`;
}

async function closeOne(
  session: Session,
  intent: ClosingIntent,
  mayGoOn: () => Promise<void>,
): Promise<ClosedPosition> {
  const { ref, marketType, symbol, quantity } = intent;
  try {
    return { marketType, symbol, quantity, ...outcomeOf(await closeInParts(session, intent, { mayGoOn })) };
  } catch (error) {
    reportFailedStep(ref, `close ${symbol}`, error, marketType);
    return { marketType, symbol, quantity, outcome: 'failed', message: messageOf(error) };
  }
}

/** A reduce-only market order has a price limit at some exchanges, so a part of the position may remain. The next round of the halt goes on. */
function outcomeOf({ parts, stopped }: ClosingParts): Pick<ClosedPosition, 'outcome' | 'message'> {
  const orders = parts.map(({ record }) => orderFromRecord(record));
  const message = orders.find(({ reason }) => reason !== null)?.reason?.message ?? stopped;
  if (stopped === null && orders.every(({ status }) => status === 'filled')) return { outcome: 'closed', message };
  if (orders.some(({ status }) => status === 'unknown')) return { outcome: 'unknown', message };
  const isTaken = parts.some(({ record }) => record.state === 'ACCEPTED');
  return { outcome: isTaken ? 'partially_closed' : 'failed', message };
}
