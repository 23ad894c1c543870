import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { vi } from 'vitest';
import type { LedgerProof } from '../../../../lib/exchanges/definition.ts';
import type { LedgerBalance, LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { afterPage, isFullRescanDue, nextWindow } from '../../../../lib/ledger/ingest/read-ledger.ts';
import { balanceAfter } from '../../../../lib/ledger/proof/balance-after.ts';
import type { CompletenessProof } from '../../../../lib/ledger/proof/proof.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { sumOfChanges } from '../../../../lib/ledger/proof/sum-of-changes.ts';
import type { Coverage } from '../../../../lib/ledger/store/coverage.ts';
import { ledgerCoverage } from '../../../../lib/ledger/store/ledger-coverage.ts';
import { type LedgerCursor, newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { entryOf, ledgerStart, pageOf } from '../fixture-ledger.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const proofs: readonly CompletenessProof[] = [runningBalance, balanceAfter, sumOfChanges];

/** One exchange with one wallet, whose ledger tells as much as the proof needs. */
export interface World {
  readonly proof: CompletenessProof;
  /** Every entry that the exchange has recorded, oldest first. */
  readonly truth: LedgerEntry[];
  /** Ids of entries that the exchange does not show. */
  readonly hidden: Set<string>;
  /** The exchange shows every entry twice. */
  repeats: boolean;
  readonly stored: Map<string, LedgerEntry>;
  cursor: LedgerCursor;
  now: number;
}

export function worldWith(proof: CompletenessProof): World {
  const at = ledgerStart;
  vi.setSystemTime(at);
  return { proof, truth: [], hidden: new Set(), repeats: false, stored: new Map(), cursor: newCursor, now: at };
}

/** Records a change of a balance at the present time. */
export function book(world: World, asset: string, change: string): LedgerEntry {
  const before = balanceOf(world, asset);
  const after = before.plus(change);
  const id = String(1000 + world.truth.length);
  const balances = { before: before.toFixed(), after: after.toFixed() };
  const entry = { ...entryOf({ id, time: world.now, asset, ...balances }), ...told[world.proof.kind] };
  world.truth.push(entry);
  return entry;
}

const told: Readonly<Record<LedgerProof, Partial<LedgerEntry>>> = {
  'running-balance': {},
  'balance-after': { balanceBefore: null },
  'sum-of-changes': { balanceBefore: null, balanceAfter: null },
};

function balanceOf({ truth }: World, asset: string): Decimal {
  const own = truth.filter((entry) => entry.asset === asset);
  return own.reduce((sum, { change }) => sum.plus(change), new Decimal(0));
}

export function balancesOf(world: World): LedgerBalance[] {
  const assets = [...new Set(world.truth.map(({ asset }) => asset))];
  return assets.map((asset) => ({ wallet: 'spot', asset, balance: balanceOf(world, asset).toFixed() }));
}

export function wait(world: World, ms: number): void {
  world.now += ms;
  vi.setSystemTime(world.now);
}

/** Pulls until the scan has reached the end of the ledger. */
export async function pull(world: World, size = 3): Promise<void> {
  const { proof } = world;
  const isFullRescan = isFullRescanDue(world.cursor, world.now);
  const reading = { at: world.now, balances: balancesOf(world) };
  for (let isLast = false; !isLast; ) {
    const window = nextWindow(world.cursor, isFullRescan);
    const shown = world.truth.filter(({ id }) => !world.hidden.has(id));
    const { entries, ...page } = pageOf(shown, { ...window, maxRequests: 2 }, size);
    const repeated = world.repeats ? entries.flatMap((entry) => [entry, entry]) : entries;
    for (const entry of repeated) world.stored.set(entry.id, entry);
    const answer = { proof, window, page: { ...page, entries: repeated }, isFullRescan, startedAt: world.now };
    world.cursor = afterPage(world.cursor, answer);
    isLast = page.isLast;
  }
  if (isFullRescan || !proof.isPerEntry) {
    const read = isFullRescan ? { ...world.cursor, fullRescanAt: world.now } : world.cursor;
    world.cursor = await proof.reconcile(ledger, read, reading);
  }
}

export const ledger = {
  ref: { tenant: 'alpha', accountId: 'main' },
  exchange: 'kraken',
  stream: 'spot',
} as const;

export function coverageOf(world: World, range: { readonly from?: number; readonly to?: number } = {}): Coverage {
  return ledgerCoverage(world.proof, world.cursor, range);
}

/** Whether the ledger admits that the entry may be missing. */
export function admits(world: World, { time }: LedgerEntry): boolean {
  return !coverageOf(world, { from: time, to: time + 1 }).complete;
}

/** Changes of two assets, at least ten minutes apart. */
export const changes = fc.array(
  fc.record({
    asset: fc.constantFrom('USD', 'BTC'),
    change: fc.constantFrom('-0.3', '0.000000000000000001', '0.1', '7'),
    later: fc.constantFrom(10 * minute, hour, 5 * hour),
  }),
  { minLength: 4, maxLength: 20 },
);
