import type { SealedCredential } from '../accounts/account.ts';
import { type CheckedFacts, factsFrom, writeChecked } from '../accounts/key-checked.ts';
import { newsOf } from '../accounts/key-news.ts';
import { tradingDenial } from '../accounts/trading-key.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { exchanges } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import { type KeyTitle, refuseUnfit } from './key-rules.ts';
import { askAboutKey } from './key-times.ts';
import type { Session } from './open-session.ts';

/** The stored key of an account. */
export interface StoredKey {
  readonly slot: KeySlot;
  readonly credential: SealedCredential;
}

/** The key that signs for the session; null where the account that was read has it no more. */
export function storedKeyOf({ account, keyVersion }: Session): StoredKey | null {
  const found = Object.entries(account.credentials).find(([, { version }]) => version === keyVersion);
  return found === undefined ? null : { slot: found[0], credential: found[1] };
}

/**
 * Asks the exchange about a stored key, writes what the exchange tells, and warns of what has changed. Throws where the exchange gives no answer or
 * refuses the key, and for a key that was never checked and is unfit: such a key stays unchecked.
 */
export async function checkStoredKey(session: Session, { slot, credential }: StoredKey): Promise<CheckedFacts> {
  const report = await askAboutKey(session);
  if (credential.verification !== 'verified') refuseUnfit(titleOf(session), report);
  const facts = factsFrom(credential, report, sharedNow());
  const news = newsOf(slot, credential, facts);
  const written = await writeChecked(session.account, slot, credential, facts, news);
  if (written === 'written') tell(session, news, facts);
  return facts;
}

function titleOf({ market, account, key }: Session): KeyTitle {
  return { market: market.title, exchange: exchanges[account.exchange].title, key };
}

/** Lines for the alarms: a key that can withdraw is told at each check, and a change once. */
function tell({ account }: Session, news: readonly string[], facts: CheckedFacts): void {
  const { tenant, accountId } = account;
  const line = { level: 'WARN', tenant, account: accountId, exchange: account.exchange } as const;
  if (tradingDenial(facts) === 'can withdraw')
    log({ ...line, message: 'key can withdraw', metrics: { KeysAbleToWithdraw: 1 } }, currentCall());
  if (news.length > 0) log({ ...line, message: 'key changed', metrics: { KeysChanged: 1 } }, currentCall());
}
