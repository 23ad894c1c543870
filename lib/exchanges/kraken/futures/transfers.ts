import { Decimal } from '../../../decimal.ts';
import type { Transfers } from '../../interfaces/transfers.ts';
import type { LedgerTransfer, TransferRequest } from '../../model/transfer.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { isoMs, type Json, optionalText, requiredDecimal, requiredList, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { shortPage } from './ledger.ts';

const title = 'Kraken Futures';

/** Kraken Futures' own name of an asset, in lower case as in the list of wallets. */
function currencyOf(asset: string): string {
  return asset === 'BTC' ? 'xbt' : asset.toLowerCase();
}

/** Moves out of the futures wallet. */
export function futuresTransfers({ read, attempt }: MarketWire): Transfers {
  return {
    parameters: async (request) => withdrawalParameters(request),
    submit: (request) =>
      attempt(endpoints.withdrawal, withdrawalParameters(request), (answer) => ({
        kind: 'accepted' as const,
        // Without a uid (as in the answer that CCXT quotes) the outcome is unknown: the looks find the booking in the account log and its id,
        // and an identical transfer cannot claim the booking meanwhile. An acceptance without a name would end those looks.
        exchangeTransferId: requiredText(title, answer as Json, 'uid'),
        // Kraken "initiates" a withdrawal (docs initiate-withdrawal-to-spot-wallet): its booking shows in the account log.
        isBooked: false,
      })),
    find: (request, since) => readWithdrawals((query) => read(endpoints.accountLog, query), request, since),
  };
}

/**
 * A move to the spot wallet is called a withdrawal. Without `sourceWallet` the money would leave the single-asset `cash` wallet (CCXT
 * transferOut).
 */
function withdrawalParameters({ asset, amount }: TransferRequest): Record<string, string> {
  return {
    currency: currencyOf(asset),
    amount,
    sourceWallet: 'flex',
  };
}

type AccountLog = (query: Record<string, string>) => Promise<unknown>;

const mostRows = 500;

/** Every booking since `since` (epoch ms) that moved this amount from the futures to the spot wallet. */
async function readWithdrawals(log: AccountLog, request: TransferRequest, since: number): Promise<LedgerTransfer[]> {
  const query = { info: 'cross-exchange transfer', since: String(since), sort: 'asc', count: String(mostRows) };
  const rows = requiredList(title, await log(query), 'logs');
  // A part of the log proves nothing, and the exchange may have cut the page short, whatever count was requested.
  if (rows.length >= shortPage) throw new MalformedResponse(title, 200);
  return rows.filter((row) => isWithdrawal(row, request)).map(ledgerTransferOf);
}

/** Balances come as JSON numbers: a difference of two of them may be off in the last of a double's digits. */
const rounding = '1e-9';

/** A booking whose asset or balances cannot be read may be the wanted one: absence would be proven by leaving it out. */
function isWithdrawal(row: Json, { asset, amount }: TransferRequest): boolean {
  if (requiredText(title, row, 'asset').toLowerCase() !== currencyOf(asset)) return false;
  const [before, after] = [requiredDecimal(title, row, 'old_balance'), requiredDecimal(title, row, 'new_balance')];
  return new Decimal(before).minus(after).minus(amount).abs().lte(rounding);
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
