import { sharedNow } from '../../aws/clock.ts';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { openStates } from '../../journal/entry.ts';
import { scaleOf, windowFor } from '../../nonce/nonce-scale.ts';
import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf } from '../transfer-routes.ts';
import { claimLedgerTransfer, readTransfersSince } from '../transfer-store.ts';
import { attribute, identicalSince, ledgerTransfersSince } from './attribution.ts';

/** The key's nonces at the end of a look-up: requests with a nonce more than `window` below `nonce` are refused from then on. */
export interface Fence {
  readonly nonce: string;
  /** In nonce units; null when the exchange does not tell it. */
  readonly window: string | null;
  readonly credentialVersion: string;
}

export type Observation =
  | { readonly kind: 'found'; readonly exchangeTransferId: string }
  | { readonly kind: 'absent' | 'unclear' | 'several' };

/** One complete look-up. */
export interface LookUp {
  readonly startedAt: number;
  readonly observation: Observation;
  /** Null where requests carry no nonce, and where nothing is absent. */
  readonly fence: Fence | null;
}

/**
 * Looks for the transfer in the exchange's books and, where there is one, makes a booking its own. A failure of any part throws: it
 * proves nothing.
 */
export async function lookUp(session: TransferSession, record: TransferRecord): Promise<LookUp> {
  const startedAt = sharedNow();
  const ledgerTransfers = await session.transfers.find(
    walletsOf(record.request, session.route),
    ledgerTransfersSince(record),
  );
  const observation = await observationOf(record, ledgerTransfers);
  // The next look-up reads the books with this fence up: what is not in them then never will be.
  const fence = observation.kind === 'absent' ? await fenceOf(session) : null;
  return { startedAt, fence, observation };
}

/** One complete look-up; null when it failed. */
export function lookForTransfer(session: TransferSession, record: TransferRecord): Promise<LookUp | null> {
  return lookUp(session, record).catch(() => null);
}

async function fenceOf({ route, checkKey, keyVersion, lastNonce }: TransferSession): Promise<Fence | null> {
  if (route.identity !== 'nonce-barrier') return null;
  const { nonceWindow } = await checkKey();
  const nonce = lastNonce();
  return nonce === null ? null : { nonce, window: nonceWindow, credentialVersion: keyVersion };
}

async function observationOf(record: TransferRecord, ledgerTransfers: readonly LedgerTransfer[]): Promise<Observation> {
  if (ledgerTransfers.length === 0) return { kind: 'absent' };
  const others = await readTransfersSince(record.ref, identicalSince(record));
  const claimable = attribute(record, ledgerTransfers, others, sharedNow());
  if (typeof claimable === 'string') return { kind: claimable };
  for (const { id, references } of claimable)
    if (await claimLedgerTransfer(record, id)) return { kind: 'found', exchangeTransferId: references[0] ?? id };
  return { kind: 'absent' };
}

/** Two complete look-ups this far apart: one could have met the transfer between acceptance and booking. */
const roundGapMs = 3000;
const reviewAfterMs = 10 * 60_000;

/**
 * What one look-up, finished at `now`, makes of an open transfer. Absence counts only when the transfer can no longer arrive, and only
 * the second time. A transfer has no deadline; only a nonce can keep a lost one out. Kraken Futures takes requests without nonces, so
 * there a withdrawal is never proven absent: it is found, or a person must look.
 */
export function afterLook(record: TransferRecord, seen: LookUp | null, now: number): TransferRecord {
  if (!openStates.includes(record.state)) return record;
  const observation = seen?.observation;
  if (observation?.kind === 'found')
    return { ...record, state: 'ACCEPTED', exchangeTransferId: observation.exchangeTransferId, isBooked: true };
  if (observation?.kind === 'several') return { ...record, state: 'NEEDS_REVIEW' };
  if (seen !== null && observation?.kind === 'absent' && canNoLongerArrive(record, seen)) {
    if (record.absentSince === null) return { ...record, state: 'UNKNOWN', absentSince: now };
    if (seen.startedAt - record.absentSince >= roundGapMs) return { ...record, state: 'NEVER_ARRIVED' };
  }
  // The counter only rises: a call that died with its nonce untold took it before this look-up took its own.
  const nonce = record.nonce ?? seen?.fence?.nonce ?? null;
  return { ...record, nonce, state: now - record.sentAt > reviewAfterMs ? 'NEEDS_REVIEW' : 'UNKNOWN' };
}

/** A window can be widened at any time, and up to this much we advise it: no key is taken to be stricter. */
const leastWindowMs = 10_000;
/** How long a transfer may be on its way to a key whose window is not told. */
const untoldWindowMs = 30_000;

function canNoLongerArrive(record: TransferRecord, { fence, startedAt }: LookUp): boolean {
  if (fence === null || record.nonce === null || fence.credentialVersion !== record.credentialVersion) return false;
  if (fence.window === null && startedAt - record.sentAt < untoldWindowMs) return false;
  const least = BigInt(windowFor(scaleOf(fence.nonce), leastWindowMs));
  const told = BigInt(fence.window ?? 0);
  return BigInt(fence.nonce) > BigInt(record.nonce) + (told > least ? told : least);
}

/** How long a client is kept waiting for a verdict; from then on the job looks, once a minute. */
const waitedForMs = 30_000;
/** Shorter than the job's period: the job looks each time it runs. */
const jobGapMs = 45_000;
/** Rounds worth a client's time where absence cannot be proven. */
const hopefulRounds = 3;

/** When to look again. Each look-up costs the key some of the exchange's rate limit. */
export function nextLookAt(record: TransferRecord, now: number, round: number): number {
  const second = (record.absentSince ?? 0) + roundGapMs;
  if (second > now) return second;
  if (now - record.sentAt > waitedForMs) return now + jobGapMs;
  if (record.nonce === null && round >= hopefulRounds) return now + jobGapMs;
  return now + Math.min(1000 * 2 ** round, 4000);
}
