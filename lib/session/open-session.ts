import { setImmediate as afterSending } from 'node:timers/promises';
import type { Account, AccountRef } from '../accounts/account.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { currentCall } from '../aws/call-context.ts';
import { OemsError } from '../errors.ts';
import { hasNonces, type KeyDefinition, type MarketDefinition } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges, type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { Ledger } from '../exchanges/interfaces/ledger.ts';
import type { MarketAdapter } from '../exchanges/interfaces/market-adapter.ts';
import { loadExchange } from '../exchanges/load-exchange.ts';
import type { KeySlot, MarketType } from '../exchanges/model/axes.ts';
import type { Credential } from '../exchanges/model/credential.ts';
import { openEarly } from '../exchanges/wire/connections.ts';
import { type ExchangeClock, exchangeClock } from '../exchanges/wire/exchange-clock.ts';
import { keyAtHost } from '../exchanges/wire/lockouts.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { open } from '../vault/vault.ts';
import { adapterTo, originOf } from './connection-to.ts';
import { holdOf } from './key-holds.ts';
import { claimOf } from './key-name.ts';
import { learnBans } from './known-bans.ts';
import { openMarkets } from './markets.ts';
import { countedNonces, readWithNonces, type SlotAt, uncountedNonces } from './nonce-source.ts';

/** A market of an account, ready to be called. */
export interface Session extends MarketAdapter {
  readonly account: Account;
  readonly marketType: MarketType;
  readonly market: MarketDefinition;
  readonly key: KeyDefinition;
  /** The version of the credential that signs: another version may belong to another customer of the exchange. */
  readonly keyVersion: string;
  /** The key that signs, in any version; absent for credentials of an earlier release. */
  readonly keyId?: string | undefined;
  /** The digest that names the key to all tenants; undefined for a key without a public field. */
  readonly keyClaim: () => string | undefined;
  /** The clock of the exchange, against which the deadlines of orders are judged. */
  readonly clock: ExchangeClock;
  /** The last nonce this call has signed with, which is its highest; null before the first and where requests carry none. */
  readonly lastNonce: () => string | null;
  /** Until when no request of the key has a chance, as far as the exchange has told: epoch ms, 0 where no such limit is known. */
  readonly limitedUntil: () => number;
}

export interface OpenOptions {
  /** How many signed requests the caller will make at least. */
  readonly nonces?: number;
  /** The symbol that the call is about: its market is read while the key is being opened. */
  readonly symbol?: string | undefined;
  /** The key that signs, where the market's own key may not be the signer. */
  readonly slotAt?: SlotAt;
}

/** Reads the account, opens the key and hands out the exchange. The nonces of a first call are taken while the key is being opened. */
export async function openSession(
  ref: AccountRef,
  marketType: MarketType,
  { nonces = 1, symbol, slotAt = marketSlot(marketType) }: OpenOptions = {},
): Promise<Session> {
  const [{ account, withNonces }] = await settleAll([readWithNonces(ref, slotAt, nonces), loadSharedCode()]);
  const slot = slotAt(account.exchange);
  const [parts, current] = await settleAll([openParts(account, marketType, slot, symbol), withNonces()]);
  const isSameKey = current.account.credentials[slot]?.version === account.credentials[slot]?.version;
  // A key set in between may count in another unit: its nonces sign with that key alone.
  const opened = isSameKey ? parts : await openParts(current.account, marketType, slot, symbol);
  return sessionOf(opened, current.account, countedNonces(current.account, slot, current.taken));
}

/** The key of the market. */
function marketSlot(marketType: MarketType): SlotAt {
  return (exchange) => marketOf({ exchange, marketType }).key;
}

/** Which exchange a first call needs is known after the account has been read. The code that all exchanges share loads meanwhile. */
async function loadSharedCode(): Promise<void> {
  if (isSharedCodeLoaded) return;
  isSharedCodeLoaded = true;
  await afterSending();
  await import('../exchanges/wire/ccxt-base.ts');
}

let isSharedCodeLoaded = false;

