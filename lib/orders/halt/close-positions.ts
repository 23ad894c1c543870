import type { Account, AccountRef } from '../../accounts/account.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { Position } from '../../exchanges/model/position.ts';
import { openSession } from '../../session/open-session.ts';
import { type ClosablePosition, closingIntent, isClosable, whyNotClosable } from '../close/closing-order.ts';
import { orderFromRecord } from '../order-view.ts';
import { submitReducing } from '../submit/submit-order.ts';
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
    const { account, wallets } = await openSession(ref, marketType);
    mayAct(account);
    const positions = await wallets.positions();
    const closable = positions.filter(isClosable);
    const closed = await settleAll(closable.map((position) => closeOne(ref, marketType, position)));
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

async function closeOne(ref: AccountRef, marketType: MarketType, position: ClosablePosition): Promise<ClosedPosition> {
  const { symbol, contracts: quantity } = position;
  try {
    return { marketType, symbol, quantity, ...(await closePosition(ref, marketType, position)) };
  } catch (error) {
    reportFailedStep(ref, `close ${symbol}`, error, marketType);
    return { marketType, symbol, quantity, outcome: 'failed', message: messageOf(error) };
  }
}

/** A reduce-only market order has a price limit at some exchanges, so a part of the position may remain. */
async function closePosition(
  ref: AccountRef,
  marketType: MarketType,
  position: ClosablePosition,
): Promise<Pick<ClosedPosition, 'outcome' | 'message'>> {
  const { record } = await submitReducing(closingIntent(ref, marketType, position));
  const { status, reason } = orderFromRecord(record);
  const message = reason?.message ?? null;
  if (status === 'filled') return { outcome: 'closed', message };
  if (status === 'unknown') return { outcome: 'unknown', message };
  return { outcome: record.state === 'ACCEPTED' ? 'partially_closed' : 'failed', message };
}
