import type { Verification } from '../accounts/account.ts';
import { OemsError } from '../errors.ts';
import { hasNonces } from '../exchanges/definition.ts';
import { exchanges, type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { Credential } from '../exchanges/model/credential.ts';
import type { KeyReport } from '../exchanges/model/key-report.ts';
import { type NonceScale, nonceScales, scaleOf } from '../nonce/nonce-scale.ts';
import { isUnreachable, type KeyTitle, refuseUnfit } from '../session/key-rules.ts';
import { clockNonces, uncountedNonces } from '../session/nonce-source.ts';
import { keyOf, openForCheck } from '../session/open-session.ts';

/** The report of the exchange about a key that is not stored yet. */
export interface CheckedKey {
  readonly verification: Verification;
  readonly report: KeyReport;
  /** The start of the nonce counter; null for keys without a counter. */
  readonly nonce: { readonly seed: string; readonly scale: NonceScale } | null;
}

const nothingReported: KeyReport = {
  permissions: null,
  canWithdraw: null,
  nonce: null,
  nonceWindow: null,
  times: null,
  addresses: null,
  customer: null,
  positionMode: null,
};

/** Asks the exchange about a key. A rejected key throws; if the exchange cannot be reached, the key stays `pending`. */
export async function checkCredential(
  market: MarketName,
  credential: Credential,
  allowWithdraw: boolean,
): Promise<CheckedKey> {
  try {
    const check = hasNonces(keyOf(market)) ? checkInEachScale : checkWithoutNonce;
    const checked = await check(market, credential);
    if (checked.report.canWithdraw === true && !allowWithdraw) throw withdrawRefused(market);
    refuseUnfit(titleOf(market), checked.report);
    return checked;
  } catch (error) {
    if (isUnreachable(error)) return unchecked(market, 'pending');
    throw error;
  }
}

/** A key without a check: its counter starts at the clock with the first call. */
export function unchecked(market: MarketName, verification: Verification): CheckedKey {
  return {
    verification,
    report: nothingReported,
    nonce: hasNonces(keyOf(market)) ? { seed: '0', scale: 'ms' } : null,
  };
}

async function checkWithoutNonce(market: MarketName, credential: Credential): Promise<CheckedKey> {
  const exchange = await openForCheck(market, credential, uncountedNonces(keyOf(market)));
  return { verification: 'verified', report: await exchange.checkKey(), nonce: null };
}

/**
 * A key that has ever seen microseconds refuses milliseconds for good. The check tries the coarsest scale first and so finds the scale of
 * the key's other programs. The opposite order would make a millisecond key useless for those programs.
 */
async function checkInEachScale(market: MarketName, credential: Credential): Promise<CheckedKey> {
  let rejection: unknown;
  for (const scale of nonceScales) {
    const nonces = clockNonces(scale);
    try {
      const report = await (await openForCheck(market, credential, nonces)).checkKey();
      const last = report.nonce === null || BigInt(report.nonce) < nonces.last() ? nonces.last() : BigInt(report.nonce);
      return { verification: 'verified', report, nonce: { seed: last.toString(), scale: scaleOf(last.toString()) } };
    } catch (error) {
      if (!(error instanceof OemsError) || error.code !== 'NONCE_REJECTED') throw error;
      rejection = error;
    }
  }
  throw rejection;
}

function titleOf(market: MarketName): KeyTitle {
  return { market: marketOf(market).title, exchange: exchanges[market.exchange].title, key: keyOf(market) };
}

function withdrawRefused(market: MarketName): OemsError {
  const message = `the ${marketOf(market).title} key can withdraw funds; create one without that permission, or send allow_withdraw: true to accept the risk`;
  return new OemsError('PERMISSION_DENIED', message, {
    details: [{ field: `params.${keyOf(market).fields[0]?.name}`, message: 'has withdraw permission' }],
  });
}
