import type { Account, AccountRef } from '../accounts/account.ts';
import { accountNotFound, fromItem, readAccount } from '../accounts/account-store.ts';
import { writeHold } from '../accounts/key-hold.ts';
import { accountKey } from '../accounts/partitions.ts';
import { sharedNow } from '../aws/clock.ts';
import { hasNonces, type KeyDefinition } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { leapNonce, raiseNonce, takeNonces } from '../nonce/nonce-counter.ts';
import { inScale, type NonceScale } from '../nonce/nonce-scale.ts';
import { readAccountAndBans } from './known-bans.ts';

/** Nonces that were taken together with the account. */
interface TakenNonces {
  /** The lowest of them. */
  readonly first: bigint;
  readonly count: number;
  /** When they were asked for: epoch ms, by the clock of the container. */
  readonly at: number;
}

/** The exchange of a registered account never changes, so the container remembers the exchange. */
const exchangeOf = new Map<string, ExchangeId>();
const mostRemembered = 10_000;

interface WithNonces {
  readonly account: Account;
  /** Null where the key counts no nonces. */
  readonly taken: TakenNonces | null;
}

interface AccountRead {
  readonly account: Account;
  /** Takes the nonces, if the read has not, and tells the account of that moment: its key may be another one by then. */
  readonly withNonces: () => Promise<WithNonces>;
}

/** The key that signs the requests of a call, at each exchange. */
export type SlotAt = (exchange: ExchangeId) => KeySlot;

/**
 * One request returns the account, its sealed keys and, where the key counts nonces, the next nonces. The first call of a container does
 * not know the exchange: it reads the account, and takes the nonces while the caller opens the key.
 */
export async function readWithNonces(ref: AccountRef, slotAt: SlotAt, count: number): Promise<AccountRead> {
  const id = JSON.stringify([ref.tenant, ref.accountId]);
  const remembered = exchangeOf.get(id);
  const slot = remembered === undefined ? certainSlot(slotAt) : countedSlot(remembered, slotAt);
  const read = await readBy(ref, slot, count, remembered);
  remember(id, read.account.exchange);
  const actual = countedSlot(read.account.exchange, slotAt);
  const isComplete = actual === slot || actual === null;
  return { account: read.account, withNonces: async () => (isComplete ? read : readBy(ref, actual, count)) };
}

async function readBy(
  ref: AccountRef,
  slot: KeySlot | null,
  count: number,
  remembered?: ExchangeId,
): Promise<WithNonces> {
  if (slot === null) {
    const account = remembered === undefined ? await readAccount(ref) : await readAccountAndBans(ref, remembered);
    return { account, taken: null };
  }
  const at = Date.now();
  const taken = await takeNonces(accountKey(ref), slot, count);
  if (taken === null) throw accountNotFound();
  const { item, first } = taken;
  return { account: fromItem(ref, item), taken: first === null ? null : { first, count, at } };
}

/** The slot whose nonces the requests carry; null for requests without nonces. */
function countedSlot(exchange: ExchangeId, slotAt: SlotAt): KeySlot | null {
  const slot = slotAt(exchange);
  const key = exchanges[exchange].keys[slot];
  return key !== undefined && hasNonces(key) ? slot : null;
}

/**
 * The slot that every exchange counts nonces in. Where one exchange has another slot, or counts none, the account is read first: a write
 * on the chance of a counter would fail for each account of that exchange.
 */
function certainSlot(slotAt: SlotAt): KeySlot | null {
  const slots = new Set(Object.keys(exchanges).map((exchange) => countedSlot(exchange as ExchangeId, slotAt)));
  const [slot = null] = slots;
  return slots.size === 1 ? slot : null;
}

/** Forgets which exchange an account is at, as a cold start would. */
export function forgetExchanges(): void {
  exchangeOf.clear();
}

function remember(id: string, exchange: ExchangeId): void {
  const [oldest] = exchangeOf.keys();
  if (exchangeOf.size >= mostRemembered && oldest !== undefined) exchangeOf.delete(oldest);
  exchangeOf.set(id, exchange);
}

/** A nonce taken longer ago than this has probably been overtaken: a cold start lay between. */
const freshForMs = 1000;
const leapMs = 10_000;

/** Nonces from the account's counter: first those taken with the account's record, then one write each; `last` is the last handed out. */
export function countedNonces(
  ref: AccountRef & {
    readonly nonceScales: Partial<Record<KeySlot, NonceScale>>;
    readonly credentials?: Account['credentials'];
  },
  slot: KeySlot,
  taken: TakenNonces | null,
  yields = false,
): NonceSource & { readonly last: () => string | null } {
  const key = accountKey(ref);
  const scale = ref.nonceScales[slot] ?? 'ms';
  const keyVersion = ref.credentials?.[slot]?.version;
  let given = 0;
  let last: string | null = null;
  const handOut = (nonce: string): string => {
    last = nonce;
    return nonce;
  };
  return {
    async next() {
      given += 1;
      if (taken !== null && given <= taken.count && Date.now() - taken.at < freshForMs)
        return handOut((taken.first + BigInt(given - 1)).toString());
      return handOut(required((await takeNonces(key, slot, 1))?.first));
    },
    async leap() {
      // The nonces taken with the record lie below the leap.
      given = Math.max(given, taken?.count ?? 0);
      return handOut(required(await leapNonce(key, slot, leapMs, scale)));
    },
    raiseAbove: (nonce) => raiseNonce(key, slot, nonce),
    last: () => last,
    yields,
    ...(keyVersion === undefined
      ? {}
      : { keyVersion, noteTaken: (until) => writeHold(ref, slot, keyVersion, { why: 'taken', until }) }),
  };
}

/** The timestamp of each signature, from the clock that the containers share: an exchange refuses a timestamp of a clock that is off. */
const timestamps: NonceSource = {
  next: async () => String(sharedNow()),
  leap: async () => String(sharedNow()),
  raiseAbove: async () => undefined,
};

/** For keys that count no nonces: timestamps, or null where signatures carry no timestamp. */
export function uncountedNonces({ nonce }: KeyDefinition): NonceSource | null {
  return nonce.kind === 'timestamp' ? timestamps : null;
}

/** The key was removed while the call was under way. */
function required(nonce: bigint | null | undefined): string {
  if (nonce === null || nonce === undefined) throw accountNotFound();
  return nonce.toString();
}

/**
 * Nonces for a key that is in no account yet, from the clock, in the scale under trial. Each nonce after the first follows a refusal and
 * leads the clock by more. A second program may run the key a few seconds ahead: such a key must not be taken for a key of a finer scale,
 * because the first nonce in the finer scale would lock that program out for good.
 */
export function clockNonces(scale: NonceScale): NonceSource & { readonly last: () => bigint } {
  let given = 0;
  let last = 0n;
  const next = async (): Promise<string> => {
    const now = inScale(sharedNow() + (leadsMs[given] ?? furthestLeadMs), scale);
    given += 1;
    last = now > last ? now : last + 1n;
    return last.toString();
  };
  return { next, leap: next, raiseAbove: async () => undefined, last: () => last };
}

const leadsMs = [0, 1000];
/** Beyond a leap of our own: a key that another deployment has repaired is still a millisecond key. */
const furthestLeadMs = leapMs + 5000;
