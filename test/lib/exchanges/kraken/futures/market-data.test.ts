import { describe, expect, it } from 'vitest';
import { readFundingRates } from '../../../../../lib/exchanges/kraken/futures/funding-rates.ts';
import { useOrders } from '../../fixture-orders.ts';
import { orderOf } from '../../fixture-venues.ts';

const scene = useOrders();
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };

describe('funding rates', () => {
  it('come from v4: v3 has no such endpoint', async () => {
    const { rates } = await scene.exchanges.swap.data.fundingRates('BTC/USD:USD', {});
    expect(rates.length).toBeGreaterThan(2000);
  });

  it.each([{ timestamp: '2026-05-20T10:00:00.000Z' }, { relativeFundingRate: '0.0001' }])(
    'a schedule that tells %j alone is garbled, and no rate 0',
    (row) => {
      expect(() => readFundingRates({ rates: [row] }, 'BTC/USD:USD', {})).toThrow(expect.objectContaining(garbled));
    },
  );

  const hourMs = 3_600_000;
  const start = Date.UTC(2026, 4, 20, 10);
  const at = (hour: number) => start + hour * hourMs;
  const row = (hour: number, change: object = {}) => ({
    ...{ timestamp: new Date(at(hour)).toISOString(), relativeFundingRate: '0.0001', fundingRate: '8' },
    ...change,
  });
  const hoursOf = (rows: readonly object[]) => {
    const { rates, gaps } = readFundingRates({ rates: rows }, 'BTC/USD:USD', {});
    return { hours: rates.map(({ timestamp }) => (timestamp - start) / hourMs), gaps };
  };

  it.each([null, '', 'garbage', [], {}, undefined])(
    'an hour at the rate %j is a gap, and hides no other hour',
    (rate) => {
      expect(hoursOf([row(0), row(1, { relativeFundingRate: rate }), row(2)])).toEqual({
        hours: [2, 0],
        gaps: [{ from: at(1), to: at(1) + 1 }],
      });
    },
  );

  it.each([null, '', 'garbage', -1, [], {}, undefined])(
    'a rate at the time %j is a gap between its neighbors',
    (timestamp) => {
      const gap = { from: at(0) + 1, to: at(2) };
      const rows = [row(0), row(1, { timestamp }), row(2)];
      expect(hoursOf(rows)).toEqual({ hours: [2, 0], gaps: [gap] });
      expect(hoursOf(rows.toReversed())).toEqual({ hours: [2, 0], gaps: [gap] });
    },
  );

  it('a rate without a time at the end of the list is a gap beside its neighbor', () => {
    const { hours, gaps } = hoursOf([row(0), row(1), row(2, { timestamp: 'x' })]);
    expect(hours).toEqual([1, 0]);
    expect(gaps).toContainEqual({ from: at(1) + 1, to: at(2) + 1 });
  });

  it('a schedule with more unreadable hours than two days have is garbled', () => {
    const rows = Array.from({ length: 60 }, (_, hour) => row(hour, hour < 49 ? { relativeFundingRate: null } : {}));
    expect(() => hoursOf(rows)).toThrow(expect.objectContaining(garbled));
  });
});

it('a dry run reads past the rows of the indices, which have no bid and no mark', async () => {
  expect(await scene.exchanges.swap.orders.estimate(orderOf('swap', { type: 'market' }))).toMatchObject({
    price: '80004',
  });
});
