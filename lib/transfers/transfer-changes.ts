import { sharedNow } from '../aws/clock.ts';
import type { EntryState } from '../journal/entry.ts';
import type { Change, EventType } from '../outbox/change.ts';
import { newChange } from '../outbox/outbox.ts';
import type { TransferRecord } from './transfer.ts';

const typeByState: Partial<Record<EntryState, EventType>> = {
  REJECTED: 'transfer_failed',
  NOT_SENT: 'transfer_failed',
  NEVER_ARRIVED: 'transfer_failed',
  NEEDS_REVIEW: 'transfer_needs_review',
};

/** The change that a verdict, or the exchange's booking, makes; null for a transfer without a verdict. */
export function transferChange(record: TransferRecord): Change | null {
  const accepted = record.isBooked ? 'transfer_completed' : 'transfer_pending';
  const type = record.state === 'ACCEPTED' ? accepted : typeByState[record.state];
  if (type === undefined) return null;
  const { author: _author, ...shown } = record;
  const subject = { kind: 'transfer', record: { ...shown } } as const;
  return newChange({ at: sharedNow(), accountId: record.ref.accountId, events: [{ type }], subject });
}
