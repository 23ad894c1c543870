import { Decimal } from '../../../decimal.ts';
import type { LedgerTransfer, TransferRequest } from '../../model/transfer.ts';
import { isoMs, type Json, optionalText, requiredDecimal, requiredList, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { shortPage } from './ledger.ts';
import { assetOf, loggedWallet } from './logged-wallet.ts';

const title = 'Kraken Futures';

/** Kraken Futures' own name of an asset, in lower case as in the list of wallets. */
export function currencyOf(asset: string): string {
  return asset === 'BTC' ? 'xbt' : asset.toLowerCase();
}

/** The name of a wallet in requests and in the account log: the wallet of the market is `flex`. */
export function walletName(wallet: string): string {
  return wallet === 'cash' || wallet.includes('_') ? wallet : 'flex';
}

type AccountLog = (query: Record<string, string>) => Promise<unknown>;

const mostRows = 500;

/** A part of the log proves nothing, and the exchange may have cut the page short, whatever count was requested. */
async function readLog(log: AccountLog, info: string, since: number): Promise<Json[]> {
  const query = { info, since: String(since), sort: 'asc', count: String(mostRows) };
  const rows = requiredList(title, await log(query), 'logs');
  if (rows.length >= shortPage) throw new MalformedResponse(title, 200);
  return rows;
}

/** Every booking since `since` (epoch ms) that moved this amount from the wallet to the spot wallet. */
export async function readWithdrawals(
  log: AccountLog,
  request: TransferRequest,
  since: number,
): Promise<LedgerTransfer[]> {
  const rows = await readLog(log, 'cross-exchange transfer', since);
  return rows.filter((row) => isChange(row, request, request.from, 'leaves')).map((row) => ledgerTransferOf(row));
}

/** A move between two futures wallets has two bookings: both come within this time. */
const bookedTogetherMs = 2000;

/**
 * Every move since `since` (epoch ms) of this amount between the two wallets. The arrival names the move: the same departure may belong to a
 * move into a third wallet, so each arrival is paired with a departure of its own.
 */
export async function readMoves(log: AccountLog, request: TransferRequest, since: number): Promise<LedgerTransfer[]> {
  const rows = await readLog(log, 'transfer', since);
  const departures = rows.filter((row) => isChange(row, request, request.from, 'leaves')).map(ledgerTransferOf);
  const arrivals = rows.filter((row) => isChange(row, request, request.to, 'arrives')).map(ledgerTransferOf);
  return arrivals.filter(({ time }) => {
    const at = departures.findIndex((departure) => Math.abs(departure.time - time) <= bookedTogetherMs);
    return at !== -1 && departures.splice(at, 1).length === 1;
  });
}

/** Balances come as JSON numbers: a difference of two of them may be off in the last of a double's digits. */
const rounding = '1e-9';

/**
 * A booking with an unreadable asset or balance, or without a known wallet, may be the wanted booking. To leave the booking out would prove
 * absence.
 */
function isChange(row: Json, { asset, amount }: TransferRequest, wallet: string, way: 'leaves' | 'arrives'): boolean {
  // The log writes xbt, and fills write BTC (recorded 2023).
  if (assetOf(requiredText(title, row, 'asset')) !== asset) return false;
  const booked = loggedWallet(row);
  if (booked !== null && booked !== walletName(wallet)) return false;
  const [before, after] = [requiredDecimal(title, row, 'old_balance'), requiredDecimal(title, row, 'new_balance')];
  const change = new Decimal(after).minus(before);
  const wanted = way === 'leaves' ? new Decimal(amount).neg() : new Decimal(amount);
  return change.minus(wanted).abs().lte(rounding);
}

/** The documentation does not say to which name the acknowledgement's `uid` belongs, so every name is kept. */
function ledgerTransferOf(row: Json): LedgerTransfer {
  const time = isoMs(row.date);
  // A booking of 1970 would be older than every transfer: the wanted booking would be left out.
  if (time === null) throw new MalformedResponse(title, 200);
  return {
    id: requiredText(title, row, 'id'),
    references: [row.execution, row.booking_uid].map(optionalText).filter((name) => name !== null),
    time,
  };
}
