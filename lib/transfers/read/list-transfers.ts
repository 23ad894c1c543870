import type { AccountRef } from '../../accounts/account.ts';
import { readAccount } from '../../accounts/account-store.ts';
import { invalidField } from '../../errors.ts';
import { type Undecided, undecidedOf } from '../../journal/undecided.ts';
import { type Transfer, type TransferRecord, type TransferStatus, transferFromRecord } from '../transfer.ts';
import { readTransfersSince } from '../transfer-store.ts';

export interface TransferListTerms {
  readonly ref: AccountRef;
  readonly status: TransferStatus | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** A transfer as the journal knows the transfer. */
export interface ListedTransfer {
  readonly transfer: Transfer;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly undecided?: Undecided;
}

export interface TransferPage {
  readonly transfers: readonly ListedTransfer[];
  readonly next: string | null;
}

/**
 * The account's transfers through this service, newest first. No index tells their order, so the whole journal of the account is read: an
 * account has few transfers. Transfers outlive their account: without any transfer the account itself must exist.
 */
export async function listTransfers({ ref, status, limit, cursor }: TransferListTerms): Promise<TransferPage> {
  const isBelow = cursor === undefined ? () => true : below(cursor);
  const records = await readTransfersSince(ref, 0);
  if (records.length === 0) await readAccount(ref);
  const listed = records
    .toSorted(newestFirst)
    .filter(isBelow)
    .filter((record) => status === undefined || transferFromRecord(record).status === status);
  const shown = listed.slice(0, limit);
  const last = shown.at(-1);
  return {
    transfers: shown.map((record) => listedFrom(record)),
    next: listed.length > limit && last !== undefined ? `${last.sentAt}:${last.transferId}` : null,
  };
}

function listedFrom(record: TransferRecord): ListedTransfer {
  return { transfer: transferFromRecord(record), createdAt: record.sentAt, ...undecidedOf(record) };
}

type Place = Pick<TransferRecord, 'sentAt' | 'transferId'>;

function newestFirst(a: Place, b: Place): number {
  return b.sentAt - a.sentAt || (a.transferId < b.transferId ? 1 : -1);
}

/** The transfers after the last transfer of the page before. */
function below(cursor: string): (place: Place) => boolean {
  const [, sentAt = '', transferId = ''] = /^(\d{1,15}):([A-Za-z0-9_-]{1,100})$/.exec(cursor) ?? [];
  if (sentAt === '') throw invalidField('cursor', 'must be next_cursor of an answer to the same question');
  const last = { sentAt: Number(sentAt), transferId };
  return (place) => newestFirst(place, last) > 0 && place.transferId !== transferId;
}
