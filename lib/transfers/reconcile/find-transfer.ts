import { sharedNow } from '../../aws/clock.ts';
import type { LedgerTransfer } from '../../exchanges/model/transfer.ts';
import { callEndsAfterMs, isSameKey, type KeyHolder } from '../../journal/entry.ts';
import { askAboutKey, readsEverythingSince } from '../../session/key-times.ts';
import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf } from '../transfer-routes.ts';
import { claimLedgerTransfer } from '../transfer-store.ts';
import { attribute, clockMarginMs, identicalEntriesSince, lastOfCall, ledgerTransfersSince } from './attribution.ts';
import { identicalTransfers, isClaimedBeside } from './identical-transfers.ts';

/** The key's nonces at the end of a look: from then on the exchange refuses requests with a nonce more than `window` below `nonce`. */
export interface NonceBarrier {
  readonly nonce: string;
  /** In nonce units; null when the exchange does not report the window. */
  readonly window: string | null;
  /** The key that counts the nonces. */
  readonly key: KeyHolder;
}

export type Observation =
  /** `bookingId`: the name that the claim of the ledger entry bears. */
  | { readonly kind: 'found'; readonly exchangeTransferId: string; readonly bookingId: string }
  | { readonly kind: 'absent' | 'unclear' | 'several' };

/** A complete look. */
export interface Look {
  readonly startedAt: number;
  readonly observation: Observation;
  /** Null where requests carry no nonce, and where the look found the transfer. */
  readonly barrier: NonceBarrier | null;
  /** From this moment on (epoch ms) the exchange refuses every copy of the request; null where no passing of time keeps a copy out. */
  readonly refusedFrom: number | null;
  /** The key does not see everything since the transfer left. */
  readonly isBlind?: true;
}

/**
 * Looks for the transfer in the exchange's ledger, and claims a ledger entry for the transfer. A failed part throws, and proves nothing. A
 * key that does not see everything since the transfer left finds, and proves no absence.
 */
export async function findTransfer(session: TransferSession, record: TransferRecord): Promise<Look> {
  const startedAt = sharedNow();
  const since = ledgerTransfersSince(record);
  const readFrom = session.route.identity === 'client-id' ? since : identicalEntriesSince(record);
  const { rows: ledgerTransfers, unread } = await session.transfers.find(walletsOf(record, session), readFrom);
  const shown =
    session.route.identity === 'client-id'
      ? underOwnId(ledgerTransfers.filter(({ time }) => time >= since))
      : await observationOf(session, record, ledgerTransfers);
  // An entry that cannot be read may be the entry of the transfer.
  const seen: Observation = shown.kind === 'absent' && unread.length > 0 ? { kind: 'unclear' } : shown;
  // The next look reads the ledger behind this barrier: a transfer that is not in the ledger then never will be. A person may settle what
  // no look can: whether a copy can still arrive is told whatever the ledger shows.
  const barrier = seen.kind === 'found' ? null : await barrierOf(session);
  const look = { startedAt, barrier, refusedFrom: refusedFromOf(session, record), observation: seen };
  const isBlind = seen.kind === 'absent' && !(await readsEverythingSince(session, since));
  return isBlind ? { ...look, observation: { kind: 'unclear' }, isBlind } : look;
}

/** The exchange takes an id once: the transfer under the id is this transfer, however many transfers of equal terms there are. */
function underOwnId([found]: readonly LedgerTransfer[]): Observation {
  if (found === undefined) return { kind: 'absent' };
  if (found.isUnderWay) return { kind: 'unclear' };
  return { kind: 'found', exchangeTransferId: found.references[0] ?? found.id, bookingId: found.id };
}

/** An exchange that judges the timestamp at its gateway may still hold an accepted request in a queue, and documents no bound for it. */
const queueMs = 60_000;

/** A signature with a timestamp grows too old. Only a key of the same customer can see that the transfer is absent. */
function refusedFromOf(session: TransferSession, record: TransferRecord): number | null {
  const { route, key } = session;
  if (route.identity !== 'client-id' || key.nonce.kind !== 'timestamp' || !isSameKey(session, record)) return null;
  return record.sentAt + callEndsAfterMs + clockMarginMs + key.nonce.toleranceMs + queueMs;
}

/** A complete look; null when a part failed. */
export function lookForTransfer(session: TransferSession, record: TransferRecord): Promise<Look | null> {
  return findTransfer(session, record).catch(() => null);
}

async function barrierOf(session: TransferSession): Promise<NonceBarrier | null> {
  const { route, keyVersion, keyId, lastNonce } = session;
  if (route.identity !== 'nonce-barrier') return null;
  const { nonceWindow } = await askAboutKey(session);
  const nonce = lastNonce();
  return nonce === null ? null : { nonce, window: nonceWindow, key: { keyVersion, keyId } };
}

async function observationOf(
  session: TransferSession,
  record: TransferRecord,
  ledgerTransfers: readonly LedgerTransfer[],
): Promise<Observation> {
  if (ledgerTransfers.length === 0) return { kind: 'absent' };
  const identical = await identicalTransfers(session, record);
  const claimable = attribute(record, ledgerTransfers, identical, sharedNow());
  if (typeof claimable === 'string') return { kind: claimable };
  if (claimable.length === 0) return { kind: 'absent' };
  const own = claimable.filter(({ time }) => mayClaim(record, time));
  return own.length === 0 ? { kind: 'several' } : claimed(record, identical, own);
}

/**
 * The exchange refused the request, or the request never left: another program of the customer may have made the entry, which would be told as
 * the transfer that was refused. The refusal of a nonce is different: a request that was executed is refused so when a network delivers
 * its second copy. The first copy came before the refusal, while the call lasted.
 */
function mayClaim({ state, error, lastError, isRefused, sentAt }: TransferRecord, time: number): boolean {
  if (state === 'REJECTED' || isRefused) return false;
  const refusal = state === 'NOT_SENT' ? error : lastError;
  if (refusal?.code === 'NONCE_REJECTED') return time <= lastOfCall(sentAt);
  return state !== 'NOT_SENT';
}

/** An entry that another transfer has claimed meanwhile proves no absence: the claim of a call that died has not settled anything. */
async function claimed(
  record: TransferRecord,
  identical: readonly TransferRecord[],
  claimable: readonly LedgerTransfer[],
): Promise<Observation> {
  for (const { id, references } of claimable)
    if ((await claimLedgerTransfer(record, id)) && !(await isClaimedBeside(record, identical, id)))
      return { kind: 'found', exchangeTransferId: references[0] ?? id, bookingId: id };
  return { kind: 'unclear' };
}
