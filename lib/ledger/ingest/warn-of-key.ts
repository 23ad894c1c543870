import type { Account } from '../../accounts/account.ts';
import { endOf, endsSoon } from '../../accounts/key-changes.ts';
import { forgetRefusal, warnOnce } from '../../accounts/key-warned.ts';
import { isKeyDenied, type OemsError } from '../../errors.ts';
import type { KeySlot } from '../../exchanges/model/axes.ts';

/** Every pull looks at the key, so the end of a key is told in time. */
export async function warnOfEnd(account: Account, slot: KeySlot): Promise<void> {
  const key = account.credentials[slot];
  const end = key?.times?.expiresAt ?? null;
  if (key === undefined || !endsSoon(end) || key.warnedEnd === String(end)) return;
  const { version } = key;
  await warnOnce(account, { slot, version, of: 'end', value: String(end), message: endOf(slot, end) });
}

/** The exchange refuses the key, or the key lacks a permission, for the first time. */
export async function warnOfRefusal(account: Account, slot: KeySlot, error: OemsError): Promise<void> {
  const key = account.credentials[slot];
  if (key === undefined || !isKeyDenied(error) || key.warnedRefused === error.code) return;
  const message = `The exchange refuses the ${slot} key: ${error.message}`;
  await warnOnce(account, { slot, version: key.version, of: 'refused', value: error.code, message });
}

export async function withoutRefusal(account: Account, slot: KeySlot): Promise<void> {
  const key = account.credentials[slot];
  if (key?.warnedRefused !== undefined) await forgetRefusal(account, slot, key.version);
}
