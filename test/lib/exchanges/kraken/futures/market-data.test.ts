import { describe, expect, it } from 'vitest';
import { readFundingRates } from '../../../../../lib/exchanges/kraken/futures/history.ts';
import { useOrders } from '../../fixture-orders.ts';
import { orderOf } from '../../fixture-venues.ts';

const scene = useOrders();
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };

describe('funding rates', () => {
  it('come from v4: v3 has no such endpoint', async () => {
    const rates = await scene.exchanges.swap.data.fundingRates('BTC/USD:USD', {});
    expect(rates.length).toBeGreaterThan(2000);
  });

  it.each([{ timestamp: '2026-05-20T10:00:00.000Z' }, { relativeFundingRate: '0.0001' }])(
    'a row that tells %j alone is garbled, and no rate 0',
    (row) => {
      expect(() => readFundingRates({ rates: [row] }, 'BTC/USD:USD', {})).toThrow(expect.objectContaining(garbled));
    },
  );
});

it('a dry run reads past the rows of the indices, which have no bid and no mark', async () => {
  expect(await scene.exchanges.swap.orders.estimate(orderOf('swap', { type: 'market' }))).toMatchObject({
    price: '80004',
  });
});
