import type { KeyReport, KeyTimes } from '../../model/key-report.ts';
import { digestOf } from '../../model/ledger-entry.ts';
import { type Json, optionalText, readableDecimal, requiredRecord, secondsMs } from '../../wire/readers.ts';

const title = 'Kraken Spot';

/** GetApiKeyInfo's names for what moves money out of the account. */
const withdrawPermissions = ['withdraw-funds', 'add-withdraw-address', 'update-withdraw-address'];

/**
 * What GetApiKeyInfo tells of a key; the call needs no permission (docs.kraken.com get-api-key-info). The documentation has names such as
 * `nonceWindow`, and answers that two clients read have `nonce_window`: both are read.
 */
export function keyReportOf(answer: unknown): KeyReport {
  const info = requiredRecord(title, answer, 'result');
  const permissions = namesIn(info.permissions);
  return {
    permissions,
    canWithdraw: permissions === null ? null : permissions.some((name) => withdrawPermissions.includes(name)),
    nonce: wholeNumber(info.nonce),
    nonceWindow: wholeNumber(info.nonceWindow ?? info.nonce_window),
    times: timesOf(info),
    addresses: addressesIn(info.ipAllowlist ?? info.ip_allowlist),
    customer: customerOf(info),
    positionMode: null,
  };
}

/**
 * A digest of the account's IBAN, the only field that differs between customers (docs get-api-key-info). Null for an account without an
 * IBAN.
 */
export function customerOf(info: Json): string | null {
  const iban = optionalText(info.iban);
  return iban === null ? null : digestOf({ iban });
}

/** A list with a name that cannot be read may hold any right. */
function namesIn(list: unknown): string[] | null {
  const isReadable = Array.isArray(list) && list.every((name) => typeof name === 'string' && name !== '');
  return isReadable ? list : null;
}

/** A key without an allow-list has an empty list (docs get-api-key-info), or a list with an empty text, as a client in Go records. */
function addressesIn(list: unknown): string[] | null {
  const isReadable = Array.isArray(list) && list.every((address) => typeof address === 'string');
  return isReadable ? list.filter((address) => address !== '').toSorted() : null;
}

/** Nonces and windows are counted: a fraction, or a number below zero, is no count. */
export function wholeNumber(value: unknown): string | null {
  const told = readableDecimal(value);
  return told !== null && /^\d{1,38}$/.test(told) ? told : null;
}

/** `query_from`, `query_to` and `valid_until`, in Unix seconds; 0 = no limit. Null where a time is missing or cannot be read. */
function timesOf(info: Json): KeyTimes | null {
  const readsFrom = momentIn(info.queryFrom ?? info.query_from);
  const readsUntil = momentIn(info.queryTo ?? info.query_to);
  const expiresAt = momentIn(info.validUntil ?? info.valid_until);
  if (readsFrom === undefined || readsUntil === undefined || expiresAt === undefined) return null;
  return { readsFrom, readsUntil, expiresAt };
}

/** Undefined where the moment cannot be read. */
function momentIn(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return undefined;
  const text = String(value).trim();
  if (text === '') return null;
  const seconds = readableDecimal(text);
  return seconds !== null && Number(seconds) === 0 ? null : (secondsMs(text) ?? undefined);
}
