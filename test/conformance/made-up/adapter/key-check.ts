import { type KeyReport, unlimitedTimes } from '../../../../lib/exchanges/model/key-report.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { endpoints } from './endpoints.ts';

export async function checkKey({ read, market }: MarketWire): Promise<KeyReport> {
  const { rights, positions } = requiredRecord(market.title, await read(endpoints.key), 'data');
  const permissions = Array.isArray(rights) ? rights.map(String) : null;
  const canWithdraw = permissions?.includes('withdraw') ?? null;
  const positionMode = positions === 'two-sided' ? 'hedge' : 'one-way';
  return { permissions, canWithdraw, nonce: null, nonceWindow: null, times: unlimitedTimes, positionMode };
}
