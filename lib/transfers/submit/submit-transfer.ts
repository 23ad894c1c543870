import { randomUUID } from 'node:crypto';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { invalidField, OemsError } from '../../errors.ts';
import { awaitVerdict } from '../../journal/await-verdict.ts';
import { wishHash, wishId } from '../../journal/request-id.ts';
import { concludeLine, lookAgain } from '../../journal/resolve.ts';
import { cannotRetake } from '../../journal/resubmit.ts';
import { type OpenExchange, openExchange } from '../../session/open-session.ts';
import { lookForTransfer } from '../reconcile/find-transfer.ts';
import { transfersResolving } from '../reconcile/resolve-transfers.ts';
import type { TransferIntent, TransferRecord } from '../transfer.ts';
import { viaProduct } from '../transfer-routes.ts';
import { beginTransfer, readTransferRecord, retakeTransfer } from '../transfer-store.ts';
import { moveOnce, recordOf } from './send-transfer.ts';

/** The end of a submission: the journal's line, and whether it tells of an earlier call. */
export interface TransferSubmission {
  readonly record: TransferRecord;
  readonly replayed: boolean;
}

/**
 * Moves funds between the wallets of one account, once, whatever fails. The journal says SENDING before the first byte leaves, and from
 * then on this wish is never sent again but after a refused nonce or a rate limit, and a look. The trading state does not stop it: it governs orders.
 */
export async function submitTransfer(intent: TransferIntent): Promise<TransferSubmission> {
  if (intent.from === intent.to) throw invalidField('to_account', 'is the same wallet as from_account');
  const opened = await openExchange(intent.ref, viaProduct(intent.from, intent.to));
  const record = newRecord(intent, opened);
  opened.exchange.transferParameters(record.request);
  const existing = await beginTransfer(record);
  return existing === null ? { record: await send(opened, record), replayed: false } : replay(opened, record, existing);
}

function newRecord({ ref, idempotencyKey, ...terms }: TransferIntent, { account }: OpenExchange): TransferRecord {
  const { asset, amount, from, to } = terms;
  const via = viaProduct(from, to);
  return {
    ref,
    transferId: transferIdFor({ ref, idempotencyKey, ...terms }),
    via,
    exchange: account.exchange,
    request: { asset, amount, from, to },
    requestHash: wishHash({ asset, amount, from, to }),
    state: 'SENDING',
    attempt: randomUUID(),
    sentAt: sharedNow(),
    credentialVersion: account.credentials[via]?.version ?? null,
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
    : wishId('v1', 'transfer', ref.tenant, ref.accountId, idempotencyKey);
}

/** Somebody has used this key before: tell what became of it, or wait for whoever is at it. */
async function replay(
  opened: OpenExchange,
  record: TransferRecord,
  existing: TransferRecord,
): Promise<TransferSubmission> {
  if (existing.requestHash !== record.requestHash) {
    const message = 'this Idempotency-Key was used for another transfer; use a new one for a new transfer';
    throw new OemsError('IDEMPOTENCY_CONFLICT', message);
  }
  if (existing.state === 'NOT_SENT') return retake(opened, record, existing);
  const told = existing.state === 'SENDING' ? await verdictOn(existing) : existing;
  return { record: await lookAgain(transfersResolving, opened, told), replayed: true };
}

function verdictOn(open: TransferRecord): Promise<TransferRecord> {
  return awaitVerdict('the transfer', open, () => readTransferRecord(open.ref, open.transferId));
}

async function retake(
  opened: OpenExchange,
  record: TransferRecord,
  existing: TransferRecord,
): Promise<TransferSubmission> {
  const arrived = await lookBeforeRetake(opened, existing);
  const taken = await retakeTransfer(arrived ?? record, existing.attempt);
  if (taken !== null) return replay(opened, record, taken);
  return arrived === null
    ? { record: await send(opened, record), replayed: false }
    : { record: arrived, replayed: true };
}

/** That no copy moved anything is known of the copies we saw answered; a network layer may have delivered another one. So look first. */
async function lookBeforeRetake(opened: OpenExchange, existing: TransferRecord): Promise<TransferRecord | null> {
  const sighting = (await lookForTransfer(opened, existing))?.sighting;
  const isSameKey = (opened.account.credentials[existing.via]?.version ?? null) === existing.credentialVersion;
  if (sighting?.kind === 'absent' && isSameKey) return null;
  if (sighting?.kind === 'found')
    return {
      ...existing,
      state: 'ACKED',
      exchangeTransferId: sighting.exchangeTransferId,
      isBooked: true,
      error: null,
    };
  throw cannotRetake('transfer', isSameKey);
}

/** From here on every end is written down; an error on the way leaves the transfer open, never forgotten. */
async function send(opened: OpenExchange, record: TransferRecord): Promise<TransferRecord> {
  const outcome = await moveOnce(opened, record);
  const after = recordOf(opened, record, outcome);
  const { tenant, accountId: account } = record.ref;
  log({ level: 'INFO', message: 'transfer', tenant, account, outcome: outcome.kind }, currentCall());
  return concludeLine(transfersResolving, opened, after);
}
