import { digestOf } from './books.ts';
import { GarbledAnswer } from './errors.ts';
import type { KeyReport } from './key-report.ts';
import { decimalText } from './market.ts';
import { optionalText, requiredRecord } from './read-answer.ts';

const title = 'Kraken Spot';

/** GetApiKeyInfo's names for what moves money out of the account. */
const withdrawPermissions = ['withdraw-funds', 'add-withdraw-address', 'update-withdraw-address'];

/** What GetApiKeyInfo tells of a key; the call needs no permission (docs.kraken.com get-api-key-info). */
export const keyReportOf = (answer: unknown): KeyReport => {
  const info = requiredRecord(title, answer, 'result');
  const permissions = Array.isArray(info.permissions) ? info.permissions.map(String) : null;
  return {
    permissions,
    canWithdraw: permissions === null ? null : permissions.some((name) => withdrawPermissions.includes(name)),
    nonce: decimalText(info.nonce),
    nonceWindow: decimalText(info.nonceWindow),
  };
};

/** A digest of the account's IBAN, which alone tells one customer from another. */
export const bookOwnerOf = (answer: unknown): string | null => {
  const info = requiredRecord(title, answer, 'result');
  // An answer that tells nothing at all must not pass for one of an account without an IBAN: its rows would be stored anew.
  if (decimalText(info.nonce) === null) throw new GarbledAnswer(title, 200);
  const iban = optionalText(info.iban);
  return iban === null ? null : digestOf({ iban });
};
