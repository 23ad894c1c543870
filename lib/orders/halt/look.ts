import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, AccountRef } from '../../accounts/account.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import type { DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { ExchangeOrder } from '../../exchanges/model/order.ts';
import type { UntradedOrders } from '../../exchanges/model/told.ts';
import { readsEverythingNow } from '../../session/key-times.ts';
import { openSession, type Session } from '../../session/open-session.ts';
import { unreadList } from '../../session/unread-lists.ts';
import { everyOpen, untradedOpen } from '../every-open.ts';
import { keepEnds } from '../keep-ends.ts';
import { lookBackFrom, type OrderRecord } from '../order.ts';
import { restingOrdersOf } from '../resting-orders.ts';
import { type HaltStep, messageOf } from './cancel-everything.ts';
import type { FormerKeys, FormerOrders } from './former-keys.ts';
import { reportFailedStep } from './report-halt.ts';
import { isOfSameCustomer } from './same-customer.ts';

/** A position that is open after the halt. */
export interface HeldPosition {
  /** Null where the exchange tells the symbol in a form that nobody can read. */
  readonly symbol: string | null;
  readonly side: 'long' | 'short' | null;
  /** In units of the base asset; null where the size is not known. */
  readonly quantity: DecimalString | null;
  /** This service trades positions of this kind. */
  readonly isTraded: boolean;
}

/** A wallet as the exchange shows the wallet at the end of the halt. Null: could not be read. */
export interface WalletLook {
  readonly marketType: MarketType;
  readonly openOrders: number | null;
  readonly positions: readonly HeldPosition[] | null;
  /** The key shows the present and the whole past. */
  readonly showsAll: boolean | null;
  /** Orders of former keys of which the present key shows none. */
  readonly unseen: readonly FormerOrders[];
  /** Why a part could not be read. */
  readonly failures: readonly string[];
  /** Kinds of orders that the exchange does not show to the key, in words. */
  readonly hidden: readonly string[];
}

/** The knowledge of the halt before the look. */
export interface LookTerms {
  readonly account: Account;
  readonly closesPositions: boolean;
  readonly steps: readonly HaltStep[];
  readonly former: FormerKeys | null;
}

/** Looks at every market that has a key: an acknowledged cancellation is the exchange's promise, and the look is the proof. */
export async function lookAtWallets(ref: AccountRef, terms: LookTerms): Promise<WalletLook[]> {
  const { exchange, credentials } = terms.account;
  const resting = await restingOrdersOf(ref).catch((error: unknown) => {
    reportFailedStep(ref, 'resting orders', error);
    return [];
  });
  const configured = marketTypes.filter(
    (type) => credentials[marketOf({ exchange, marketType: type }).key] !== undefined,
  );
  return settleAll(configured.map((marketType) => lookAt(ref, marketType, { ...terms, resting })));
}

/** The requests of a look at a spot wallet: open orders, margin positions, the limits of the key, the ends of fifty orders. */
const noncesPerLook = 4;

/**
 * The requests run in sequence: in parallel, a later nonce could arrive first. A key that may neither cancel nor read is not used any more:
 * an exchange locks out a key, or an address, after many refusals.
 */
async function lookAt(ref: AccountRef, marketType: MarketType, terms: RestingTerms): Promise<WalletLook> {
  const former = (terms.former?.orders ?? []).filter((one) => one.marketType === marketType);
  const hasCanceled = terms.steps.some((step) => step.marketType === marketType && step.outcome === 'done');
  const failures: string[] = [];
  const part = <T>(what: string, read: () => Promise<T>) => readPart({ ref, marketType, failures }, what, read);
  const session = await part('the wallet', () => openSession(ref, marketType, { nonces: noncesPerLook }));
  const listed = session === null ? null : await part('open orders', () => openOrdersOf(session));
  const openOrders = listed === null ? null : listed.rows.length + listed.unread.length;
  failures.push(...(session === null || listed === null ? [] : reasonsIn(session, listed)));
  const hidden = listed?.hidden ?? [];
  if (session === null || (openOrders === null && !hasCanceled))
    return { marketType, ...unread, unseen: former, failures, hidden };
  const positions = await part('positions', () => positionsAfter(session, terms));
  const showsAll = await part('the limits of the key', () => readsEverythingNow(session, 0));
  const unseen = await unseenOf(session, former);
  const look = { marketType, openOrders, positions, showsAll, unseen, failures, hidden };
  if (hasTime()) await keepEndsOf(session, terms.resting);
  return look;
}

