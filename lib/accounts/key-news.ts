import type { KeySlot } from '../exchanges/model/axes.ts';
import type { SealedCredential } from './account.ts';
import type { CheckedFacts } from './key-checked.ts';
import { tradingDenial } from './trading-key.ts';

/** What a check has found changed, in words for the owner. */
export function newsOf(slot: KeySlot, before: SealedCredential, now: CheckedFacts): readonly string[] {
  return [
    ...withdrawNews(slot, before, now),
    ...(before.verification === 'verified' ? changesOf(slot, before, now) : []),
  ];
}

/** A right that was known, and accepted or told before, is no news. */
function withdrawNews(slot: KeySlot, before: SealedCredential, now: CheckedFacts): string[] {
  if (now.canWithdraw !== true || before.canWithdraw === true) return [];
  const stopped = tradingDenial(now) === null ? '' : `: the key places no orders and moves no money until ${remedyOf}`;
  return [`The ${slot} key can withdraw funds${stopped}`];
}

export const remedyOf =
  'the right is taken from the key at the exchange, or the key is set again with allow_withdraw: true';

function changesOf(slot: KeySlot, before: SealedCredential, now: CheckedFacts): string[] {
  return [
    ...listNews(before.permissions, now.permissions, (names) => `The ${slot} key has new rights: ${names}`),
    ...listNews(now.permissions, before.permissions, (names) => `The ${slot} key has lost rights: ${names}`),
    ...(isOther(before.times, now.times)
      ? [`The limits in time of the ${slot} key have changed: ${timesIn(now.times)}`]
      : []),
    ...(isOther(before.nonceWindow, now.nonceWindow)
      ? [`The nonce window of the ${slot} key is ${now.nonceWindow} now`]
      : []),
    ...(isOther(before.addresses, now.addresses)
      ? [
          `The allow-list of the ${slot} key has changed: ${now.addresses?.join(', ') || 'every address may use the key'}`,
        ]
      : []),
  ];
}

/** The names of `now` that `before` lacks. A list that was not told proves no change. */
function listNews(
  before: readonly string[] | null,
  now: readonly string[] | null,
  tell: (names: string) => string,
): string[] {
  if (before === null || now === null) return [];
  const names = now.filter((name) => !before.includes(name));
  return names.length === 0 ? [] : [tell(names.join(', '))];
}

/** A fact that one of the two checks was not told is no change. */
function isOther(before: unknown, now: unknown): boolean {
  if (before === undefined || before === null || now === undefined || now === null) return false;
  return JSON.stringify(before) !== JSON.stringify(now);
}

function timesIn(times: SealedCredential['times']): string {
  const { readsFrom = null, readsUntil = null, expiresAt = null } = times ?? {};
  const told = [
    ['it reads nothing before', readsFrom],
    ['it reads nothing after', readsUntil],
    ['it ends at', expiresAt],
  ] as const;
  const limits = told.flatMap(([words, ms]) => (ms === null ? [] : [`${words} ${new Date(ms).toISOString()}`]));
  return limits.join(', ') || 'there are none';
}
