import { sharedNow } from '../aws/clock.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Change, ChangeEvent } from '../outbox/change.ts';
import { newChange } from '../outbox/outbox.ts';
import type { AccountRef, SealedCredential } from './account.ts';

/** Warnings about keys, for the list of events. Null without a warning. */
export function keyWarning({ accountId }: AccountRef, warnings: readonly string[]): Change | null {
  return changeOf(accountId, warnings.map(warned));
}

/** Keys that were set or cleared, with the risks of the new ones. */
export function keysChanged(
  { accountId }: AccountRef,
  changes: Readonly<Record<KeySlot, SealedCredential | 'clear'>>,
): Change | null {
  const events = Object.entries(changes).flatMap(([slot, key]): ChangeEvent[] => [
    { type: 'key_changed', message: `The ${slot} key was ${key === 'clear' ? 'cleared' : 'set'}` },
    ...(key === 'clear' ? [] : risksOf(slot, key).map(warned)),
  ]);
  return changeOf(accountId, events);
}

function changeOf(accountId: string, events: readonly ChangeEvent[]): Change | null {
  if (events.length === 0) return null;
  return newChange({ at: sharedNow(), accountId, events, subject: { kind: 'account', record: {} } });
}

function warned(message: string): ChangeEvent {
  return { type: 'key_warning', message };
}

/** What the owner of a new key should know at once. GET /delegation/exchange-account has every warning. */
export function risksOf(slot: KeySlot, { verification, canWithdraw }: SealedCredential): readonly string[] {
  return [
    ...(verification === 'pending' ? [`The ${slot} key is not verified: the exchange could not be reached`] : []),
    ...(canWithdraw === true ? [`The ${slot} key can withdraw funds`] : []),
  ];
}

/** The end of a key is told this long before. */
const noticeMs = 14 * 24 * 3_600_000;

export function endsSoon(expiresAt: number | null): expiresAt is number {
  return expiresAt !== null && expiresAt - sharedNow() <= noticeMs;
}

export function endOf(slot: KeySlot, expiresAt: number): string {
  return `The ${slot} key ends at ${new Date(expiresAt).toISOString()}: set a new key before`;
}
