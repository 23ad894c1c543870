import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { Checkpoint, LedgerCursor, Mismatch } from '../store/ledger-cursor.ts';
import type { LedgerName } from '../store/ledger-name.ts';
import { readEntries } from '../store/ledger-store.ts';
import { chainKey } from './chains.ts';

/** Entries can arrive up to 24 h late. The checkpoint stays at least 24 h in the past, so that no entry lands before it. */
export const settledMs = 24 * 3_600_000;
/** Longer than a pull takes: entries since its start are not older than this. */
export const pullMs = 5 * 60_000;

export type Sums = Readonly<Record<string, DecimalString>>;

export interface AddedUp {
  readonly totals: Sums;
  /** The entries of the last minutes: the reported balances may lie between two of them. */
  readonly latest: readonly LedgerEntry[];
  readonly checkpoint: Checkpoint;
}

/** Adds the stored entries to the sums of a checkpoint, entry by entry, up to `to` (epoch ms, exclusive). */
export async function addUp(
  ledger: LedgerName,
  { owner }: LedgerCursor,
  start: Checkpoint,
  to: number,
): Promise<AddedUp> {
  const at = Math.max(sharedNow() - settledMs, start.at);
  const totals: Record<string, DecimalString> = { ...start.balances };
  let settled: Sums | null = null;
  const latest: LedgerEntry[] = [];
  for await (const page of readEntries(ledger, { from: start.at, to: Math.max(start.at, to) })) {
    const own = page.filter((entry) => entry.owner === owner);
    for (const entry of own) {
      if (entry.time >= at) settled ??= { ...totals };
      const key = chainKey(entry);
      totals[key] = new Decimal(totals[key] ?? 0).plus(entry.change).toFixed();
    }
    latest.push(...own.filter(({ time }) => time >= sharedNow() - pullMs));
  }
  return { totals, latest, checkpoint: { at, balances: settled ?? totals } };
}

/** The end of the stored entries that the cursor knows: another pull may have stored newer entries. */
export function knownEnd({ known }: LedgerCursor): number {
  return Math.max(0, ...Object.values(known.chains).map(({ time }) => time + 1));
}

export function equal(a: DecimalString, b: DecimalString): boolean {
  return new Decimal(a).eq(b);
}

/** An alarm: the ledger and the exchange differ. */
export function reportMismatches({ ref, stream }: LedgerName, { length }: readonly Mismatch[]): void {
  if (length === 0) return;
  const subject = { tenant: ref.tenant, account: ref.accountId, outcome: stream, attempts: length };
  log({ level: 'ERROR', message: 'ledger mismatch', ...subject, metrics: { LedgerMismatches: 1 } }, currentCall());
}
