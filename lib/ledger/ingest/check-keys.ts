import { createHash } from 'node:crypto';
import type { Account, FailedChecks, SealedCredential } from '../../accounts/account.ts';
import { writeFailedCheck } from '../../accounts/key-checked.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { sharedNow } from '../../aws/clock.ts';
import { isKeyDenied, OemsError } from '../../errors.ts';
import { exchanges } from '../../exchanges/exchanges.ts';
import { type KeySlot, marketTypes } from '../../exchanges/model/axes.ts';
import { checkStoredKey, storedKeyOf } from '../../session/check-stored-key.ts';
import { keepClaim } from '../../session/keep-claim.ts';
import { openYielding } from '../../session/open-session.ts';
import { retryDelayMs } from './retry-delay.ts';
import { warnOfRefusal } from './warn-of-key.ts';

/**
 * Checks the keys of an account that are due, and returns the slots whose ledgers are to be read. The pulls carry the checks: they reach each account
 * in the course of every quarter of an hour, spread and bounded already. A key that was never checked reads no ledger, so an invented key costs
 * the shared address three requests and no more.
 */
export async function checkDueKeys(account: Account): Promise<ReadonlySet<KeySlot>> {
  const checks = Object.entries(account.credentials).map(async ([slot, key]) =>
    (await isChecked(account, slot, key)) ? [slot] : [],
  );
  return new Set((await settleAll(checks)).flat());
}

async function isChecked(account: Account, slot: KeySlot, key: SealedCredential): Promise<boolean> {
  const wasChecked = key.verification === 'verified';
  if (sharedNow() < dueAt(key)) return wasChecked;
  try {
    await check(account, slot);
    return true;
  } catch (error) {
    if (!(error instanceof OemsError)) throw error;
    await noteFailure(account, slot, key, error);
    return wasChecked;
  }
}

/** With a session of the first market that the key signs for. */
async function check(account: Account, slot: KeySlot): Promise<void> {
  const marketType = marketTypes.find((type) => exchanges[account.exchange].markets[type].key === slot);
  if (marketType === undefined) throw new Error(`no market of ${account.exchange} uses the key ${slot}`);
  const session = await openYielding(account, marketType, true);
  const stored = storedKeyOf(session);
  if (stored === null) return;
  await checkStoredKey(session, stored);
  await keepClaim(session, stored);
}

const dayMs = 24 * 3_600_000;
/** Keys that were registered together are not checked together. */
const spreadMs = 2 * 3_600_000;
/** A key that was never good is given up after so many refusals. An order, or a key that is set again, begins anew. */
export const mostRefusals = 3;

/** When the next check of a key is due, in epoch ms. */
export function dueAt(key: SealedCredential): number {
  const { verification, failedChecks, checkedAt, setAt, version } = key;
  if (failedChecks !== undefined) return isGivenUp(key) ? Number.POSITIVE_INFINITY : retryAt(failedChecks);
  if (verification !== 'verified') return 0;
  const early = createHash('sha256').update(version).digest().readUInt32BE() % spreadMs;
  return (checkedAt ?? setAt) + dayMs - early;
}

function retryAt({ at, count }: FailedChecks): number {
  return at + retryDelayMs(count);
}

/** The key has never worked. A stored key that worked once is asked about for ever. */
function isGivenUp({ verification, failedChecks }: SealedCredential): boolean {
  return verification !== 'verified' && isKeyDenied(failedChecks) && (failedChecks?.count ?? 0) >= mostRefusals;
}

async function noteFailure(account: Account, slot: KeySlot, key: SealedCredential, error: OemsError): Promise<void> {
  const failed = failureAfter(key.failedChecks, error, sharedNow());
  await writeFailedCheck(account, slot, key, failed, warningsOf(slot, key, failed));
  await warnOfRefusal(account, slot, error);
}

/** Refusals in succession are counted apart from answers that did not come. */
export function failureAfter(last: FailedChecks | undefined, { code }: OemsError, at: number): FailedChecks {
  const goesOn = last !== undefined && isKeyDenied(last) === isKeyDenied({ code });
  return goesOn ? { count: last.count + 1, since: last.since, at, code } : { count: 1, since: at, at, code };
}

/** A refusal of a moment is told by the first warning; these two say that it lasts. */
export function warningsOf(slot: KeySlot, key: SealedCredential, failed: FailedChecks): string[] {
  if (!isKeyDenied(failed)) return [];
  if (isGivenUp({ ...key, failedChecks: failed }))
    return [
      `The exchange has refused the ${slot} key ${mostRefusals} times and never accepted it: no ledger is read with the key; delete the key, or set a good one`,
    ];
  const wasToldBefore = (key.failedChecks?.at ?? failed.since) - failed.since >= dayMs;
  return failed.at - failed.since >= dayMs && !wasToldBefore
    ? [
        `The exchange has refused the ${slot} key for a day: set a new key, or nothing can be placed, canceled or settled`,
      ]
    : [];
}
