import { currentCall } from '../../aws/call-context.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { Session } from '../../session/open-session.ts';
import { orderFromRecord } from '../order-view.ts';
import { type Submission, submitReducing } from '../submit/submit-order.ts';
import { type ClosingIntent, isClosable } from './closing-order.ts';
import { partSize } from './part-size.ts';
import { settled } from './remaining-position.ts';

/** The orders over one position, in the order of sending. */
export interface ClosingParts {
  readonly parts: readonly [Submission, ...Submission[]];
  /** Why no further order was sent although the orders do not add up to the position; null: they do. */
  readonly stopped: string | null;
}

export interface PartTerms {
  /** The name of an order by its number, from 1 on. */
  readonly nameOf?: (number: number) => Pick<ClosingIntent, 'clientOrderId' | 'idempotencyKey'>;
  /** Throws where no further order may be sent. */
  readonly mayGoOn?: () => Promise<void>;
}

/**
 * Closes a position with one reduce-only market order, or with several where the position is above the most that the exchange takes in one order.
 * Each further order follows a filled order and a look: the orders never add up to more than the position of `whole`, and a position that has
 * turned is left alone. Throws for the first order alone: the answer tells every order that was sent.
 */
export async function closeInParts(
  session: Pick<Session, 'orders' | 'wallets'>,
  whole: ClosingIntent,
  { nameOf = () => ({}), mayGoOn = async () => undefined }: PartTerms = {},
): Promise<ClosingParts> {
  const sizes = await session.orders.listed(whole.symbol).catch(() => null);
  const send = (left: DecimalString, number: number) =>
    submitReducing({ ...whole, quantity: partSize(left, sizes), ...nameOf(number) });
  const first = await send(whole.quantity, 1);
  const parts: [Submission, ...Submission[]] = [first];
  let left = whole.quantity;
  for (let last = first; ; parts.push(last)) {
    left = new Decimal(left).minus(last.record.request.quantity).toFixed();
    if (new Decimal(left).lte(0)) return { parts, stopped: null };
    try {
      left = await leftAfter(session, last, { whole, left });
      if (new Decimal(left).isZero()) return { parts, stopped: null };
      await mayGoOn();
      last = await send(left, parts.length + 1);
    } catch (error) {
      return { parts, stopped: error instanceof OemsError ? error.message : 'the next order could not be sent' };
    }
  }
}

/** A further order is not begun with less than this: the order, its verdict and the look at the end need time. */
const leastMs = 7000;

/**
 * What further orders may close: no more than the position of the beginning, and no more than the exchange shows. Throws where no further order may
 * follow.
 */
async function leftAfter(
  { wallets }: Pick<Session, 'wallets'>,
  { record, replayed }: Submission,
  { whole, left }: { readonly whole: ClosingIntent; readonly left: DecimalString },
): Promise<DecimalString> {
  const { status } = orderFromRecord(record);
  if (replayed) throw stop('another call under this name sends the orders');
  if (record.state !== 'ACCEPTED' || status === 'unknown')
    throw stop('an order was not executed, or has no verdict yet');
  if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs)
    throw stop('the call had no time left for a further order');
  // The acknowledgement of a market order may come before its end.
  if (status !== 'filled') await settled();
  const shown = await wallets.positions(whole.symbol);
  if (shown.length === 0) return '0';
  const position = shown.find(isClosable);
  const closes = position?.side === 'long' ? 'sell' : 'buy';
  if (position === undefined || closes !== whole.side) throw stop('the position has changed meanwhile');
  if (status !== 'filled' && new Decimal(position.contracts).gt(left)) throw stop('an order was not filled in full');
  return Decimal.min(left, position.contracts).toFixed();
}

function stop(why: string): OemsError {
  return new OemsError('IN_PROGRESS', why);
}
