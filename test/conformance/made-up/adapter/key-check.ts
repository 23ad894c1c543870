import { type KeyReport, type PositionMode, unlimitedTimes } from '../../../../lib/exchanges/model/key-report.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { endpoints } from './endpoints.ts';

export async function checkKey({ read, market }: MarketWire): Promise<KeyReport> {
  const { rights, positions } = requiredRecord(market.title, await read(endpoints.key), 'data');
  const isTold = Array.isArray(rights) && rights.every((each) => typeof each === 'string');
  const permissions = isTold ? rights : null;
  const canWithdraw = permissions?.includes('withdraw') ?? null;
  const positionMode = positionModes[String(positions)] ?? null;
  const told = { permissions, canWithdraw, positionMode };
  return { ...told, nonce: null, nonceWindow: null, times: unlimitedTimes, addresses: null, customer: null };
}

const positionModes: Readonly<Record<string, PositionMode>> = { 'two-sided': 'hedge', net: 'one-way' };
