import { randomUUID } from 'node:crypto';
import type { Account, AccountRef, Registration } from '../accounts/account.ts';
import { accountExists, addMarks, createAccount } from '../accounts/account-lifetime.ts';
import { refuseFull } from '../accounts/account-limit.ts';
import { readAccount, readIfThere } from '../accounts/account-store.ts';
import { type CredentialChange, changeCredentials } from '../accounts/change-credentials.ts';
import { claimsIn, freeClaims, takeClaim } from '../accounts/key-claims.ts';
import { keptState } from '../accounts/stopped-id.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { sharedNow } from '../aws/clock.ts';
import { OemsError } from '../errors.ts';
import { type ExchangeId, exchanges, type MarketName } from '../exchanges/exchanges.ts';
import { type KeySlot, marketTypes } from '../exchanges/model/axes.ts';
import type { Credential } from '../exchanges/model/credential.ts';
import { deriveRequestId } from '../journal/request-id.ts';
import { claimOf, type KeyName, publicFieldOf } from '../session/key-name.ts';
import { seal } from '../vault/vault.ts';
import { checkCredential, unchecked } from './check-key.ts';
import { type CredentialParams, credentialsIn, noCredentials } from './credential-params.ts';

export interface KeyPolicy {
  readonly verify: boolean;
  readonly allowWithdraw: boolean;
}

/** Checks the keys with the exchange, seals the keys and creates the account. If the exchange rejects a key, nothing is stored. */
export async function registerAccount(
  ref: AccountRef,
  exchange: ExchangeId,
  params: CredentialParams,
  policy: KeyPolicy,
): Promise<Account> {
  const given = Object.entries(credentialsIn(exchange, params));
  const credentials = given.filter((entry): entry is [KeySlot, Credential] => entry[1] !== 'clear');
  if (credentials.length === 0) throw noCredentials(exchange);
  await refuseExisting(ref);
  await refuseFull(ref);
  const sealing = credentials.map(
    async ([slot, credential]) => [slot, await sealed(ref, { exchange, slot }, credential, policy)] as const,
  );
  const changes = Object.fromEntries(await settleAll(sealing).catch(notCreated));
  const account: Account = {
    ...ref,
    registrationId: randomUUID(),
    exchange,
    tradingState: await keptState(ref),
    // No earlier than its keys: a later key is a key that was changed.
    createdAt: Math.max(sharedNow(), ...Object.values(changes).map(({ credential }) => credential.setAt)),
    leverages: {},
    remembersKeys: true,
    ...attributesOf(changes),
  };
  await requireClaims(account, account.credentials);
  await createAccount(account, changes);
  return account;
}

const rotation = 'PUT /delegation/exchange-account/credentials';
const registration = 'POST /delegation/register-exchange-account';

/** A refusal of a key tells how to set the key again. An account that was not created is registered again. */
function notCreated(error: unknown): never {
  if (!(error instanceof OemsError)) throw error;
  const { code, message, details, retryAfterSeconds } = error;
  const remedy = message.replaceAll(rotation, registration);
  throw new OemsError(code, `The account was not created. ${remedy}`, { details, retryAfterSeconds, cause: error });
}

/** Sets, rotates or clears the keys in `params`. The next call uses the new keys. */
export async function rotateCredentials(
  ref: AccountRef,
  params: CredentialParams,
  policy: KeyPolicy,
): Promise<Account> {
  const account = await readAccount(ref);
  const { exchange } = account;
  const given = Object.entries(credentialsIn(exchange, params));
  if (given.length === 0) throw noCredentials(exchange);
  const changes = given.map(
    async ([slot, credential]) =>
      [slot, credential === 'clear' ? credential : await sealed(ref, { exchange, slot }, credential, policy)] as const,
  );
  const settled = await settleAll(changes);
  const added = Object.fromEntries(settled.flatMap(([slot, change]) => newKeyOf(slot, change)));
  await requireClaims(account, added);
  await addMarks(account, added);
  const changed = await changeCredentials(account, Object.fromEntries(settled));
  await freeClaims(account, formerClaims(account, changed));
  return changed;
}

