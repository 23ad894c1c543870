import { Decimal } from '../../../decimal.ts';
import type { Told } from '../../model/told.ts';
import type { LedgerTransfer, TransferRequest } from '../../model/transfer.ts';
import { isoMs, type Json, optionalText, readableDecimal, requiredList, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { assetFacts, isWanted, toldRows } from '../../wire/told-rows.ts';
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
): Promise<Told<LedgerTransfer>> {
  return changesIn(await readLog(log, 'cross-exchange transfer', since), request, request.from, 'leaves');
}

/** A move between two futures wallets has two bookings: both come within this time. */
const bookedTogetherMs = 2000;

/**
 * Every move since `since` (epoch ms) of this amount between the two wallets. The arrival names the move: the same departure may belong to a
 * move into a third wallet, so each arrival is paired with a departure of its own.
 */
export async function readMoves(
  log: AccountLog,
  request: TransferRequest,
  since: number,
): Promise<Told<LedgerTransfer>> {
  const rows = await readLog(log, 'transfer', since);
  const departures = changesIn(rows, request, request.from, 'leaves');
  const arrivals = changesIn(rows, request, request.to, 'arrives');
  const free = [...departures.rows];
  const moves = arrivals.rows.filter(({ time }) => {
    const at = free.findIndex((departure) => Math.abs(departure.time - time) <= bookedTogetherMs);
    return at !== -1 && free.splice(at, 1).length === 1;
  });
  return { rows: moves, unread: [...departures.unread, ...arrivals.unread] };
}

type Way = 'leaves' | 'arrives';

function changesIn(rows: readonly Json[], request: TransferRequest, wallet: string, way: Way): Told<LedgerTransfer> {
  const told = toldRows(
    rows,
    (row) => (isChange(row, request, wallet, way) ? [ledgerTransferOf(row)] : []),
    (row) => assetFacts(row, 'asset', assetOf),
  );
  return { rows: told.rows.flat(), unread: told.unread };
}

/** Balances come as JSON numbers: a difference of two of them may be off in the last of a double's digits. */
const rounding = '1e-9';

/** A booking without a known wallet may be the wanted booking. The log writes xbt, and fills write BTC (recorded 2023). */
function isChange(row: Json, { asset, amount }: TransferRequest, wallet: string, way: Way): boolean {
  const [booked, named] = [loggedWallet(row), optionalText(row.asset)];
  const [before, after] = [readableDecimal(row.old_balance), readableDecimal(row.new_balance)];
  const wanted = way === 'leaves' ? new Decimal(amount).neg() : new Decimal(amount);
  return isWanted(title, {
    asset: named === null ? null : assetOf(named) === asset,
    margin_account: booked === null || booked === walletName(wallet),
    balance:
      before === null || after === null ? null : new Decimal(after).minus(before).minus(wanted).abs().lte(rounding),
  });
}

/** The documentation does not say to which name the acknowledgement's `uid` belongs, so every name is kept. */
function ledgerTransferOf(row: Json): LedgerTransfer {
  const time = isoMs(row.date);
  // A booking of 1970 would be older than every transfer: the wanted booking would be left out.
  if (time === null) throw new MalformedResponse(title, 200, 'date');
  return {
    id: requiredText(title, row, 'id'),
    references: [row.execution, row.booking_uid].map(optionalText).filter((name) => name !== null),
    time,
  };
}
