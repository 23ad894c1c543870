import { Decimal } from '../../../decimal.ts';
import { invalidField } from '../../../errors.ts';
import type { Transfers } from '../../interfaces/transfers.ts';
import type { Asset } from '../../model/market.ts';
import type { LedgerTransfer, TransferRequest } from '../../model/transfer.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  decimalAsSent,
  type Json,
  optionalText,
  records,
  requiredCount,
  requiredRecord,
  requiredText,
  secondsMs,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
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
): Promise<LedgerTransfer[]> {
  const found = new Map<string, LedgerTransfer>();
  const range = { type: 'transfer', asset, start: String(Math.floor((since - 1) / 1000)) };
  // A new booking moves older bookings to a later page: a booking may be read twice, and none is left out.
  for (let ofs = 0; ; ) {
    const { rows, count } = await pageAt(read, { ...range, ofs: String(ofs) });
    for (const [, row] of rows) {
      const id = requiredText(title, row, 'refid');
      const time = secondsMs(row.time);
      // A booking that cannot be placed in time may be the wanted one: absence would be proven by leaving it out.
      if (time === null) throw new MalformedResponse(title, 200);
      if (time >= since && isWalletTransfer(row, request)) found.set(id, { id, references: [], time });
    }
    ofs += rows.length;
    if (ofs >= count) return [...found.values()];
    if (rows.length === 0) throw new MalformedResponse(title, 200);
  }
}

async function pageAt(read: Read, query: Record<string, string>): Promise<{ rows: [string, Json][]; count: number }> {
  const result = requiredRecord(title, await read(query), 'result');
  return {
    rows: records(requiredRecord(title, result, 'ledger')),
    count: requiredCount(title, result, 'count'),
  };
}

/**
 * Moves into Earn are transfers too, by another subtype. A booking without a subtype counts as a move to futures, which is a guess: left out,
 * the booking could prove a transfer absent that was made.
 */
function isWalletTransfer(row: Json, { amount }: TransferRequest): boolean {
  return (
    (optionalText(row.subtype) ?? 'spottofutures') === 'spottofutures' &&
    new Decimal(decimalAsSent(title, row, 'amount')).neg().eq(amount)
  );
}
