import type { AccountRef } from '../accounts/account.ts';
import { invalidField, OemsError } from '../errors.ts';
import type { ExchangeDefinition, TransferRoute } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { Transfers } from '../exchanges/interfaces/transfers.ts';
import {
  type KeySlot,
  marketTypeOfAccount,
  sideWalletOf,
  type Wallet,
  type WalletAccount,
} from '../exchanges/model/axes.ts';
import type { TransferRequest } from '../exchanges/model/transfer.ts';
import { openSession, type Session } from '../session/open-session.ts';
import type { TransferRecord, TransferTerms } from './transfer.ts';

/** A session of the market whose wallet the money leaves, with the key of the exchange's route to the other wallet. */
export interface TransferSession extends Session {
  readonly route: TransferRoute;
  readonly transfers: Transfers;
}

type Ends = Pick<TransferTerms, 'from' | 'to'>;

/** Throws NOT_SUPPORTED where the exchange moves nothing between the two wallets, and INVALID_REQUEST for a wallet that it does not have. */
export async function openTransferSession(ref: AccountRef, { from, to }: Ends): Promise<TransferSession> {
  const session = await openSession(ref, marketTypeOfAccount(from), { slotAt: slotOf({ from, to }) });
  const definition = exchanges[session.account.exchange];
  requireWallet(definition, 'from_account', from);
  requireWallet(definition, 'to_account', to);
  if (walletIn(definition, from) === walletIn(definition, to)) throw oneWallet(definition, { from, to });
  const route = routeIn(definition, { from, to });
  if (route === undefined || session.transfers === null) throw noRoute(definition, { from, to });
  return { ...session, route, transfers: session.transfers };
}

/** The exchange's wallet. */
function walletIn({ markets }: ExchangeDefinition, account: WalletAccount): Wallet {
  return sideWalletOf(account) ?? markets[marketTypeOfAccount(account)].wallet;
}

function requireWallet({ markets }: ExchangeDefinition, field: string, account: WalletAccount): void {
  const { sideWallets, title } = markets[marketTypeOfAccount(account)];
  const side = sideWalletOf(account);
  if (side !== null && sideWallets?.test(side) !== true) throw invalidField(field, `${title} has no wallet ${side}`);
}

/** The route that the table names, else the route between all wallets of one market. */
function routeIn(definition: ExchangeDefinition, { from, to }: Ends): TransferRoute | undefined {
  const find = (source: Wallet, target: Wallet) =>
    definition.transfers.find((each) => each.from === source && each.to === target);
  const own = find(walletIn(definition, from), walletIn(definition, to));
  if (own !== undefined || marketTypeOfAccount(from) !== marketTypeOfAccount(to)) return own;
  const { wallet } = definition.markets[marketTypeOfAccount(from)];
  return find(wallet, wallet);
}

/** The route names the key that signs a transfer; the market may have another key. Without a route nothing is sent. */
function slotOf(ends: Ends): (exchange: ExchangeId) => KeySlot {
  return (exchange) => {
    const definition: ExchangeDefinition = exchanges[exchange];
    return routeIn(definition, ends)?.key ?? definition.markets[marketTypeOfAccount(ends.from)].key;
  };
}

function oneWallet({ markets }: ExchangeDefinition, { from, to }: Ends): OemsError {
  const { title } = markets[marketTypeOfAccount(from)];
  return new OemsError('NOT_SUPPORTED', `${title} has one wallet for ${from} and ${to}: there is nothing to transfer`);
}

/** Between two markets money may have to pass through the wallets of the markets. */
function noRoute({ markets }: ExchangeDefinition, { from, to }: Ends): OemsError {
  const [source, target] = [marketTypeOfAccount(from), marketTypeOfAccount(to)];
  const { title } = markets[source];
  const way = [from, source, target, to].filter((account, index, all) => all.indexOf(account) === index);
  const remedy = way.length > 2 ? `; transfer step by step: ${way.join(' to ')}` : '';
  return new OemsError('NOT_SUPPORTED', `${title} moves no funds from ${from} to ${to}${remedy}`);
}

/** The transfer between the exchange's wallets, under our id where the route carries one. */
export function walletsOf(
  { request: { asset, amount, from, to }, transferId }: Pick<TransferRecord, 'request' | 'transferId'>,
  { route: { identity }, account: { exchange } }: Pick<TransferSession, 'route' | 'account'>,
): TransferRequest {
  const walletOf = (account: WalletAccount) => walletIn(exchanges[exchange], account);
  const named = identity === 'client-id' ? { clientId: transferId } : {};
  return { asset, amount, from: walletOf(from), to: walletOf(to), ...named };
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
