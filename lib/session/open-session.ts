import type { Account, AccountRef, Credential } from '../accounts/account.ts';
import { accountNotFound, fromItem, readAccount } from '../accounts/account-store.ts';
import { accountKey } from '../accounts/partitions.ts';
import { currentCall } from '../aws/call-context.ts';
import { OemsError } from '../errors.ts';
import type { Exchange, Product } from '../exchanges/exchange.ts';
import { type ExchangeModule, type ExchangeRow, exchangeRow, exchanges } from '../exchanges/exchanges.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import { type CcxtClient, harden } from '../exchanges/wire/ccxt-client.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { originOf } from '../exchanges/wire/origin.ts';
import { requestTimeMs } from '../exchanges/wire/request-time.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { takeNonces } from '../nonce/nonce-counter.ts';
import { open } from '../vault/vault.ts';
import { shareMarkets } from './markets.ts';
import { countedNonces } from './nonce-source.ts';

/** One product of one account, ready to be called. */
export interface Session {
  readonly account: Account;
  readonly row: ExchangeRow;
  readonly exchange: Exchange;
  /** The last nonce this call has signed with, which is its highest; null before the first and where requests carry none. */
  readonly lastNonce: () => string | null;
}

export interface OpenOptions {
  /** How many signed requests the caller will make at least. */
  readonly nonces?: number;
  /** A symbol the cached markets lack is looked for once among new listings. */
  readonly symbol?: string | undefined;
}

/** Reads the account, opens the product's key and hands out the exchange. */
export async function openSession(
  ref: AccountRef,
  product: Product,
  { nonces = 1, symbol }: OpenOptions = {},
): Promise<Session> {
  const { account, firstNonce } = await readWithNonces(ref, product, nonces);
  return openWith(account, product, countedNonces(account, product, firstNonce, nonces), symbol);
}

/** For work that can wait, on an account that has been read: takes each nonce when it is needed, and yields to whoever else does if told to. */
export function openYielding(account: Account, product: Product, yields: boolean): Promise<Session> {
  return openWith(account, product, countedNonces(account, product, null, 0, yields));
}

async function openWith(
  account: Account,
  product: Product,
  nonces: ReturnType<typeof countedNonces>,
  symbol?: string,
): Promise<Session> {
  const row = exchangeRow(account.exchange, product);
  const credential = await openCredential(account, product, row);
  const source = row.nonce === 'none' ? null : nonces;
  const module = await loadExchange(row);
  const client = newClient(row, module, credential, source);
  await shareMarkets(row, module, client, symbol);
  return { account, row, exchange: module.newExchange(client), lastNonce: () => source?.last() ?? null };
}

/** An exchange over keys that are in no account yet; knows no markets, serves to check the keys. */
export async function openForCheck(
  row: ExchangeRow,
  credential: Credential,
  nonces: NonceSource | null,
): Promise<Exchange> {
  for (const value of Object.values(credential)) currentCall()?.secrets.add(value);
  const module = await loadExchange(row);
  return module.newExchange(newClient(row, module, credential, nonces));
}

/** Where any exchange has a nonce on this product, one write returns account, ciphertext and nonce; elsewhere a read does. */
async function readWithNonces(
  ref: AccountRef,
  product: Product,
  count: number,
): Promise<{ account: Account; firstNonce: bigint | null }> {
  const counted = Object.values(exchanges).some(({ products }) => products[product].nonce === 'monotonic');
  if (!counted) return { account: await readAccount(ref), firstNonce: null };
  const taken = await takeNonces(accountKey(ref), product, count);
  if (taken === null) throw accountNotFound();
  return { account: fromItem(ref, taken.item), firstNonce: taken.first };
}

function openCredential(account: Account, product: Product, row: ExchangeRow): Promise<Credential> {
  const sealed = account.credentials[product];
  if (sealed === undefined) throw notConfigured(product, row);
  const { tenant, accountId, exchange } = account;
  return open(sealed.ciphertext, { tenant, accountId, exchange, product, version: sealed.version });
}

function notConfigured(product: Product, row: ExchangeRow): OemsError {
  const key = product === 'spot' ? 'spot key' : 'futures key';
  const remedy = `set ${row.credentials.apiKey} and ${row.credentials.secret} with PUT /delegation/exchange-account/credentials`;
  return new OemsError('PERMISSION_DENIED', `PERMISSION_DENIED: ${key} not configured`, {
    details: [{ message: remedy }],
  });
}

function newClient(
  row: ExchangeRow,
  module: ExchangeModule,
  credential: Credential,
  nonces: NonceSource | null,
): CcxtClient {
  const origin = originOf(row);
  const transport = createTransport({ origin, timeoutMs: requestTimeMs });
  const client = module.newClient({ origin, transport, ...credential });
  harden(client, { transport, nonces, protocol: module.protocol });
  return client;
}
