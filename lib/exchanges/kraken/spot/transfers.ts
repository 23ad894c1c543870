import { Decimal } from '../../../decimal.ts';
import { invalidField } from '../../../errors.ts';
import type { Transfers } from '../../interfaces/transfers.ts';
import type { Asset } from '../../model/market.ts';
import type { Told } from '../../model/told.ts';
import type { LedgerTransfer, TransferRequest } from '../../model/transfer.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  isTextOrNothing,
  type Json,
  optionalText,
  readableDecimal,
  records,
  requiredCount,
  requiredRecord,
  requiredText,
  secondsMs,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { isWanted, toldRows } from '../../wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { readHistory } from './read-history.ts';

const title = 'Kraken Spot';

/** Moves out of the spot wallet. */
export function spotTransfers({ read, attempt, markets }: MarketWire): Transfers {
  const parameters = async (request: TransferRequest) =>
    walletTransferParameters(request, await markets.asset(request.asset));
  return {
    parameters,
    submit: async (request) =>
      attempt(endpoints.WalletTransfer, await parameters(request), (answer) => ({
        kind: 'accepted' as const,
        exchangeTransferId: requiredText(title, requiredRecord(title, answer, 'result'), 'refid'),
        // The ledger's entries carry the same reference: a transfer that is acknowledged is booked.
        isBooked: true,
      })),
    find: async (request, since) => {
      const { asset = '' } = await parameters(request);
      return readWalletTransfers((query) => readHistory({ read }, endpoints.Ledgers, query), request, asset, since);
    },
  };
}

/** WalletTransfer's parameters, complete. The way back is a withdrawal on the futures API (docs.kraken.com request-wallet-transfer). */
function walletTransferParameters(
  { asset, amount }: TransferRequest,
  known: Asset | undefined,
): Record<string, string> {
  if (known === undefined) throw invalidField('asset', `${title} does not know ${asset}`);
  const { step } = known;
  // Were Kraken to round it, the booking would not be the amount that a look-up goes by.
  if (step !== null && !new Decimal(amount).mod(step).isZero())
    throw invalidField('amount', `must be a multiple of ${step}, the step of ${asset}`);
  return { asset: known.id, amount, from: 'Spot Wallet', to: 'Futures Wallet' };
}

type Read = (query: Record<string, string>) => Promise<unknown>;

/**
 * Every booking since `since` (epoch ms) that moved exactly this amount from the spot to the futures wallet. Ledgers answers newest first, and
 * tells how many entries the range holds (docs get-ledgers-info). The size of a page is never assumed: a page shorter than the documented 50
 * would end the reading early, and the money that a lost request has moved would be proven absent.
 */
async function readWalletTransfers(
  read: Read,
  request: TransferRequest,
  asset: string,
  since: number,
): Promise<Told<LedgerTransfer>> {
  const all: Json[] = [];
  const range = { type: 'transfer', asset, start: String(Math.floor((since - 1) / 1000)) };
  // A new booking moves older bookings to a later page: a booking may be read twice, and none is left out.
  for (let ofs = 0; ; ) {
    const { rows, count } = await pageAt(read, { ...range, ofs: String(ofs) });
    all.push(...rows.map(([, row]) => row));
    ofs += rows.length;
    if (ofs >= count) break;
    if (rows.length === 0) throw new MalformedResponse(title, 200);
  }
  const { rows, unread } = toldRows(
    all,
    (row) => bookingOf(row, request, since),
    () => ({}),
  );
  const found = new Map(rows.flatMap((booking) => (booking === null ? [] : [[booking.id, booking]])));
  return { rows: [...found.values()], unread };
}

async function pageAt(read: Read, query: Record<string, string>): Promise<{ rows: [string, Json][]; count: number }> {
  const result = requiredRecord(title, await read(query), 'result');
  return {
    rows: records(requiredRecord(title, result, 'ledger')),
    count: requiredCount(title, result, 'count'),
  };
}

/** Null for another booking. Throws where the booking cannot be read and may be the wanted one. */
function bookingOf(row: Json, { amount }: TransferRequest, since: number): LedgerTransfer | null {
  const [time, moved] = [secondsMs(row.time), readableDecimal(row.amount)];
  const isWantedBooking = isWanted(title, {
    time: time === null ? null : time >= since,
    amount: moved === null ? null : new Decimal(moved).neg().eq(amount),
    subtype: goesToFutures(row.subtype),
  });
  return isWantedBooking ? { id: requiredText(title, row, 'refid'), references: [], time: Number(time) } : null;
}

/**
 * Moves into Earn and staking are transfers too, by another subtype (`spottostaking`, `spottoearnflex`). A booking without a subtype counts as a
 * move to futures, which is a guess: left out, the booking could prove a transfer absent that was made. Null for a subtype that nobody knows,
 * which proves neither: docs.kraken.com lists no subtypes.
 */
function goesToFutures(subtype: unknown): boolean | null {
  if (!isTextOrNothing(subtype)) return null;
  const name = optionalText(subtype)?.toLowerCase() ?? 'spottofutures';
  if (name === 'spottofutures') return true;
  return /staking|earn|^spotfrom/.test(name) ? false : null;
}
