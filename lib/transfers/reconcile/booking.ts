import type { TransferRecord } from '../transfer.ts';
import { type TransferSession, walletsOf } from '../transfer-routes.ts';
import { keepBooking } from '../transfer-store.ts';
import { isOf, ledgerTransfersSince } from './attribution.ts';
import { findTransfer } from './find-transfer.ts';

/**
 * The acknowledged transfer with the booking that the ledger of the exchange shows, written down; the transfer as it was where no booking is shown.
 * A failed look proves nothing: the transfer stays pending, and the next look follows.
 */
export async function withBooking(session: TransferSession, record: TransferRecord): Promise<TransferRecord> {
  const booked = await bookedNow(session, record).catch(() => null);
  if (booked === null) return record;
  await keepBooking(booked).catch(() => undefined);
  return booked;
}

/**
 * The ledger shows the transfer under the name of the acknowledgement, or an entry that no other transfer can own. An entry has several
 * names, and not every exchange says which name the acknowledgement tells. An entry under a different name is kept: no further transfer may
 * take the entry. Null: not shown.
 */
async function bookedNow(session: TransferSession, record: TransferRecord): Promise<TransferRecord | null> {
  const { rows: shown } = await session.transfers.find(walletsOf(record, session), ledgerTransfersSince(record));
  const own = shown.find((ledgerTransfer) => isOf(ledgerTransfer, record));
  if (own !== undefined) return own.isUnderWay === true ? null : { ...record, isBooked: true };
  if (shown.length === 0) return null;
  const { observation } = await findTransfer(session, { ...record, state: 'UNKNOWN' });
  return observation.kind === 'found' ? { ...record, isBooked: true, bookingId: observation.bookingId } : null;
}
