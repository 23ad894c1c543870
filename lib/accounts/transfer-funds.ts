import { OemsError } from '../api/errors.ts';
import type { DecimalString, Product } from '../exchanges/exchange.ts';
import { exchanges } from '../exchanges/exchanges.ts';
import type { AccountRef } from './account.ts';
import { openExchange } from './open-exchange.ts';

export interface Transfer {
  readonly exchange: string;
  readonly exchangeTransferId: string | null;
}

/** Moves funds between the wallets of one account. The exchange whose key the move needs is in the exchanges table. */
export const transferFunds = async (
  ref: AccountRef,
  asset: string,
  amount: DecimalString,
  from: Product,
  to: Product,
): Promise<Transfer> => {
  if (from === to)
    throw new OemsError('INVALID_REQUEST', 'to_account: is the same wallet as from_account', {
      details: [{ field: 'to_account', message: 'is the same wallet as from_account' }],
    });
  const via = viaProduct(from, to);
  const { exchange, account } = await openExchange(ref, via);
  const { exchangeTransferId } = await exchange.transfer({ asset, amount, from, to }).catch((error: unknown) => {
    throw withPermission(error, from, to, account.exchange);
  });
  return { exchange: account.exchange, exchangeTransferId };
};

/** Before the account is read its exchange is unknown: the move must go by the same key wherever it exists. */
const viaProduct = (from: Product, to: Product): Product => {
  const [move] = Object.values(exchanges).flatMap(({ transfers }) =>
    transfers.filter((entry) => entry.from === from && entry.to === to),
  );
  if (move === undefined) throw new OemsError('NOT_SUPPORTED', `no exchange moves funds from ${from} to ${to}`);
  return move.via;
};

/** Kraken says only that a permission is missing; the move's row knows which. */
const withPermission = (error: unknown, from: Product, to: Product, exchange: keyof typeof exchanges): unknown => {
  if (!(error instanceof OemsError) || error.code !== 'PERMISSION_DENIED') return error;
  const move = exchanges[exchange].transfers.find((entry) => entry.from === from && entry.to === to);
  return new OemsError(
    error.code,
    `PERMISSION_DENIED: a transfer from ${from} to ${to} needs a key with ${move?.needs}. ${error.message}`,
    { details: error.details, cause: error },
  );
};
