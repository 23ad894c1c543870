import type { Account } from '../accounts/account.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { type ErrorDetail, OemsError } from '../errors.ts';
import { marketOf } from '../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../exchanges/model/order.ts';
import { knownError } from '../session/every-wallet.ts';
import { openSession } from '../session/open-session.ts';
import { unreadList } from '../session/unread-lists.ts';
import { everyOpen } from './every-open.ts';
import { type HeldPosition, positionsOf } from './halt/look.ts';
import { type MaybeOpen, maybeOpen } from './resting-orders.ts';

/**
 * Throws STILL_OPEN where the exchange shows an open order or position of the account, or where a part could not be looked at: without its
 * keys nobody can cancel, close or look here. The journal names the orders that may still arrive. `transfers`: those without a verdict.
 */
export async function requireNothingOpen(account: Account, transfers: readonly ErrorDetail[] = []): Promise<void> {
  const journaled = await maybeOpen(account);
  const left = await settleAll(marketTypes.map((marketType) => leftOn(account, marketType, journaled)));
  const details = [...left.flat(), ...(journaled === null ? [unreadJournal] : []), ...transfers];
  if (details.length > 0) throw stillOpen(details);
}

const unreadJournal = { message: 'the journal could not be read to its end, so orders on their way are not known' };

/** Details that the message repeats. */
const mostNamed = 3;

export function stillOpen(details: readonly ErrorDetail[]): OemsError {
  const more = details.length > mostNamed ? ` and ${details.length - mostNamed} more` : '';
  const named = details.slice(0, mostNamed).map(({ message }) => message);
  return new OemsError(
    'STILL_OPEN',
    `${named.join('; ')}${more}; nothing was deleted. Halt the account first (POST /oems/execution/halt, with close_positions for positions) and wait for the verdict of transfers, or repeat with force=true, which leaves orders and positions at the exchange and transfers without a verdict`,
    { details },
  );
}

async function leftOn(
  account: Account,
  marketType: MarketType,
  journaled: readonly MaybeOpen[] | null,
): Promise<ErrorDetail[]> {
  const market = marketOf({ exchange: account.exchange, marketType });
  const own = (journaled ?? []).filter((order) => order.marketType === marketType);
  if (account.credentials[market.key] === undefined) return own.length === 0 ? [] : [unseen(own.length, market.title)];
  const undecided = own.filter(({ isUndecided }) => isUndecided).length;
  const arriving = undecided === 0 ? [] : [{ message: `${counted(undecided)} without a verdict on ${market.title}` }];
  return [...(await shownOn(account, marketType, market.title)), ...arriving];
}

/** The requests of a look at a spot wallet. */
const noncesPerLook = 2;

/** Requests follow each other: in parallel, requests would overtake each other's nonces. */
async function shownOn(account: Account, marketType: MarketType, title: string): Promise<ErrorDetail[]> {
  try {
    const { tenant, accountId } = account;
    const session = await openSession({ tenant, accountId }, marketType, { nonces: noncesPerLook });
    const { rows, unread, unseen } = await everyOpen(session);
    return [
      ...rows.map((order) => orderOn(title, order)),
      ...unreadList(marketType, session.market, 'open order', unread).map(({ message }) => ({ message })),
      ...unseen.map((why) => ({ message: `on ${title} ${why}` })),
      ...(await positionsOf(session)).map((held) => positionOn(title, held)),
    ];
  } catch (error) {
    return [{ message: `${title} could not be looked at: ${knownError(error).message}` }];
  }
}

function orderOn(title: string, { exchangeOrderId, symbol, isUntraded }: ExchangeOrder): ErrorDetail {
  const kind = isUntraded === true ? ', of a kind that this service does not trade' : '';
  return { message: `order ${exchangeOrderId} in ${symbol} is open on ${title}${kind}` };
}

function positionOn(title: string, { symbol, side, quantity }: HeldPosition): ErrorDetail {
  const size = [side, quantity].filter((part) => part !== null).join(' ');
  return {
    message: `a position in ${symbol ?? 'an unknown symbol'} is open on ${title}${size === '' ? '' : ` (${size})`}`,
  };
}

function unseen(count: number, title: string): ErrorDetail {
  return { message: `${counted(count)} may be open on ${title}, and no key is left to look with` };
}

function counted(count: number): string {
  return `${count} order${count === 1 ? '' : 's'} of the journal`;
}
