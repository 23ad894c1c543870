import { describe, expect, it } from 'vitest';
import { readFundingPayments } from '../../../../../lib/exchanges/kraken/futures/history.ts';

const hour = 3_600_000;
const edge = Date.parse('2026-05-20T10:00:00.000Z');
const pageRows = 150;

function row(id: number, time: number) {
  return {
    ...{ id: String(id), date: new Date(time).toISOString(), info: 'funding rate change', asset: 'usd' },
    ...{
      contract: 'pf_xbtusd',
      margin_account: 'flex',
      old_balance: '1',
      new_balance: '0.9',
      realized_funding: '-0.1',
    },
  };
}

interface Reading {
  readonly since: 'inclusive' | 'exclusive';
  readonly before: 'inclusive' | 'exclusive';
}

/** The account log, newest first; both bounds of time in one of their two readings. */
function logOf(times: readonly number[], reading: Reading) {
  const rows = times.map((time, index) => row(index + 1, time)).toReversed();
  return async ({ since = '0', before = '9999999999999', to = '999999' }: Record<string, string>) => {
    const isShown = ({ id, date }: ReturnType<typeof row>) => {
      const time = Date.parse(date);
      const isAfter = time > Number(since) || (reading.since === 'inclusive' && time === Number(since));
      const isBefore = time < Number(before) || (reading.before === 'inclusive' && time === Number(before));
      return isAfter && isBefore && Number(id) <= Number(to);
    };
    return { accountUid: 'a', logs: rows.filter(isShown).slice(0, pageRows) };
  };
}

describe.each<Reading>([
  { since: 'inclusive', before: 'exclusive' },
  { since: 'inclusive', before: 'inclusive' },
  { since: 'exclusive', before: 'exclusive' },
  { since: 'exclusive', before: 'inclusive' },
])('funding on the hour where two ranges meet, with since $since and before $before', (reading) => {
  it.each([1, 99, 150, 310])('is told once, also of %i rows of that moment', async (atEdge) => {
    const log = logOf([edge - hour, ...Array.from({ length: atEdge }, () => edge), edge + hour], reading);
    const paymentsOf = async (from: number, to: number) => {
      const { items, next } = await readFundingPayments(log, { from, to, limit: 500 }, (name) => name);
      expect(next).toBeNull();
      return items.map(({ timestamp }) => timestamp);
    };
    expect(await paymentsOf(edge - hour, edge)).toEqual([edge - hour]);
    expect(new Set(await paymentsOf(edge, edge + hour))).toEqual(new Set([edge]));
    expect((await paymentsOf(edge, edge + hour)).length).toBe(atEdge);
  });
});