interface RestingTerms extends LookTerms {
  /** Orders of the journal that were not known to have ended before the cancellations. */
  readonly resting: readonly OrderRecord[];
}

/** The proof comes first: what the halt journals is no part of the proof. */
async function keepEndsOf(session: Session, resting: readonly OrderRecord[]): Promise<void> {
  const own = resting.filter(({ marketType }) => marketType === session.marketType);
  const refs = own.flatMap(({ request: { symbol }, store, exchangeOrderId }) =>
    exchangeOrderId === null ? [] : [{ symbol, store, exchangeOrderId }],
  );
  const recordOf = ({ exchangeOrderId: id, store }: ExchangeOrder) =>
    own.find((record) => record.exchangeOrderId === id && record.store === store) ?? null;
  await keepEnds(session, refs, Math.min(...own.map(lookBackFrom)), async (shown) => shown.map(recordOf));
}

interface Look {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly failures: string[];
}

/** Null where the part could not be read; the reason joins the failures. */
async function readPart<T>(
  { ref, marketType, failures }: Look,
  what: string,
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    requireTime();
    return await read();
  } catch (error) {
    reportFailedStep(ref, `look at ${what}`, error, marketType);
    failures.push(`${what} could not be read: ${messageOf(error)}`);
    return null;
  }
}

const unread = { openOrders: null, positions: null, showsAll: null } as const;

/** A list that is behind shows an order or a position for a moment after the end. */
const listsSettleMs = 700;

/** An order that cannot be read is open like the others. */
async function openOrdersOf(session: Session): Promise<UntradedOrders> {
  const shown = await everyOpen(session);
  if (shown.rows.length + shown.unread.length === 0) return shown;
  await sleep(listsSettleMs);
  return everyOpen(session);
}

function reasonsIn({ marketType, market }: Session, { rows, unread, unseen }: UntradedOrders): string[] {
  const unreadable = unreadList(marketType, market, 'open order', unread).map(({ message }) => message);
  return [...unreadable, ...unseen, ...untradedOpen(rows)];
}

async function positionsAfter(session: Session, { closesPositions }: LookTerms): Promise<HeldPosition[]> {
  const shown = await positionsOf(session);
  if (shown.length === 0 || !closesPositions) return shown;
  await sleep(listsSettleMs);
  return positionsOf(session);
}

export async function positionsOf(session: Session): Promise<HeldPosition[]> {
  const { market, wallets } = session;
  const traded = market.capabilities.positions ? await wallets.positions() : [];
  const untraded = await wallets.untraded();
  return [
    ...traded.map(({ symbol, side, contracts: quantity }) => ({ symbol, side, quantity, isTraded: true })),
    ...untraded.map((position) => ({ ...position, isTraded: false })),
  ];
}

async function unseenOf(session: Session, former: readonly FormerOrders[]): Promise<FormerOrders[]> {
  const unseen: FormerOrders[] = [];
  for (const orders of former) if (!(await isOfSameCustomer(session, orders))) unseen.push(orders);
  return unseen;
}

/** The least time for a request and the answer. */
const leastMs = 2500;

function hasTime(): boolean {
  return Date.now() <= (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs;
}

function requireTime(): void {
  if (!hasTime()) throw new OemsError('EXCHANGE_TIMEOUT', 'the call had no time left; repeat the halt');
}
