import type { AccountRef } from '../accounts/account.ts';
import { OemsError } from '../errors.ts';
import type { TransferRoute } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { Transfers } from '../exchanges/interfaces/transfers.ts';
import type { KeySlot, MarketType } from '../exchanges/model/axes.ts';
import type { TransferRequest } from '../exchanges/model/transfer.ts';
import { openSession, type Session } from '../session/open-session.ts';
import type { TransferRecord, TransferTerms } from './transfer.ts';

/** A session of the market whose wallet the money leaves, with the key of the exchange's route to the other wallet. */
export interface TransferSession extends Session {
  readonly route: TransferRoute;
  readonly transfers: Transfers;
}

type Wallets = Pick<TransferTerms, 'from' | 'to'>;

/** Throws NOT_SUPPORTED where the exchange moves nothing between the wallets of these markets. */
export async function openTransferSession(ref: AccountRef, { from, to }: Wallets): Promise<TransferSession> {
  const session = await openSession(ref, from, { slotAt: slotOf({ from, to }) });
  const { exchange } = session.account;
  const { markets, title } = exchanges[exchange];
  if (markets[from].wallet === markets[to].wallet)
    throw new OemsError('NOT_SUPPORTED', `${title} has one wallet for ${from} and ${to}: there is nothing to transfer`);
  const route = routeAt(exchange, { from, to });
  if (route === undefined || session.transfers === null) throw noRoute(title, from, to);
  return { ...session, route, transfers: session.transfers };
}

function routeAt(exchange: ExchangeId, { from, to }: Wallets): TransferRoute | undefined {
  const { markets, transfers } = exchanges[exchange];
  return transfers.find((each) => each.from === markets[from].wallet && each.to === markets[to].wallet);
}

/** The route names the key that signs a transfer; the market may have another key. Without a route nothing is sent. */
function slotOf(wallets: Wallets): (exchange: ExchangeId) => KeySlot {
  return (exchange) => routeAt(exchange, wallets)?.key ?? exchanges[exchange].markets[wallets.from].key;
}

function noRoute(title: string, from: MarketType, to: MarketType): OemsError {
  return new OemsError('NOT_SUPPORTED', `${title} moves no funds from ${from} to ${to}`);
}

/** The transfer between the exchange's wallets, under our id where the route carries one. */
export function walletsOf(
  { request: { asset, amount }, transferId }: Pick<TransferRecord, 'request' | 'transferId'>,
  { from, to, identity }: TransferRoute,
): TransferRequest {
  return { asset, amount, from, to, ...(identity === 'client-id' ? { clientId: transferId } : {}) };
}

/** Some exchanges say only that a permission is missing. The route names the permission. */
export function withPermission(
  error: OemsError,
  { from, to }: TransferTerms,
  { permission }: TransferRoute,
): OemsError {
  if (error.code !== 'PERMISSION_DENIED') return error;
  return new OemsError(
    error.code,
    `a transfer from ${from} to ${to} needs a key with ${permission}. ${error.message}`,
    { details: error.details, cause: error },
  );
}
