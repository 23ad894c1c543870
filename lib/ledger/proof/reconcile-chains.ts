import { sharedNow } from '../../aws/clock.ts';
import type { DecimalString } from '../../decimal.ts';
import { balanceBefore, type LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { LedgerCursor, Mismatch } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { type AddedUp, addUp, equal, knownEnd, reportMismatches, type Sums } from './add-up.ts';
import { type Chains, chainKey, type KnownHistory } from './chains.ts';
import type { BalanceReading } from './proof.ts';

/**
 * Adds up the stored entries. Each sum must equal the balance after the last entry, and that balance must equal the exchange's own. The
 * balances were read before the last entries, so an entry of the last minutes may also have passed through the reported balance.
 */
export async function reconcileChains(
  ledger: LedgerName,
  cursor: LedgerCursor,
  reading: BalanceReading,
): Promise<LedgerCursor> {
  const { checkpoint } = cursor;
  const known = evenIfEmpty(cursor, reading);
  const end = knownEnd(cursor);
  const quick = checkpoint === null ? null : await addUp(ledger, cursor, checkpoint, end);
  const agrees = quick !== null && mismatchesOf(quick, known, reading).length === 0;
  // Late entries may lie before the checkpoint, so the whole ledger decides.
  const sums = agrees ? quick : await addUp(ledger, cursor, { at: 0, balances: openings(known.chains) }, end);
  const mismatches = mismatchesOf(sums, known, reading);
  reportMismatches(ledger, mismatches);
  return {
    ...cursor,
    known,
    reconciledAt: sharedNow(),
    mismatches,
    checkpoint: mismatches.length > 0 ? checkpoint : sums.checkpoint,
  };
}

/** A ledger without entries whose wallet holds money: the exchange no longer keeps the entries. */
function evenIfEmpty({ known, coveredTo }: LedgerCursor, { balances }: BalanceReading): KnownHistory {
  const foundNothing = balances.every(({ balance }) => equal(balance, '0'));
  return { ...known, beginning: known.beginning ?? { id: '', time: coveredTo ?? 0, foundNothing } };
}

function openings(chains: Chains): Sums {
  return Object.fromEntries(Object.entries(chains).map(([key, { opening }]) => [key, opening ?? '0']));
}

function mismatchesOf(
  { totals, latest }: AddedUp,
  { chains, beginning }: KnownHistory,
  { balances }: BalanceReading,
): Mismatch[] {
  const reported = new Map(balances.map((balance) => [chainKey(balance), balance.balance]));
  // A balance that has not changed since the exchange's oldest entry cannot be derived from entries.
  const derivable = [...reported.keys()].filter((key) => beginning?.foundNothing || Object.hasOwn(chains, key));
  const money = Object.keys(chains).filter((key) => chains[key]?.isMoney);
  return [...new Set([...derivable, ...money])].flatMap((key) => {
    const [wallet = '', asset = ''] = key.split('/');
    const found: Mismatch = { wallet, asset, ledger: totals[key] ?? '0', exchange: reported.get(key) ?? '0' };
    const left = chains[key]?.balance ?? '0';
    const isReported = equal(found.exchange, left) || passedThrough(latest, key, found.exchange);
    return equal(found.ledger, left) && isReported ? [] : [found];
  });
}

function passedThrough(latest: readonly LedgerEntry[], key: string, balance: DecimalString): boolean {
  const own = latest.filter((entry) => chainKey(entry) === key);
  return own.some((entry) =>
    [balanceBefore(entry), entry.balanceAfter].some((each) => each !== null && equal(each, balance)),
  );
}
