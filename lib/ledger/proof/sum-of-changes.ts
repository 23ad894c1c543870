import { sharedNow } from '../../aws/clock.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { Checkpoint, LedgerCursor, Mismatch } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { type AddedUp, addUp, equal, knownEnd, reportMismatches, type Sums, settledMs } from './add-up.ts';
import { type Chain, chainKey, type Followed, type KnownHistory, type LedgerGap } from './chains.ts';
import type { BalanceReading, CompletenessProof } from './proof.ts';

/**
 * Entries have no balances. Between two readings of the wallet the changes must add up to the difference of the balances. The ledger is
 * proven up to the last reading that agreed, and not beyond.
 */
export const sumOfChanges: CompletenessProof = {
  kind: 'sum-of-changes',
  isPerEntry: false,
  follow,
  reconcile,
  provenTo: ({ provenTo, coveredTo }) => (provenTo === null ? null : Math.min(provenTo, coveredTo ?? 0)),
};

/**
 * Eight days after a difference was first seen the difference counts as permanent. The time since the last agreement becomes a gap, and a
 * new proof begins after the gap.
 */
const giveUpMs = 8 * 24 * 3_600_000;

function follow(page: readonly LedgerEntry[], known: KnownHistory): Followed {
  const chains: Record<string, Chain> = { ...known.chains };
  for (const entry of page) chains[chainKey(entry)] = extended(chains[chainKey(entry)], entry);
  return { known: { ...known, chains }, gaps: [], verified: new Set(), unverified: [], links: {} };
}

function extended(chain: Chain | undefined, { id, time, kind }: LedgerEntry): Chain {
  const place = { id, time };
  const isMoney = kind !== 'position';
  if (chain === undefined) return { opening: null, first: place, balance: null, ...place, isMoney };
  const first = time < chain.first.time ? place : chain.first;
  return time < chain.time ? { ...chain, first } : { ...chain, first, ...place, isMoney };
}

async function reconcile(ledger: LedgerName, cursor: LedgerCursor, reading: BalanceReading): Promise<LedgerCursor> {
  if (cursor.anchor === null) return anchored(ledger, cursor, reading);
  const end = knownEnd(cursor);
  const quick = await addUp(ledger, cursor, cursor.checkpoint ?? cursor.anchor, end);
  const agrees = mismatchesOf(quick, cursor, reading).length === 0;
  // Late entries may lie before the checkpoint, so everything since the anchor decides.
  const sums = agrees ? quick : await addUp(ledger, cursor, cursor.anchor, end);
  const mismatches = mismatchesOf(sums, cursor, reading);
  const differsSince = firstSeen(mismatches, cursor, reading);
  const reconciled = { ...cursor, reconciledAt: sharedNow(), mismatches, differsSince };
  if (mismatches.length === 0) return { ...reconciled, checkpoint: sums.checkpoint, provenTo: reading.at };
  reportMismatches(ledger, overdue(reconciled, reading));
  return isHopeless(reconciled, reading) ? restarted(reconciled, sums, reading) : reconciled;
}

function firstSeen(
  mismatches: readonly Mismatch[],
  { differsSince }: LedgerCursor,
  { at }: BalanceReading,
): LedgerCursor['differsSince'] {
  return Object.fromEntries(mismatches.map(chainKey).map((key) => [key, differsSince[key] ?? at]));
}

/** Differences that outlast every late entry. A balance is ahead of its entries every day, and an alarm about that would be ignored. */
function overdue({ mismatches, differsSince }: LedgerCursor, { at }: BalanceReading): Mismatch[] {
  return mismatches.filter((each) => at - (differsSince[chainKey(each)] ?? at) > settledMs);
}

/**
 * The first reading starts the proof. A wallet that changes during the reading gives no start, because an entry of that time may or may
 * not be in the balance; the next pull tries again.
 */
async function anchored(ledger: LedgerName, cursor: LedgerCursor, reading: BalanceReading): Promise<LedgerCursor> {
  const sums = await addUp(ledger, cursor, { at: 0, balances: {} }, knownEnd(cursor));
  if (!isQuiet(sums)) return cursor;
  // Sums from zero that equal the wallet prove the whole history.
  const isWhole = mismatchesOf(sums, cursor, reading).length === 0;
  const anchor = isWhole ? { at: 0, balances: {} } : anchorAt(reading);
  return { ...cursor, ...startOf(cursor, anchor), reconciledAt: sharedNow(), provenTo: reading.at };
}

function isQuiet({ latest }: AddedUp): boolean {
  return latest.every(({ kind }) => kind === 'position');
}

function anchorAt({ at, balances }: BalanceReading): Checkpoint {
  return { at, balances: Object.fromEntries(balances.map((each) => [chainKey(each), each.balance])) };
}

function startOf({ known }: LedgerCursor, anchor: Checkpoint): Pick<LedgerCursor, 'anchor' | 'checkpoint' | 'known'> {
  const beginning = known.beginning ?? { id: '', time: anchor.at, foundNothing: anchor.at === 0 };
  return { anchor, checkpoint: null, known: { ...known, beginning } };
}

/** A new proof would give up the entries of every difference: it waits for differences that a late entry may still explain. */
function isHopeless(cursor: LedgerCursor, reading: BalanceReading): boolean {
  const longest = Math.min(...Object.values(cursor.differsSince));
  return reading.at - longest > giveUpMs && overdue(cursor, reading).length === cursor.mismatches.length;
}

function restarted(cursor: LedgerCursor, sums: AddedUp, reading: BalanceReading): LedgerCursor {
  if (!isQuiet(sums)) return cursor;
  const lost = cursor.mismatches.map(({ wallet, asset }): LedgerGap => {
    return { wallet, asset, from: cursor.provenTo ?? 0, to: reading.at, entry: null, tries: 0 };
  });
  const anchor = anchorAt(reading);
  return {
    ...cursor,
    ...startOf(cursor, anchor),
    gaps: [...cursor.gaps, ...lost],
    mismatches: [],
    differsSince: {},
    provenTo: reading.at,
  };
}

function mismatchesOf(
  { totals, latest }: AddedUp,
  { known }: LedgerCursor,
  { at, balances }: BalanceReading,
): Mismatch[] {
  const reported: Sums = Object.fromEntries(balances.map((each) => [chainKey(each), each.balance]));
  const money = Object.keys(totals).filter((key) => known.chains[key]?.isMoney ?? true);
  return [...new Set([...Object.keys(reported), ...money])].flatMap((key) => {
    const [wallet = '', asset = ''] = key.split('/');
    const found: Mismatch = { wallet, asset, ledger: totals[key] ?? '0', exchange: reported[key] ?? '0' };
    const own = latest.filter((entry) => chainKey(entry) === key && entry.time >= at - clockMarginMs);
    return passedThrough(found.ledger, own, found.exchange) ? [] : [found];
  });
}

/** The balance is read before the entries, so only entries from about that moment on can be missing in the balance. Clocks differ. */
const clockMarginMs = 5000;

/** Whether a balance equals the sum, or the sum before some of the latest entries. */
function passedThrough(sum: DecimalString, latest: readonly LedgerEntry[], balance: DecimalString): boolean {
  let before = sum;
  for (const { change } of latest.toReversed()) {
    if (equal(before, balance)) return true;
    before = new Decimal(before).minus(change).toFixed();
  }
  return equal(before, balance);
}
