import { OemsError } from '../../../errors.ts';
import { type KeyReport, unlimitedTimes } from '../../model/key-report.ts';
import { digestOf } from '../../model/ledger-entry.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { isRecord, optionalText, requiredRecord } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Futures';

/** A key that reads the wallet exists and signs correctly; the auth service tells its other rights. */
export async function checkKey({ read }: MarketWire): Promise<KeyReport> {
  await read(endpoints.accounts);
  const answer = await read(endpoints.checkKey, { version: 'v1' });
  const { general, transfer } = requiredRecord(title, answer, 'permissions');
  return {
    permissions: isLevel(general) && isLevel(transfer) ? [`general:${general}`, `transfer:${transfer}`] : null,
    canWithdraw: isLevel(transfer) ? transfer === 'FULL_ACCESS' : null,
    nonce: null,
    nonceWindow: null,
    // Nothing documents a limit in time for keys of Kraken Futures.
    times: unlimitedTimes,
    // docs.kraken.com check-v3-api-key tells no allow-list.
    addresses: null,
    customer: await customerOf(read),
    positionMode: 'one-way',
  };
}

/**
 * docs.kraken.com check-v3-api-key names no account; get-account-log does (`accountUid`). Null where the log could not be read: a key may be good
 * without the permission, and the check goes on.
 */
async function customerOf(read: MarketWire['read']): Promise<string | null> {
  try {
    const log = await read(endpoints.accountLog, { count: '1' });
    const accountUid = isRecord(log) ? optionalText(log.accountUid) : null;
    return accountUid === null ? null : digestOf({ accountUid });
  } catch (error) {
    if (error instanceof OemsError) return null;
    throw error;
  }
}

/** docs.kraken.com check-v3-api-key. A word that nobody knows is no right, and no lack of a right. */
const levels: readonly unknown[] = ['NO_ACCESS', 'READ_ONLY', 'FULL_ACCESS'];

function isLevel(word: unknown): boolean {
  return levels.includes(word);
}
