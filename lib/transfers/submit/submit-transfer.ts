import { randomUUID } from 'node:crypto';
import { lostWindowOf } from '../../accounts/restored.ts';
import { sharedNow } from '../../aws/clock.ts';
import { invalidField } from '../../errors.ts';
import { marketTypeOfAccount } from '../../exchanges/model/axes.ts';
import { leftToPerson } from '../../journal/absence.ts';
import { isSameKey, mayHaveCopies } from '../../journal/entry.ts';
import { requestFingerprint, requestIdFor } from '../../journal/request-id.ts';
import { type Call, type Command, type Execution, runOnce } from '../../journal/run-once.ts';
import { requireTradingKey } from '../../session/trading-key.ts';
import { lookForTransfer } from '../reconcile/find-transfer.ts';
import { foundRecord, provesNoCopy, transferReconciliation } from '../reconcile/reconcile-transfer.ts';
import type { TransferIntent, TransferRecord } from '../transfer.ts';
import { openTransferSession, type TransferSession, walletsOf } from '../transfer-routes.ts';
import { readTransferRecord } from '../transfer-store.ts';
import { lookForLost, requireLifted } from './lost-transfer.ts';
import { sendTransfer } from './send-transfer.ts';

export type TransferSubmission = Execution<TransferRecord>;

/** Moves funds between the wallets of an account, exactly once under any failure: see `runOnce`. The trading state governs orders, not transfers. */
export async function submitTransfer(intent: TransferIntent): Promise<TransferSubmission> {
  if (intent.from === intent.to) throw invalidField('to_account', 'is the same wallet as from_account');
  const session = await openTransferSession(intent.ref, intent);
  return runOnce(transferCommand, { session, isNamed: intent.idempotencyKey !== undefined, intent });
}

interface TransferCall extends Call<TransferSession> {
  readonly intent: TransferIntent;
}

const transferCommand: Command<TransferCall, TransferRecord, TransferRecord> = {
  what: 'transfer',
  reconciliation: transferReconciliation,
  conflict: 'this Idempotency-Key was used for another transfer; use a new one for a new transfer',
  terms: ({ request }) => ({ ...request }),
  draft: ({ intent, session }) => recordOf(intent, session),
  prepare: async ({ session }, record) => {
    requireLifted(session.account);
    await requireTradingKey(session);
    await session.transfers.parameters(walletsOf(record, session));
    return record;
  },
  send: sendTransfer,
  read: ({ ref, transferId }) => readTransferRecord(ref, transferId),
  lookBeforeResubmit,
  preparesFromExchange: false,
  looksOnReplay: true,
  lost: { since: ({ account }) => lostWindowOf(account)?.from ?? null, look: lookForLost },
};

function recordOf(
  { ref, idempotencyKey, asset, amount, from, to }: TransferIntent,
  { account, keyVersion, keyId }: TransferSession,
): TransferRecord {
  return {
    ref,
    transferId: requestIdFor(ref, idempotencyKey, 'transfer'),
    via: marketTypeOfAccount(from),
    exchange: account.exchange,
    request: { asset, amount, from, to },
    fingerprint: requestFingerprint({ asset, amount, from, to }),
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt: sharedNow(),
    credentialVersion: keyVersion,
    keyId,
    nonce: null,
    exchangeTransferId: null,
    isBooked: false,
    error: null,
    absentSince: null,
  };
}

/** A later attempt of the same name may be lost with a restored table, and then the refusal that the entry tells is not the last word. */
async function lookBeforeResubmit(
  session: TransferSession,
  existing: TransferRecord,
): Promise<TransferRecord | 'absent' | null> {
  const lost = await lookForLost(session, existing);
  return lost === 'absent' ? lookForRefused(session, existing) : lost;
}

/** An entry that another program may have made is no proof that a refused transfer has moved: a person decides. */
async function lookForRefused(
  session: TransferSession,
  existing: TransferRecord,
): Promise<TransferRecord | 'absent' | null> {
  const look = await lookForTransfer(session, existing);
  if (look === null) return null;
  const { observation } = look;
  if (observation.kind === 'found') return foundRecord(existing, observation.exchangeTransferId);
  // No byte of the earlier attempt has left: every ledger entry belongs to a different transfer.
  if (!mayHaveCopies(existing)) return isSameKey(session, existing) ? 'absent' : null;
  if (observation.kind === 'several') return leftToPerson(existing, 'SEVERAL');
  return observation.kind === 'absent' && provesNoCopy(session, existing, look) ? 'absent' : null;
}
