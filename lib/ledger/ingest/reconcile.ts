import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import { changeOf, type LedgerBalance, type LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { type Ledger, readRows } from '../store/ledger-store.ts';
import { type Books, type Chains, chainKey } from './chains.ts';
import type { Checkpoint, LedgerCursor, Mismatch } from './ledger-cursor.ts';

/** Late rows appear behind a checkpoint's back for so long: it is laid so far before the present. */
const settledMs = 24 * 3_600_000;
/** Longer than a pull takes: rows booked since its beginning are no older than this. */
const pullMs = 5 * 60_000;

type Sums = Record<string, DecimalString>;

/**
 * Once a day: what is stored is added up again, row by row. The sum must be what the last row left, and that the exchange's own balance;
 * because `balances` were read before the last rows were, it may also be one that these have passed through.
 */
export async function reconcile(
  ledger: Ledger,
  cursor: LedgerCursor,
  balances: readonly LedgerBalance[],
): Promise<LedgerCursor> {
  const { checkpoint, books } = cursor;
  const quick = checkpoint === null ? null : await addUp(ledger, cursor, checkpoint);
  const agrees = quick !== null && mismatchesOf(quick, books, balances).length === 0;
  // Rows may have come in behind the checkpoint: the whole ledger decides.
  const sums = agrees ? quick : await addUp(ledger, cursor, { at: 0, balances: openings(books.chains) });
  const mismatches = mismatchesOf(sums, books, balances);
  if (mismatches.length > 0) report(ledger, mismatches);
  return {
    ...cursor,
    reconciledAt: sharedNow(),
    mismatches,
    checkpoint: mismatches.length > 0 ? checkpoint : sums.checkpoint,
  };
}

function openings(chains: Chains): Sums {
  return Object.fromEntries(Object.entries(chains).map(([key, { opening }]) => [key, opening]));
}

interface AddedUp {
  readonly totals: Sums;
  /** The last rows, whose balances the exchange may have told instead of the present ones. */
  readonly latest: readonly LedgerEntry[];
  readonly checkpoint: Checkpoint;
}

async function addUp(ledger: Ledger, { owner, books: { chains } }: LedgerCursor, from: Checkpoint): Promise<AddedUp> {
  // Another pull may have stored what is newer than these chains.
  const to = Math.max(from.at, ...Object.values(chains).map(({ time }) => time + 1));
  const at = Math.max(sharedNow() - settledMs, from.at);
  const totals: Sums = { ...from.balances };
  let settled: Sums | null = null;
  const latest: LedgerEntry[] = [];
  for await (const page of readRows(ledger, { from: from.at, to })) {
    const rows = page.filter((row) => row.owner === owner);
    for (const row of rows) {
      if (row.time >= at) settled ??= { ...totals };
      const key = chainKey(row);
      totals[key] = new Decimal(totals[key] ?? 0).plus(changeOf(row)).toFixed();
    }
    latest.push(...rows.filter(({ time }) => time >= sharedNow() - pullMs));
  }
  return { totals, latest, checkpoint: { at, balances: settled ?? totals } };
}

function mismatchesOf(
  { totals, latest }: AddedUp,
  { chains, beginning }: Books,
  balances: readonly LedgerBalance[],
): Mismatch[] {
  const told = new Map(balances.map((balance) => [chainKey(balance), balance.balance]));
  // Of what has not moved since the exchange's oldest row nothing is known.
  const toldAndKnown = [...told.keys()].filter((key) => beginning?.foundNothing || Object.hasOwn(chains, key));
  const money = Object.keys(chains).filter((key) => chains[key]?.isMoney);
  return [...new Set([...toldAndKnown, ...money])].flatMap((key) => {
    const [wallet = '', asset = ''] = key.split('/');
    const found: Mismatch = { wallet, asset, ledger: totals[key] ?? '0', exchange: told.get(key) ?? '0' };
    const left = chains[key]?.balance ?? '0';
    const isTold = equal(found.exchange, left) || passedThrough(latest, key, found.exchange);
    return equal(found.ledger, left) && isTold ? [] : [found];
  });
}

function passedThrough(latest: readonly LedgerEntry[], key: string, balance: DecimalString): boolean {
  return latest.some((row) => chainKey(row) === key && (equal(row.before, balance) || equal(row.after, balance)));
}

function equal(a: DecimalString, b: DecimalString): boolean {
  return new Decimal(a).eq(b);
}

function report({ ref, marketType }: Ledger, mismatches: readonly Mismatch[]): void {
  log(
    {
      level: 'ERROR',
      message: 'ledger mismatch',
      tenant: ref.tenant,
      account: ref.accountId,
      outcome: marketType,
      attempts: mismatches.length,
    },
    currentCall(),
  );
}
