import { expect } from 'vitest';
import { Decimal } from '../../../../../lib/decimal.ts';
import { type Harness, startTime } from './fixture-client.ts';
import type { Row } from './fixture-wire.ts';

const dayMs = 86_400_000;

export function number(row: Row | undefined, field: string): Decimal {
  return new Decimal(String(row?.[field] || '0'));
}

/** Every row of a span, oldest first. */
function readAll({ get }: Harness, from = startTime, to = startTime + 7 * dayMs): Row[] {
  const rows: Row[] = [];
  let cursor = '';
  do {
    const given = cursor === '' ? {} : { cursor: decodeURIComponent(cursor) };
    const { result } = get('account/transaction-log', {
      accountType: 'UNIFIED',
      startTime: from,
      endTime: to,
      limit: 7,
      ...given,
    });
    rows.push(...result.list);
    cursor = result.nextPageCursor ?? '';
  } while (cursor !== '');
  return rows.toReversed();
}

/** Per coin each row starts where the row before ended, and the last row ends at the balance. */
export function expectChain(exchange: Harness): void {
  const last = new Map<string, Decimal>();
  for (const row of readAll(exchange)) {
    const moved = number(row, 'cashFlow').add(number(row, 'funding')).sub(number(row, 'fee'));
    expect(number(row, 'change').eq(moved)).toBe(true);
    const before = number(row, 'cashBalance').sub(number(row, 'change'));
    expect(before.eq(last.get(String(row.currency)) ?? 0)).toBe(true);
    last.set(String(row.currency), number(row, 'cashBalance'));
  }
  for (const [coin, balance] of last)
    expect(balance.eq(number(exchange.balance(coin) ?? {}, 'walletBalance'))).toBe(true);
}
