import type { Credential, Verification } from '../accounts/account.ts';
import { OemsError } from '../errors.ts';
import type { ExchangeRow } from '../exchanges/exchanges.ts';
import type { KeyReport } from '../exchanges/model/key-report.ts';
import { type NonceScale, nonceScales, scaleOf } from '../nonce/nonce-scale.ts';
import { clockNonces } from '../session/nonce-source.ts';
import { openForCheck } from '../session/open-session.ts';

/** What the exchange says about a key before it is stored. */
export interface CheckedKey {
  readonly verification: Verification;
  readonly report: KeyReport;
  /** Where the counter starts; null for exchanges without nonces. */
  readonly nonce: { readonly seed: string; readonly scale: NonceScale } | null;
}

const nothingReported: KeyReport = { permissions: null, canWithdraw: null, nonce: null, nonceWindow: null };

/** Asks the exchange about a key. A definite refusal throws; an exchange that cannot be reached leaves the key `pending`. */
export async function checkCredential(
  row: ExchangeRow,
  credential: Credential,
  allowWithdraw: boolean,
): Promise<CheckedKey> {
  try {
    const checked =
      row.nonce === 'none' ? await checkWithoutNonce(row, credential) : await checkInEachScale(row, credential);
    if (checked.report.canWithdraw === true && !allowWithdraw) throw withdrawRefused(row);
    return checked;
  } catch (error) {
    if (error instanceof OemsError && unreachable.includes(error.code)) return unchecked(row, 'pending');
    throw error;
  }
}

const unreachable: readonly string[] = ['EXCHANGE_UNAVAILABLE', 'EXCHANGE_TIMEOUT', 'RATE_LIMITED'];

/** A key taken as it is: its counter starts at the clock with the first call. */
export function unchecked(row: ExchangeRow, verification: Verification): CheckedKey {
  return {
    verification,
    report: nothingReported,
    nonce: row.nonce === 'none' ? null : { seed: '0', scale: 'ms' },
  };
}

async function checkWithoutNonce(row: ExchangeRow, credential: Credential): Promise<CheckedKey> {
  const exchange = await openForCheck(row, credential, null);
  return { verification: 'verified', report: await exchange.checkKey(), nonce: null };
}

/**
 * A key that has ever seen microseconds refuses milliseconds for good, so the finest scale its other programs use is found by trying
 * from the coarsest. Trying the other way round would burn a millisecond key.
 */
async function checkInEachScale(row: ExchangeRow, credential: Credential): Promise<CheckedKey> {
  let refusal: unknown;
  for (const scale of nonceScales) {
    const nonces = clockNonces(scale);
    try {
      const report = await (await openForCheck(row, credential, nonces)).checkKey();
      const last = report.nonce === null || BigInt(report.nonce) < nonces.last() ? nonces.last() : BigInt(report.nonce);
      return { verification: 'verified', report, nonce: { seed: last.toString(), scale: scaleOf(last.toString()) } };
    } catch (error) {
      if (!(error instanceof OemsError) || error.code !== 'NONCE_REJECTED') throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function withdrawRefused(row: ExchangeRow): OemsError {
  const message = `the ${row.title} key can withdraw funds; create one without that permission, or send allow_withdraw: true to accept the risk`;
  return new OemsError('PERMISSION_DENIED', message, {
    details: [{ field: `params.${row.credentials.apiKey}`, message: 'has withdraw permission' }],
  });
}