/** For work that can wait, on an account that has been read: takes each nonce when it is needed, and backs off for trading if told to. */
export async function openYielding(account: Account, marketType: MarketType, yields: boolean): Promise<Session> {
  const slot = marketSlot(marketType)(account.exchange);
  const parts = await openParts(account, marketType, slot);
  return sessionOf(parts, account, countedNonces(account, slot, null, yields));
}

type Parts = Awaited<ReturnType<typeof openParts>>;

/** Key, code, market and the connection to the exchange are fetched side by side: they do not depend on each other. */
async function openParts(account: Account, marketType: MarketType, slot: KeySlot, symbol?: string) {
  const name = { exchange: account.exchange, marketType };
  const key = keyIn(account.exchange, slot);
  openEarly(originOf(name));
  const opening = openCredential(account, slot, key);
  const module = loadExchange(name);
  const prefetched = module.then((loaded) => prefetch(openMarkets(name, loaded), symbol));
  const [credential, loaded, markets] = await settleAll([opening, module, prefetched, learnBans(account.exchange)]);
  return { name, slot, key, credential, module: loaded, markets };
}

function sessionOf(
  { name, slot, key, credential, module, markets }: Parts,
  account: Account,
  counted: ReturnType<typeof countedNonces>,
): Session {
  const nonces = hasNonces(key) ? counted : uncountedNonces(key);
  const held = holdOf(account, slot, keyAtHost(originOf(name), credential));
  return {
    ...adapterTo(name, module, { markets, credential, nonces, noteLockout: held.noteLockout }),
    limitedUntil: held.until,
    account,
    marketType: name.marketType,
    market: marketOf(name),
    key,
    keyVersion: account.credentials[slot]?.version ?? '',
    keyId: account.credentials[slot]?.keyId,
    keyClaim: () => claimOf({ exchange: account.exchange, slot }, credential),
    clock: exchangeClock(originOf(name)),
    lastNonce: () => (hasNonces(key) ? counted.last() : null),
  };
}

/** A market that cannot be read now is the error of the call that needs it. */
async function prefetch<M extends ReturnType<typeof openMarkets>>(markets: M, symbol: string | undefined): Promise<M> {
  if (symbol !== undefined) await markets.find(symbol).catch(() => null);
  return markets;
}

/** A market over a credential that is in no account yet; it serves to check the key. */
export async function openForCheck(
  name: MarketName,
  credential: Credential,
  nonces: NonceSource | null,
): Promise<MarketAdapter> {
  for (const value of Object.values(credential)) currentCall()?.secrets.add(value);
  const [module] = await settleAll([loadExchange(name), learnBans(name.exchange)]);
  const markets = openMarkets(name, module);
  return adapterTo(name, module, { markets, credential, nonces });
}

export function keyOf(name: MarketName): KeyDefinition {
  return keyIn(name.exchange, marketOf(name).key);
}

function keyIn(exchange: ExchangeId, slot: KeySlot): KeyDefinition {
  const key = exchanges[exchange].keys[slot];
  if (key === undefined) throw new Error(`${exchange} has no key ${slot}`);
  return key;
}

function openCredential(account: Account, slot: KeySlot, key: KeyDefinition): Promise<Credential> {
  const sealed = account.credentials[slot];
  if (sealed === undefined) return Promise.reject(notConfigured(key));
  const { tenant, accountId, exchange } = account;
  return open(sealed.ciphertext, { tenant, accountId, exchange, slot, version: sealed.version });
}

/** The market has no key. */
export function notConfigured({ title, fields }: KeyDefinition): OemsError {
  const names = fields.map(({ name }) => name).join(' and ');
  const remedy = `set ${names} with PUT /delegation/exchange-account/credentials`;
  return new OemsError('PERMISSION_DENIED', `PERMISSION_DENIED: ${title} not configured`, {
    details: [{ message: remedy }],
  });
}

/** Throws NOT_SUPPORTED where the exchange tells no ledger of the market's wallet. */
export function requiredLedger({ ledger, market }: Session): Ledger {
  if (ledger === null)
    throw new OemsError('NOT_SUPPORTED', `this service does not support the ledger of ${market.title}`);
  return ledger;
}
