import type { AccountRef } from '../accounts/account.ts';
import { accountNotFound } from '../accounts/account-store.ts';
import { accountKey } from '../accounts/partitions.ts';
import { sharedNow } from '../aws/clock.ts';
import type { KeyDefinition } from '../exchanges/definition.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { leapNonce, raiseNonce, takeNonces } from '../nonce/nonce-counter.ts';
import { inScale, type NonceScale } from '../nonce/nonce-scale.ts';

/** A nonce taken longer ago than this has probably been overtaken: a cold start lay between. */
const freshForMs = 1000;
const leapMs = 10_000;

/** Nonces from the account's counter: first those taken with the account's record, then one write each; `last` is the last handed out. */
export function countedNonces(
  ref: AccountRef & { readonly nonceScales: Partial<Record<KeySlot, NonceScale>> },
  slot: KeySlot,
  first: bigint | null,
  count: number,
  yields = false,
): NonceSource & { readonly last: () => string | null } {
  const key = accountKey(ref);
  const scale = ref.nonceScales[slot] ?? 'ms';
  const takenAt = Date.now();
  let given = 0;
  let last: string | null = null;
  const handOut = (nonce: string): string => {
    last = nonce;
    return nonce;
  };
  return {
    async next() {
      given += 1;
      if (first !== null && given <= count && Date.now() - takenAt < freshForMs)
        return handOut((first + BigInt(given - 1)).toString());
      return handOut(required((await takeNonces(key, slot, 1))?.first));
    },
    leap: async () => handOut(required(await leapNonce(key, slot, leapMs, scale))),
    raiseAbove: (nonce) => raiseNonce(key, slot, nonce),
    last: () => last,
    yields,
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
