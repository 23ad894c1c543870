import { Decimal } from '../../../decimal.ts';
import { invalidField } from '../../../errors.ts';
import type { LedgerTransfer, TransferRequest } from '../../model/transfer.ts';
import { decimalText } from '../../rules/steps.ts';
import { type Json, optionalText, records, requiredRecord, requiredText, secondsMs } from '../../wire/readers.ts';

const title = 'Kraken Spot';

/** A CCXT currency as far as a transfer needs it: Kraken's own name, and the step its books are kept in. */
export interface KrakenCurrency {
  readonly id: string;
  readonly precision?: number | string | undefined;
}

/** WalletTransfer's parameters, complete. The way back is a withdrawal on the futures API (docs.kraken.com request-wallet-transfer). */
export function walletTransferParameters(
  { asset, amount }: TransferRequest,
  currency: KrakenCurrency | undefined,
): Record<string, string> {
  if (currency === undefined) throw invalidField('asset', `${title} does not know ${asset}`);
  const step = decimalText(currency.precision);
  // Were Kraken to round it, the booking would not be the amount that a look-up goes by.
  if (step !== null && !new Decimal(amount).mod(step).isZero())
    throw invalidField('amount', `must be a multiple of ${step}, the step of ${asset}`);
  return { asset: currency.id, amount, from: 'Spot Wallet', to: 'Futures Wallet' };
}

type Read = (query: Record<string, string>) => Promise<unknown>;

/** Ledgers answers 50 entries at a time, newest first (docs get-ledgers-info). */
const pageRows = 50;

/** Every booking since `since` (epoch ms) that moved exactly this amount from the spot to the futures wallet. */
export async function readWalletTransfers(
  read: Read,
  request: TransferRequest,
  asset: string,
  since: number,
): Promise<LedgerTransfer[]> {
  const found = new Map<string, LedgerTransfer>();
  let count = pageRows;
  // A booking made meanwhile moves the others to a later page: one may be read twice, none is left out.
  for (let ofs = 0; count === pageRows; ofs += pageRows) {
    const query = { type: 'transfer', asset, start: String(Math.floor((since - 1) / 1000)), ofs: String(ofs) };
    const rows = records(title, requiredRecord(title, requiredRecord(title, await read(query), 'result'), 'ledger'));
    for (const [, row] of rows) {
      const id = requiredText(title, row, 'refid');
      const time = secondsMs(row.time) ?? 0;
      if (time >= since && isWalletTransfer(row, request)) found.set(id, { id, references: [], time });
    }
    count = rows.length;
  }
  return [...found.values()];
}

/** Moves into Earn are transfers too, by another subtype. */
function isWalletTransfer(row: Json, { amount }: TransferRequest): boolean {
  return (
    (optionalText(row.subtype) ?? 'spottofutures') === 'spottofutures' &&
    new Decimal(requiredText(title, row, 'amount')).neg().eq(amount)
  );
}
