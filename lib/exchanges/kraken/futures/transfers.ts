import { OemsError } from '../../../errors.ts';
import type { Transfers } from '../../interfaces/transfers.ts';
import type { TransferOutcome, TransferRequest } from '../../model/transfer.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, requiredText } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';
import { currencyOf, readMoves, readWithdrawals, walletName } from './transfer-records.ts';

const title = 'Kraken Futures';

/** Moves out of a futures wallet: to spot, or to another futures wallet. */
export function futuresTransfers(wire: MarketWire): Transfers {
  const log = (query: Record<string, string>) => wire.read(endpoints.accountLog, query);
  return {
    parameters: async (request) => (isWithdrawal(request) ? withdrawalParameters(request) : moveParameters(request)),
    submit: (request) => (isWithdrawal(request) ? withdraw(wire, request) : move(wire, request)),
    find: (request, since) =>
      isWithdrawal(request) ? readWithdrawals(log, request, since) : readMoves(log, request, since),
  };
}

function isWithdrawal({ to }: TransferRequest): boolean {
  return to === 'spot';
}

async function withdraw({ attempt }: MarketWire, request: TransferRequest): Promise<TransferOutcome> {
  return attempt(endpoints.withdrawal, withdrawalParameters(request), (answer) => ({
    kind: 'accepted' as const,
    // Without a uid (as in the answer that CCXT quotes) the outcome is unknown: the looks find the booking in the account log and its id,
    // and an identical transfer cannot claim the booking meanwhile. An acceptance without a name would end those looks.
    exchangeTransferId: requiredText(title, answer as Json, 'uid'),
    // Kraken "initiates" a withdrawal (docs initiate-withdrawal-to-spot-wallet): its booking shows in the account log.
    isBooked: false,
  }));
}

/**
 * `{"result":"success","serverTime":…}` and nothing more, as Kraken.Net records the answer. A success without a name proves less than the
 * account log: the looks find the bookings there, and no identical transfer can claim the bookings meanwhile.
 */
async function move({ attempt }: MarketWire, request: TransferRequest): Promise<TransferOutcome> {
  return attempt(endpoints.transfer, moveParameters(request), () => ({ kind: 'unknown' as const, error: unnamed() }));
}

function unnamed(): OemsError {
  const message =
    'Kraken Futures acknowledged the transfer without a name; the booking in the account log is looked for';
  return new OemsError('EXCHANGE_UNAVAILABLE', message);
}

/**
 * A move to the spot wallet is called a withdrawal. Without `sourceWallet` the money would leave the single-asset `cash` wallet (CCXT
 * transferOut).
 */
function withdrawalParameters({ asset, amount, from }: TransferRequest): Record<string, string> {
  return { currency: currencyOf(asset), amount, sourceWallet: walletName(from) };
}

/** docs.kraken.com/api-reference/transfers/initiate-wallet-transfer. */
function moveParameters({ asset, amount, from, to }: TransferRequest): Record<string, string> {
  return { fromAccount: walletName(from), toAccount: walletName(to), unit: currencyOf(asset), amount };
}
