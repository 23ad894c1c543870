import { decimalText } from '../../../decimal.ts';
import type { KeyReport } from '../../model/key-report.ts';
import { requiredRecord } from '../../wire/readers.ts';

const title = 'Kraken Spot';

/** GetApiKeyInfo's names for what moves money out of the account. */
const withdrawPermissions = ['withdraw-funds', 'add-withdraw-address', 'update-withdraw-address'];

/**
 * What GetApiKeyInfo tells of a key; the call needs no permission (docs.kraken.com get-api-key-info). The documentation has
 * `nonceWindow`, and recorded answers have `nonce_window`: both are read.
 */
export function keyReportOf(answer: unknown): KeyReport {
  const info = requiredRecord(title, answer, 'result');
  const permissions = Array.isArray(info.permissions) ? info.permissions.map(String) : null;
  return {
    permissions,
    canWithdraw: permissions === null ? null : permissions.some((name) => withdrawPermissions.includes(name)),
    nonce: decimalText(info.nonce),
    nonceWindow: decimalText(info.nonceWindow ?? info.nonce_window),
    positionMode: null,
  };
}
