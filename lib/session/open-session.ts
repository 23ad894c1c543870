import type { Account, AccountRef, Credential } from '../accounts/account.ts';
import { accountNotFound, fromItem, readAccount } from '../accounts/account-store.ts';
import { accountKey } from '../accounts/partitions.ts';
import { currentCall } from '../aws/call-context.ts';
import { OemsError } from '../errors.ts';
import { hasNonces, type KeyDefinition, type MarketDefinition } from '../exchanges/definition.ts';
import { exchanges, type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { Ledger } from '../exchanges/interfaces/ledger.ts';
import type { MarketAdapter } from '../exchanges/interfaces/market-adapter.ts';
import { type ExchangeModule, loadExchange } from '../exchanges/load-exchange.ts';
import type { KeySlot, MarketType } from '../exchanges/model/axes.ts';
import { type CcxtClient, harden } from '../exchanges/wire/ccxt-client.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { originOf } from '../exchanges/wire/origin.ts';
import { requestTimeMs } from '../exchanges/wire/request-time.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { takeNonces } from '../nonce/nonce-counter.ts';
import { open } from '../vault/vault.ts';
import { shareMarkets } from './markets.ts';
import { countedNonces } from './nonce-source.ts';

/** One market of one account, ready to be called. */
export interface Session extends MarketAdapter {
  readonly account: Account;
  readonly marketType: MarketType;
  readonly market: MarketDefinition;
  readonly key: KeyDefinition;
  /** The version of the credential that signs: another version may belong to another customer of the exchange. */
  readonly keyVersion: string;
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
  marketType: MarketType,
  { nonces = 1, symbol }: OpenOptions = {},
): Promise<Session> {
  const { account, firstNonce } = await readWithNonces(ref, marketType, nonces);
  const { key } = marketOf({ exchange: account.exchange, marketType });
  return openWith(account, marketType, countedNonces(account, key, firstNonce, nonces), symbol);
}

/** For work that can wait, on an account that has been read: takes each nonce when it is needed, and yields to whoever else does if told to. */
export function openYielding(account: Account, marketType: MarketType, yields: boolean): Promise<Session> {
  const { key } = marketOf({ exchange: account.exchange, marketType });
  return openWith(account, marketType, countedNonces(account, key, null, 0, yields));
}

async function openWith(
  account: Account,
  marketType: MarketType,
  nonces: ReturnType<typeof countedNonces>,
  symbol?: string,
): Promise<Session> {
  const name = { exchange: account.exchange, marketType };
  const market = marketOf(name);
  const key = keyOf(name);
  const credential = await openCredential(account, market.key, key);
  const source = hasNonces(key) ? nonces : null;
  const module = await loadExchange(name);
  const client = newClient(name, module, credential, source);
  await shareMarkets(name, module, client, symbol);
  const keyVersion = account.credentials[market.key]?.version ?? '';
  const lastNonce = () => source?.last() ?? null;
  return { ...module.newAdapter(client), account, marketType, market, key, keyVersion, lastNonce };
}

export function keyOf(name: MarketName): KeyDefinition {
  const key = exchanges[name.exchange].keys[marketOf(name).key];
  if (key === undefined) throw new Error(`${name.exchange} ${name.marketType} names no key of its exchange`);
  return key;
}

/** A market over a credential that is in no account yet; it knows no symbols and serves to check the key. */
export async function openForCheck(
  name: MarketName,
  credential: Credential,
  nonces: NonceSource | null,
): Promise<MarketAdapter> {
  for (const value of Object.values(credential)) currentCall()?.secrets.add(value);
  const module = await loadExchange(name);
  return module.newAdapter(newClient(name, module, credential, nonces));
}

/** Where any exchange counts nonces on this market, one write returns account, ciphertext and nonce; elsewhere a read does. */
async function readWithNonces(
  ref: AccountRef,
  marketType: MarketType,
  count: number,
): Promise<{ account: Account; firstNonce: bigint | null }> {
  const slot = countedSlot(marketType);
  if (slot === null) return { account: await readAccount(ref), firstNonce: null };
  const taken = await takeNonces(accountKey(ref), slot, count);
  if (taken === null) throw accountNotFound();
  return { account: fromItem(ref, taken.item), firstNonce: taken.first };
}

function countedSlot(marketType: MarketType): KeySlot | null {
  const counted = Object.values(exchanges).find(({ markets, keys }) => {
    const key = keys[markets[marketType].key];
    return key !== undefined && hasNonces(key);
  });
  return counted?.markets[marketType].key ?? null;
}

function openCredential(account: Account, slot: KeySlot, key: KeyDefinition): Promise<Credential> {
  const sealed = account.credentials[slot];
  if (sealed === undefined) throw notConfigured(key);
  const { tenant, accountId, exchange } = account;
  return open(sealed.ciphertext, { tenant, accountId, exchange, slot, version: sealed.version });
}

function notConfigured({ title, fields }: KeyDefinition): OemsError {
  const names = fields.map(({ name }) => name).join(' and ');
  const remedy = `set ${names} with PUT /delegation/exchange-account/credentials`;
  return new OemsError('PERMISSION_DENIED', `PERMISSION_DENIED: ${title} not configured`, {
    details: [{ message: remedy }],
  });
}

function newClient(
  name: MarketName,
  module: ExchangeModule,
  credential: Credential,
  nonces: NonceSource | null,
): CcxtClient {
  const origin = originOf(name);
  const transport = createTransport({ origin, timeoutMs: requestTimeMs });
  const client = module.newClient({ origin, transport, ...credential });
  harden(client, { transport, nonces, protocol: module.protocol });
  return client;
}

/** Throws NOT_SUPPORTED where the exchange tells no ledger of the market's wallet. */
export function requiredLedger({ ledger, market }: Session): Ledger {
  if (ledger === null) throw new OemsError('NOT_SUPPORTED', `${market.title} has no ledger`);
  return ledger;
}

/** Requests for the ledger that one pull may make. */
export function requestsPerPull({ account, market }: Session): number {
  return exchanges[account.exchange].streams[market.stream ?? '']?.requestsPerPull ?? 0;
}
