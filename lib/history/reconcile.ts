import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { type BookBalance, type BookRow, changeOf } from '../exchanges/books.ts';
import { Decimal } from '../exchanges/exact-decimal.ts';
import type { DecimalString } from '../exchanges/exchange.ts';
import { type Books, type Chains, chainKey } from './book-chains.ts';
import type { BooksCursor, Checkpoint, Mismatch } from './books-cursor.ts';
import { endOfTime, type Ledger, readRows } from './ledger-store.ts';

/** Late rows appear behind a checkpoint's back for so long: it is laid so far before the present. */
const settledMs = 24 * 3_600_000;
/** Longer than a pull takes: rows booked since its beginning are no older than this beside the newest. */
const pullMs = 5 * 60_000;

type Sums = Record<string, DecimalString>;

/**
 * Once a day: what is stored is added up again, row by row, and held against the exchange's own balances. `balances` were read before the
 * last rows were, so each must equal the sum, or one that the latest rows passed through.
 */
export const reconcile = async (
  ledger: Ledger,
  cursor: BooksCursor,
  balances: readonly BookBalance[],
): Promise<BooksCursor> => {
  const { checkpoint, books } = cursor;
  const quick = checkpoint === null ? null : await addUp(ledger, cursor.owner, checkpoint);
  const agrees = quick !== null && mismatchesOf(quick, books, balances).length === 0;
  // Rows may have come in behind the checkpoint: the whole ledger decides.
  const sums = agrees ? quick : await addUp(ledger, cursor.owner, { at: 0, balances: openings(books.chains) });
  const mismatches = mismatchesOf(sums, books, balances);
  if (mismatches.length > 0) report(ledger, mismatches);
  return {
    ...cursor,
    reconciledAt: sharedNow(),
    mismatches,
    checkpoint: mismatches.length > 0 ? checkpoint : sums.checkpoint,
  };
};

const openings = (chains: Chains): Sums =>
  Object.fromEntries(Object.entries(chains).map(([key, { opening }]) => [key, opening]));

interface AddedUp {
  readonly totals: Sums;
  /** The last rows, whose balances the exchange may have told instead of the present ones. */
  readonly latest: readonly BookRow[];
  readonly checkpoint: Checkpoint;
}

const addUp = async (ledger: Ledger, owner: string | null, from: Checkpoint): Promise<AddedUp> => {
  const at = Math.max(sharedNow() - settledMs, from.at);
  const totals: Sums = { ...from.balances };
  let settled: Sums | null = null;
  let latest: BookRow[] = [];
  for await (const page of readRows(ledger, { from: from.at, to: endOfTime })) {
    const rows = page.filter((row) => row.owner === owner);
    for (const row of rows) {
      if (row.time >= at) settled ??= { ...totals };
      const key = chainKey(row);
      totals[key] = new Decimal(totals[key] ?? 0).plus(changeOf(row)).toFixed();
    }
    const newest = rows.at(-1)?.time ?? 0;
    latest = [...latest, ...rows].filter(({ time }) => time >= newest - pullMs);
  }
  return { totals, latest, checkpoint: { at, balances: settled ?? totals } };
};

const mismatchesOf = (
  { totals, latest }: AddedUp,
  { chains, beginning }: Books,
  balances: readonly BookBalance[],
): Mismatch[] => {
  const told = new Map(balances.map((balance) => [chainKey(balance), balance.balance]));
  // Of what has not moved since the exchange's oldest row nothing is known.
  const toldAndKnown = [...told.keys()].filter((key) => beginning?.foundNothing || Object.hasOwn(chains, key));
  const money = Object.keys(chains).filter((key) => chains[key]?.isMoney);
  return [...new Set([...toldAndKnown, ...money])].flatMap((key) => {
    const [wallet = '', asset = ''] = key.split('/');
    const found: Mismatch = { wallet, asset, ledger: totals[key] ?? '0', exchange: told.get(key) ?? '0' };
    return equal(found.ledger, found.exchange) || passedThrough(latest, key, found.exchange) ? [] : [found];
  });
};

const passedThrough = (latest: readonly BookRow[], key: string, balance: DecimalString): boolean =>
  latest.some((row) => chainKey(row) === key && (equal(row.before, balance) || equal(row.after, balance)));

const equal = (a: DecimalString, b: DecimalString): boolean => new Decimal(a).eq(b);

const report = ({ ref, product }: Ledger, mismatches: readonly Mismatch[]): void =>
  log(
    {
      level: 'ERROR',
      message: 'ledger mismatch',
      tenant: ref.tenant,
      account: ref.accountId,
      outcome: product,
      attempts: mismatches.length,
    },
    currentCall(),
  );
