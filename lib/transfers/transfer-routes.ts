import { OemsError } from '../errors.ts';
import type { Product } from '../exchanges/exchange.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';

/** Whose key a move needs. Before the account is read its exchange is unknown: the move must go by the same key wherever it exists. */
export function viaProduct(from: Product, to: Product): Product {
  const [move] = Object.values(exchanges).flatMap(({ transfers }) =>
    transfers.filter((entry) => entry.from === from && entry.to === to),
  );
  if (move === undefined) throw new OemsError('NOT_SUPPORTED', `no exchange moves funds from ${from} to ${to}`);
  return move.via;
}

/** Kraken says only that a permission is missing; the move's row knows which. */
export function withPermission(error: OemsError, from: Product, to: Product, exchange: ExchangeId): OemsError {
  if (error.code !== 'PERMISSION_DENIED') return error;
  const move = exchanges[exchange].transfers.find((entry) => entry.from === from && entry.to === to);
  return new OemsError(
    error.code,
    `PERMISSION_DENIED: a transfer from ${from} to ${to} needs a key with ${move?.needs}. ${error.message}`,
    { details: error.details, cause: error },
  );
}
