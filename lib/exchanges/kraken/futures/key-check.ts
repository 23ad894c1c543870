import { type KeyReport, unlimitedTimes } from '../../model/key-report.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { requiredRecord } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Futures';

/** A key that reads the wallet exists and signs correctly; the auth service tells its other rights. */
export async function checkKey({ read }: MarketWire): Promise<KeyReport> {
  await read(endpoints.accounts);
  const answer = await read(endpoints.checkKey, { version: 'v1' });
  const { general, transfer } = requiredRecord(title, answer, 'permissions');
  const permissions = [`general:${general}`, `transfer:${transfer}`];
  return {
    permissions,
    canWithdraw: transfer === 'FULL_ACCESS',
    nonce: null,
    nonceWindow: null,
    // Nothing documents a limit in time for keys of Kraken Futures.
    times: unlimitedTimes,
    positionMode: 'one-way',
  };
}
