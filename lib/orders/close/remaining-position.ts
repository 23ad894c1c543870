import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../../aws/call-context.ts';
import type { DecimalString } from '../../decimal.ts';
import type { Session } from '../../session/open-session.ts';
import type { OrderRecord } from '../order.ts';
import { orderFromRecord } from '../order-view.ts';
import { isClosable } from './closing-order.ts';

/** The size of the position in the symbol, in units of the base asset; null where nobody knows. */
export type Remaining = DecimalString | null;

/** A list of positions that lags shows a closed position for a moment. */
const listsSettleMs = 700;

/** What is left of the position after the orders. An order that closes may be executed in part: some exchanges limit the price of a market order. */
export async function remainingAfter(
  session: Session,
  symbol: string,
  records: readonly OrderRecord[],
): Promise<Remaining> {
  const isUndecided = records.some((record) => orderFromRecord(record).status === 'unknown');
  if (isUndecided || !records.some(({ state }) => state === 'ACCEPTED')) return null;
  const shown = await sizeOf(session, symbol);
  if (shown === '0') return shown;
  await settled();
  return sizeOf(session, symbol);
}

export async function settled(): Promise<void> {
  await sleep(listsSettleMs);
}

/** The least time for a request and the answer: the outcome of the order must reach the client. */
const leastMs = 2500;

async function sizeOf({ wallets }: Session, symbol: string): Promise<Remaining> {
  if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs) return null;
  try {
    const shown = await wallets.positions(symbol);
    return shown.length === 0 ? '0' : (shown.find(isClosable)?.contracts ?? null);
  } catch {
    return null;
  }
}