/** Before the keys are stored. Throws ALREADY_EXISTS for a key of another tenant, and does not name the tenant. */
async function requireClaims(
  account: Registration & Pick<Account, 'exchange'>,
  added: Account['credentials'],
): Promise<void> {
  for (const [slot, { claim }] of Object.entries(added))
    if (claim !== undefined && !(await takeClaim(account, claim))) throw claimedElsewhere(account.exchange, slot);
}

function claimedElsewhere(exchange: ExchangeId, slot: KeySlot): OemsError {
  const message = `the ${exchanges[exchange].keys[slot]?.title} is registered by another tenant of this deployment; create a key for this service alone at the exchange, and register that key`;
  return new OemsError('ALREADY_EXISTS', message);
}

/** A key may stand in another slot, or come back with the change. */
function formerClaims(before: Account, after: Account): string[] {
  const kept = claimsIn(after);
  return claimsIn(before).filter((claim) => !kept.includes(claim));
}

function newKeyOf(slot: KeySlot, change: CredentialChange | 'clear') {
  return change === 'clear' ? [] : [[slot, change.credential] as const];
}

function attributesOf(
  changes: Readonly<Record<KeySlot, CredentialChange>>,
): Pick<Account, 'credentials' | 'nonceScales'> {
  const entries = Object.entries(changes);
  return {
    credentials: Object.fromEntries(entries.map(([slot, { credential }]) => [slot, credential])),
    nonceScales: Object.fromEntries(
      entries.flatMap(([slot, { nonce }]) => (nonce === null ? [] : [[slot, nonce.scale]])),
    ),
  };
}

/** Saves requests to the exchange and KMS. The condition in createAccount decides. */
async function refuseExisting(ref: AccountRef): Promise<void> {
  if ((await readIfThere(ref)) !== null) throw accountExists(ref.accountId);
}

/** A key is checked once, over the first market that the key signs for. */
function marketWith({ exchange, slot }: KeyName): MarketName {
  const marketType = marketTypes.find((type) => exchanges[exchange].markets[type].key === slot);
  if (marketType === undefined) throw new Error(`no market of ${exchange} uses the key ${slot}`);
  return { exchange, marketType };
}

async function sealed(
  ref: AccountRef,
  name: KeyName,
  credential: Credential,
  policy: KeyPolicy,
): Promise<CredentialChange> {
  const market = marketWith(name);
  const { verification, report, nonce } = policy.verify
    ? await checkCredential(market, credential, policy.allowWithdraw)
    : unchecked(market, 'skipped');
  const version = randomUUID();
  const ciphertext = await seal(credential, { ...ref, ...name, version });
  const { permissions, canWithdraw, nonceWindow, times, addresses, customer } = report;
  const checkedAt = verification === 'verified' ? { checkedAt: sharedNow() } : {};
  return {
    credential: {
      ciphertext,
      version,
      keyId: keyId(ref, name, credential),
      keyMark: markOf('key', ref, name, publicFieldOf(name, credential)),
      customerMark: markOf('customer', ref, name, customer ?? undefined) ?? null,
      claim: claimOf(name, credential),
      keyHint: keyHint(name, credential),
      verification,
      permissions,
      canWithdraw,
      allowWithdraw: policy.allowWithdraw,
      nonceWindow,
      times,
      addresses,
      ...checkedAt,
      setAt: sharedNow(),
    },
    nonce,
  };
}

/** The last four characters of the public field. */
function keyHint(name: KeyName, credential: Credential): string {
  return (publicFieldOf(name, credential) ?? '').slice(-4);
}

/** Names the key within its account; undefined for a key without a public field. */
function keyId({ tenant, accountId }: AccountRef, name: KeyName, credential: Credential): string | undefined {
  const shown = publicFieldOf(name, credential);
  return shown === undefined ? undefined : deriveRequestId('key', tenant, accountId, name.exchange, name.slot, shown);
}

/** A digest with the tenant inside: the digest compares accounts of the same tenant, and never accounts of two tenants. */
function markOf(
  kind: 'key' | 'customer',
  { tenant }: AccountRef,
  { exchange, slot }: KeyName,
  shown: string | undefined,
): string | undefined {
  return shown === undefined ? undefined : deriveRequestId(`shared ${kind}`, tenant, exchange, slot, shown);
}
