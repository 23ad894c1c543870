import { takeClaim, writeClaim } from '../accounts/key-claims.ts';
import { warnOnce } from '../accounts/key-warned.ts';
import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import type { StoredKey } from './check-stored-key.ts';
import type { Session } from './open-session.ts';

/**
 * Keys of earlier releases get their claim with the daily check, and a claim that was lost comes back. Two tenants may have registered a key before
 * claims: both keep the key, and the later one is warned.
 */
export async function keepClaim({ account, keyClaim }: Session, { slot, credential }: StoredKey): Promise<void> {
  const digest = keyClaim();
  if (digest === undefined) return;
  if (await takeClaim(account, digest)) {
    if (credential.claim === undefined) await writeClaim(account, slot, credential.version, digest);
    return;
  }
  const message = `Another tenant of this deployment has registered the ${slot} key as well: create a key for this account alone, and set that key`;
  await warnOnce(account, { slot, version: credential.version, of: 'shared', value: digest, message });
  const { tenant, accountId, exchange } = account;
  log({ level: 'WARN', message: 'key of two tenants', tenant, account: accountId, exchange }, currentCall());
}
