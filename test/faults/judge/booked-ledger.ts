import type { Decimal } from '../../../lib/decimal.ts';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';
import { streamsOf } from '../../../lib/exchanges/streams.ts';
import { proofOf } from '../../../lib/ledger/proof/proofs.ts';
import { ledgerCoverage } from '../../../lib/ledger/store/ledger-coverage.ts';
import type { LedgerCursor } from '../../../lib/ledger/store/ledger-cursor.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import type { AnyScenario } from '../harness/scenario.ts';
import { storedLedgers } from '../harness/stored-ledgers.ts';
import type { BookedRow } from '../scenes/scene.ts';
import { missingChains, missingSums } from './booked-missing.ts';
import { isInUnreadGap } from './ledger.ts';
import { nonceFaults, secrecyFaults } from './wire.ts';

/** Engine entries that were withheld once and may be shown by now. */
export type Withheld = ReadonlySet<BookedRow['entry']>;

/** L1 to L4 at any moment, after a crash as well as in the end. The adapter names entries, so content alone tells a row from another. */
export async function judgeBooked(
  scenario: AnyScenario,
  name: AccountName,
  withheld: Withheld = new Set(),
): Promise<string[]> {
  const faults = (await heldLedgers(scenario, name, withheld)).flatMap((held) => [
    ...held.unknown.map((told) => `L1 was never booked: ${told}`),
    ...held.twice.map((told) => `L2 is stored twice: ${told}`),
    ...watermarkFaults(held, withheld),
    ...coverageFaults(scenario, held),
  ]);
  return [...faults, ...scenario.violations, ...nonceFaults(scenario), ...secrecyFaults(scenario)];
}

/** The end of a scenario in which everything has been shown: besides, all of it is stored and adds up, and no pull is still failing. */
export async function judgeWholeBooked(
  scenario: AnyScenario,
  name: AccountName,
  withheld: Withheld = new Set(),
): Promise<string[]> {
  const ends = (await heldLedgers(scenario, name, withheld)).flatMap(({ missing, cursor }) => {
    const { mismatches, gaps, conflicts, lastError } = cursor;
    const lost = missing.filter(({ entry }) => !withheld.has(entry));
    return [
      ...lost.map((row) => `L4 is not stored in the end: ${told(row)}`),
      ...(mismatches.length > 0 ? [`L4 balances differ: ${JSON.stringify(mismatches)}`] : []),
      ...(gaps.length > 0 ? [`L4 gaps are left: ${JSON.stringify(gaps)}`] : []),
      ...(proofOf(streamIn(scenario)).provenTo(cursor) === null ? ['L4 nothing is proven'] : []),
      ...(conflicts.length > 0 ? [`L1 conflicts: ${conflicts.join()}`] : []),
      ...(lastError === null ? [] : [`still failing: ${lastError.message}`]),
    ];
  });
  return [...(await judgeBooked(scenario, name, withheld)), ...ends];
}

/** What is stored, held against all that was booked. */
export interface Held {
  readonly cursor: LedgerCursor;
  readonly truth: readonly BookedRow[];
  /** Rows that are not stored. */
  readonly missing: readonly BookedRow[];
  readonly unknown: readonly string[];
  readonly twice: readonly string[];
}

/** Entries of a former customer are not held against the present customer's rows. */
async function heldLedgers(scenario: AnyScenario, name: AccountName, withheld: Withheld): Promise<Held[]> {
  const truth = scenario.exchange.booked?.rows(accounts[name].customer) ?? [];
  const isPlain = ({ isShown, wasWithheld, entry }: BookedRow) => isShown && !wasWithheld && !withheld.has(entry);
  return (await storedLedgers(scenario, name)).map(({ entries, cursor }) => {
    const own = entries.filter(({ owner }) => owner === cursor.owner);
    return { cursor, truth, ...heldAgainst(own, truth, isPlain) };
  });
}

function heldAgainst(
  entries: readonly LedgerEntry[],
  truth: readonly BookedRow[],
  isPlain: (row: BookedRow) => boolean,
): Pick<Held, 'missing' | 'unknown' | 'twice'> {
  // Of rows of the same content the rows that were never withheld are the ones stored.
  const left = Map.groupBy([...truth.filter(isPlain), ...truth.filter((row) => !isPlain(row))], told);
  const [unknown, twice]: [string[], string[]] = [[], []];
  for (const entry of entries) {
    const rows = left.get(toldIn(entry));
    if (rows === undefined) unknown.push(toldIn(entry));
    else if (rows.shift() === undefined) twice.push(toldIn(entry));
  }
  const missing = new Set([...left.values()].flat());
  return { unknown, twice, missing: truth.filter((row) => missing.has(row)) };
}

const amounts = ['realizedPnl', 'funding', 'fee', 'liquidationFee'] as const;

/** To the last digit. Nothing and zero are the same amount. */
function told(row: BookedRow): string {
  const { time, wallet, asset, symbol, change, after } = row;
  return [
    ...[time, `${wallet}/${asset}`, symbol, `change ${plain(change)}`, `after ${after && plain(after)}`],
    ...amounts.map((name) => `${name} ${plain(row[name])}`),
  ].join(' ');
}

function toldIn(entry: LedgerEntry): string {
  const { time, wallet, asset, symbol, change, balanceAfter: after } = entry;
  return [
    ...[time, `${wallet}/${asset}`, symbol, `change ${plainText(change)}`, `after ${after && plainText(after)}`],
    ...amounts.map((name) => `${name} ${plainText(entry[name])}`),
  ].join(' ');
}

function plain(amount: Decimal | null): string {
  return amount === null || amount.isZero() ? '0' : amount.toFixed();
}

/** Without zeros at the end, and without the sign of a zero. */
function plainText(amount: string | null): string {
  if (amount === null || /^-?[0.]*$/.test(amount)) return '0';
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}

function watermarkFaults({ missing, cursor: { coveredTo, gaps } }: Held, withheld: Withheld): string[] {
  return missing
    .filter(({ isShown, wasWithheld, entry }) => isShown && !wasWithheld && !withheld.has(entry))
    .filter(({ time }) => time < (coveredTo ?? 0) && !isInUnreadGap(gaps, time))
    .map((row) => `L3 is behind the watermark and not stored: ${told(row)}`);
}

function streamIn({ exchangeId }: AnyScenario) {
  const [stream] = streamsOf(exchangeId);
  if (stream === undefined) throw new Error(`${exchangeId} has no ledger`);
  return { exchange: exchangeId, stream };
}

function coverageFaults(scenario: AnyScenario, held: Held): string[] {
  const proof = proofOf(streamIn(scenario));
  const { from, to, gaps, complete, isNothing = false } = ledgerCoverage(proof, held.cursor, {});
  const isTold = ({ time }: BookedRow): boolean =>
    isNothing ||
    time < (from ?? 0) ||
    time >= (to ?? Number.POSITIVE_INFINITY) ||
    gaps.some((gap) => time >= gap.from && time <= gap.to);
  const untold = (proof.isPerEntry ? missingChains(held) : missingSums(held, isTold)).filter((row) => !isTold(row));
  return [
    ...untold.map((row) => `L4 is missing, and no gap says so: ${told(row)}`),
    ...(complete && untold.length > 0 ? ['L4 complete, it says'] : []),
  ];
}
