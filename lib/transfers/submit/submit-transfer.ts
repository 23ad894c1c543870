import { randomUUID } from 'node:crypto';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { awaitVerdict } from '../../journal/await-verdict.ts';
import { deriveRequestId, requestFingerprint } from '../../journal/request-id.ts';
import { concludeEntry, lookAgain } from '../../journal/resolve.ts';
import { cannotResubmit } from '../../journal/resubmit.ts';
import { lookForTransfer } from '../reconcile/find-transfer.ts';
import { transfersResolving } from '../reconcile/resolve-transfers.ts';
import type { TransferIntent, TransferRecord } from '../transfer.ts';
import { openTransferSession, type TransferSession, walletsOf } from '../transfer-routes.ts';
import { beginTransfer, readTransferRecord, resubmitTransfer } from '../transfer-store.ts';
import { recordOf, sendTransfer } from './send-transfer.ts';

/** The end of a submission: the journal's line, and whether it tells of an earlier call. */
export interface TransferSubmission {
  readonly record: TransferRecord;
  readonly replayed: boolean;
}

/**
 * Moves funds between the wallets of one account, once, whatever fails. The journal says IN_FLIGHT before the first byte leaves, and from
 * then on this wish is never sent again but after a refused nonce or a rate limit, and a look. The trading state does not stop it: it
 * governs orders.
 */
export async function submitTransfer(intent: TransferIntent): Promise<TransferSubmission> {
  if (intent.from === intent.to) throw invalidField('to_account', 'is the same wallet as from_account');
  const session = await openTransferSession(intent.ref, intent);
  const record = newRecord(intent, session);
  await session.transfers.parameters(walletsOf(record.request, session.route));
  const existing = await beginTransfer(record);
  return existing === null
    ? { record: await send(session, record), replayed: false }
    : replay(session, record, existing);
}

function newRecord(
  { ref, idempotencyKey, ...terms }: TransferIntent,
  { account, keyVersion }: TransferSession,
): TransferRecord {
  const { asset, amount, from, to } = terms;
  return {
    ref,
    transferId: transferIdFor({ ref, idempotencyKey, ...terms }),
    via: from,
    exchange: account.exchange,
    request: { asset, amount, from, to },
    fingerprint: requestFingerprint({ asset, amount, from, to }),
    state: 'IN_FLIGHT',
    attempt: randomUUID(),
    sentAt: sharedNow(),
    credentialVersion: keyVersion,
    nonce: null,
    exchangeTransferId: null,
    isBooked: false,
    error: null,
    absentSince: null,
  };
}

/** Without a key of the client's each call is a wish of its own. */
function transferIdFor({ ref, idempotencyKey }: TransferIntent): string {
  return idempotencyKey === undefined
    ? randomUUID().replaceAll('-', '')
    : deriveRequestId('v1', 'transfer', ref.tenant, ref.accountId, idempotencyKey);
}

/** Somebody has used this key before: tell what became of it, or wait for whoever is at it. */
async function replay(
  session: TransferSession,
  record: TransferRecord,
  existing: TransferRecord,
): Promise<TransferSubmission> {
  if (existing.fingerprint !== record.fingerprint) {
    const message = 'this Idempotency-Key was used for another transfer; use a new one for a new transfer';
    throw new OemsError('IDEMPOTENCY_CONFLICT', message);
  }
  if (existing.state === 'NOT_SENT') return resubmit(session, record, existing);
  const told = existing.state === 'IN_FLIGHT' ? await verdictOn(existing) : existing;
  return { record: await lookAgain(transfersResolving, session, told), replayed: true };
}

function verdictOn(open: TransferRecord): Promise<TransferRecord> {
  return awaitVerdict('the transfer', open, () => readTransferRecord(open.ref, open.transferId));
}

async function resubmit(
  session: TransferSession,
  record: TransferRecord,
  existing: TransferRecord,
): Promise<TransferSubmission> {
  const arrived = await lookBeforeResubmit(session, existing);
  const taken = await resubmitTransfer(arrived ?? record, existing.attempt);
  if (taken !== null) return replay(session, record, taken);
  return arrived === null
    ? { record: await send(session, record), replayed: false }
    : { record: arrived, replayed: true };
}

/** That no copy moved anything is known of the copies we saw answered; a network layer may have delivered another one. So look first. */
async function lookBeforeResubmit(session: TransferSession, existing: TransferRecord): Promise<TransferRecord | null> {
  const observation = (await lookForTransfer(session, existing))?.observation;
  const isSameKey = session.keyVersion === existing.credentialVersion;
  if (observation?.kind === 'absent' && isSameKey) return null;
  if (observation?.kind === 'found')
    return {
      ...existing,
      state: 'ACCEPTED',
      exchangeTransferId: observation.exchangeTransferId,
      isBooked: true,
      error: null,
    };
  throw cannotResubmit('transfer', isSameKey);
}

/** From here on every end is written down; an error on the way leaves the transfer open, never forgotten. */
async function send(session: TransferSession, record: TransferRecord): Promise<TransferRecord> {
  const outcome = await sendTransfer(session, record);
  const after = recordOf(session, record, outcome);
  const { tenant, accountId: account } = record.ref;
  log({ level: 'INFO', message: 'transfer', tenant, account, outcome: outcome.kind }, currentCall());
  return concludeEntry(transfersResolving, session, after);
}
