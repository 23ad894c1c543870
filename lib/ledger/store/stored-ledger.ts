import type { Account, AccountRef } from '../../accounts/account.ts';
import { accountNotFound } from '../../accounts/account-store.ts';
import { type ExchangeId, exchangeIds, marketOf } from '../../exchanges/exchanges.ts';
import { type KeySlot, type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { entryMarketType, marketTypesOf, type StreamName, streamOf, streamsOf } from '../../exchanges/streams.ts';
import { proofOf } from '../proof/proofs.ts';
import { type Coverage, coverageOfNothing } from './coverage.ts';
import { type AccountWithCursors, readAccountAndCursors } from './cursor-store.ts';
import { keptSince, ledgerCoverage } from './ledger-coverage.ts';
import type { LedgerCursor } from './ledger-cursor.ts';
import type { LedgerName } from './ledger-name.ts';
import type { LedgerRange } from './ledger-store.ts';

/** A stored ledger with the coverage of a range. */
export interface StoredLedger extends LedgerName {
  /** Only entries of this market type; undefined: all of them. */
  readonly only: MarketType | undefined;
  /** The account is still registered on the exchange of the ledger. */
  readonly isRegistered: boolean;
  readonly coverage: Coverage;
  /** Two ledgers with a mark in common are ledgers of one wallet. */
  readonly marks: readonly string[];
}

/** What an answer says of a ledger or of a market without a ledger. */
export interface ShownCoverage {
  readonly ref: AccountRef;
  readonly marketType: MarketType;
  readonly coverage: Coverage;
}

/** The ledgers of an account, and the markets of which the exchange tells no ledger: entries of such a market are in no sum. */
export interface AccountLedgers {
  /** Null: deleted. */
  readonly account: Account | null;
  readonly ledgers: readonly StoredLedger[];
  readonly untold: readonly ShownCoverage[];
}

/**
 * The ledgers of an account, with one request to the table: each stream once, however many market types share it. A stream that has no
 * key and was never pulled has no ledger. The ledger outlives its account; NOT_FOUND when there is neither.
 */
export async function storedLedgers(ref: AccountRef, range: LedgerRange, only?: MarketType): Promise<AccountLedgers> {
  const found = await readAccountAndCursors(ref);
  if (found.account === null && found.pulled.length === 0) throw accountNotFound();
  const ledgers = ledgersIn(found)
    .filter((name) => only === undefined || marketTypesOf(name).includes(only))
    .toSorted(byMarketType)
    .map((name) => ({
      ref,
      ...name,
      only,
      isRegistered: found.account?.exchange === name.exchange,
      coverage: coverageIn(name, range, found.cursorOf(name)),
      marks: marksIn(found, name),
    }));
  return { account: found.account, ledgers, untold: untoldIn(found, ref, range, only) };
}

/**
 * Markets that a key of the account can trade, and whose ledger the exchange does not tell: nothing of them is proven, ever. A key that has
 * pulled could trade them too, and is gone with its account.
 */
function untoldIn(
  { account, pulled }: AccountWithCursors,
  ref: AccountRef,
  { from }: LedgerRange,
  only: MarketType | undefined,
): ShownCoverage[] {
  const hasKey = (exchange: ExchangeId, key: KeySlot) =>
    (account?.exchange === exchange && account.credentials[key] !== undefined) ||
    pulled.some((name) => name.exchange === exchange && streamOf(name).key === key);
  return exchangeIds.flatMap((exchange) =>
    marketTypes
      .map((marketType) => ({ ...marketOf({ exchange, marketType }), marketType }))
      .filter(
        ({ stream, key, marketType }) =>
          stream === null && (only ?? marketType) === marketType && hasKey(exchange, key),
      )
      .map(({ title, marketType }) => {
        const reasons = [
          `${title} tells no ledger: its trades, fees and transfers are in no sum; a transfer with a wallet that has a ledger is an entry there`,
        ];
        return { ref, marketType, coverage: coverageOfNothing({ from }, { proof: null, gaps: [], reasons }) };
      }),
  );
}

/** By the key that pulls, and by the customer whom the exchange has told with the key or in the ledger. */
function marksIn({ account, cursorOf }: AccountWithCursors, name: StreamName): string[] {
  const credential = account?.exchange === name.exchange ? account.credentials[streamOf(name).key] : undefined;
  const { owner } = cursorOf(name);
  const marks = [credential?.keyMark, credential?.customerMark, owner === null ? null : `owner ${owner}`];
  return marks.filter((mark) => typeof mark === 'string');
}

function ledgersIn({ account, pulled }: AccountWithCursors): StreamName[] {
  if (account === null) return [...pulled];
  const { exchange, credentials } = account;
  const own = streamsOf(exchange).map((stream) => ({ exchange, stream }));
  const isPulled = (name: StreamName) => pulled.some((each) => isSame(each, name));
  const waiting = own.filter((name) => !isPulled(name) && credentials[streamOf(name).key] !== undefined);
  return [...pulled, ...waiting];
}

function isSame(a: StreamName, b: StreamName): boolean {
  return a.exchange === b.exchange && a.stream === b.stream;
}

/** Spot before swap, as in answers. */
function byMarketType(a: StreamName, b: StreamName): number {
  const [first, second] = [entryMarketType(a, null), entryMarketType(b, null)];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** The exchange that clients see beside an entry; null for a deleted account, as the answers have always shown. */
export function shownExchange({ exchange, stream, isRegistered }: StoredLedger, symbol: string | null): string | null {
  const marketType = entryMarketType({ exchange, stream }, symbol);
  return isRegistered ? marketOf({ exchange, marketType }).ccxtId : null;
}

/** The market type under which clients see a ledger as a whole. */
export function shownMarketType(ledger: StoredLedger): MarketType {
  return ledger.only ?? entryMarketType(ledger, null);
}

export function shownCoverage(ledger: StoredLedger): ShownCoverage {
  const { ref, coverage } = ledger;
  return { ref, marketType: shownMarketType(ledger), coverage };
}

/** Before the first pull the ledger covers no moment at all. */
function coverageIn(name: StreamName, range: LedgerRange, cursor: LedgerCursor): Coverage {
  return ledgerCoverage(proofOf(name), cursor, range);
}

/** The range without the time that retention deletes: of that time some entries remain and some do not, so a sum would be wrong. */
export function keptRange({ from, to }: LedgerRange): LedgerRange {
  return { from: Math.max(from, keptSince() ?? 0), to };
}
