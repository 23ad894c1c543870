import { randomUUID } from 'node:crypto';
import type { Account, AccountRef, Credential } from '../accounts/account.ts';
import {
  accountExists,
  type CredentialChange,
  changeCredentials,
  createAccount,
  readAccount,
} from '../accounts/account-store.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { OemsError } from '../errors.ts';
import { type Product, products } from '../exchanges/exchange.ts';
import { type ExchangeId, type ExchangeRow, exchangeRow } from '../exchanges/exchanges.ts';
import { seal } from '../vault/vault.ts';
import { checkCredential, unchecked } from './check-key.ts';

/** Key values by their names in the request's `params`; "" and null clear. */
export type CredentialParams = Readonly<Record<string, string | null | undefined>>;

export interface KeyPolicy {
  readonly verify: boolean;
  readonly allowWithdraw: boolean;
}

/** Checks the keys with the exchange, seals them and creates the account. A definite refusal stores nothing. */
export async function registerAccount(
  ref: AccountRef,
  exchange: ExchangeId,
  params: CredentialParams,
  policy: KeyPolicy,
): Promise<Account> {
  const given = credentialsIn(exchange, params);
  const pairs = Object.entries(given).filter((entry): entry is [Product, Credential] => entry[1] !== 'clear');
  if (pairs.length === 0) throw noCredentials(exchange);
  await refuseExisting(ref);
  const changes = Object.fromEntries(
    await settleAll(
      pairs.map(async ([product, pair]) => [product, await sealed(ref, exchange, product, pair, policy)] as const),
    ),
  );
  const account: Account = {
    ...ref,
    registrationId: randomUUID(),
    exchange,
    tradingState: 'ACTIVE',
    createdAt: Date.now(),
    leverages: {},
    ...attributesOf(changes),
  };
  await createAccount(account, changes);
  return account;
}

/** Sets, rotates or clears the products named in `params`; the next call anywhere uses the new keys. */
export async function rotateCredentials(
  ref: AccountRef,
  params: CredentialParams,
  policy: KeyPolicy,
): Promise<Account> {
  const account = await readAccount(ref);
  const { exchange } = account;
  const given = Object.entries(credentialsIn(exchange, params)) as [Product, Credential | 'clear'][];
  if (given.length === 0) throw noCredentials(exchange);
  const changes = given.map(
    async ([product, pair]) =>
      [product, pair === 'clear' ? pair : await sealed(ref, exchange, product, pair, policy)] as const,
  );
  return changeCredentials(account, Object.fromEntries(await settleAll(changes)));
}

function attributesOf(
  changes: Partial<Record<Product, CredentialChange>>,
): Pick<Account, 'credentials' | 'nonceScales'> {
  return {
    credentials: Object.fromEntries(Object.entries(changes).map(([product, { credential }]) => [product, credential])),
    nonceScales: Object.fromEntries(
      Object.entries(changes).flatMap(([product, { nonce }]) => (nonce === null ? [] : [[product, nonce.scale]])),
    ),
  };
}

/** Saves the exchange's and KMS's work; createAccount's condition is what decides. */
async function refuseExisting(ref: AccountRef): Promise<void> {
  const existing = await readAccount(ref).catch((error: unknown) => {
    if (error instanceof OemsError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
  if (existing !== null) throw accountExists(ref.accountId);
}

async function sealed(
  ref: AccountRef,
  exchange: ExchangeId,
  product: Product,
  pair: Credential,
  policy: KeyPolicy,
): Promise<CredentialChange> {
  const row = exchangeRow(exchange, product);
  const { verification, report, nonce } = policy.verify
    ? await checkCredential(row, pair, policy.allowWithdraw)
    : unchecked(row, 'skipped');
  const version = randomUUID();
  const ciphertext = await seal(pair, { ...ref, exchange, product, version });
  const { permissions, nonceWindow } = report;
  return {
    credential: {
      ciphertext,
      version,
      keyHint: pair.apiKey.slice(-4),
      verification,
      permissions,
      nonceWindow,
      setAt: Date.now(),
    },
    nonce,
  };
}

function credentialsIn(exchange: ExchangeId, params: CredentialParams): Partial<Record<Product, Credential | 'clear'>> {
  const known = products.flatMap((product) => Object.values(exchangeRow(exchange, product).credentials));
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badParam(unknown, `is not a credential of ${exchange}; allowed are ${known.join(', ')}`);
  return Object.fromEntries(products.flatMap((product) => pairIn(exchangeRow(exchange, product), product, params)));
}

/** A key is of no use without its secret, so they are set together; clearing one clears both. */
function pairIn(row: ExchangeRow, product: Product, params: CredentialParams): [Product, Credential | 'clear'][] {
  const { apiKey: keyName, secret: secretName } = row.credentials;
  const given = [keyName, secretName].filter((name) => params[name] !== undefined);
  if (given.length === 0) return [];
  const apiKey = params[keyName];
  const secret = params[secretName];
  if (apiKey && secret)
    return [[product, { apiKey: publicKey(keyName, apiKey), secret: base64Secret(secretName, secret) }]];
  if (!apiKey && !secret) return [[product, 'clear']];
  const missing = apiKey ? secretName : keyName;
  throw badParam(missing, `is missing: ${keyName} and ${secretName} are set together`);
}

/** A key travels in a header and its last four characters are shown: neither suits spaces, line ends or a few characters. */
function publicKey(name: string, apiKey: string): string {
  if (/^[A-Za-z0-9+/=_-]{16,}$/.test(apiKey)) return apiKey;
  throw badParam(name, 'is not the key the exchange shows when it is created');
}

/** Both Kraken products give secrets in base64; a mangled copy would only show as a wrong signature. */
function base64Secret(name: string, secret: string): string {
  if (/^[A-Za-z0-9+/]{40,}={0,2}$/.test(secret)) return secret;
  throw badParam(name, 'is not the base64 secret the exchange shows when the key is created');
}

function badParam(name: string, message: string): OemsError {
  return new OemsError('INVALID_REQUEST', `params.${name}: ${message}`, {
    details: [{ field: `params.${name}`, message }],
  });
}

function noCredentials(exchange: ExchangeId): OemsError {
  const pairs = products.map((product) => Object.values(exchangeRow(exchange, product).credentials).join(' and '));
  return new OemsError('INVALID_REQUEST', `params: give ${pairs.join(', or ')}`, {
    details: [{ field: 'params', message: 'holds no key' }],
  });
}
