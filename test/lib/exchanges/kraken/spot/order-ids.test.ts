import { expect, it } from 'vitest';
import { amendOrder, refOf } from '../../fixture-calls.ts';
import { useOrders } from '../../fixture-orders.ts';
import { notAfter, startTime } from '../../fixture-venues.ts';

const scene = useOrders();

it.each(['EOrder:Invalid order', 'EOrder: Invalid order', 'EOrder:Invalid order: txid'])(
  '"%s" about a text that was never an id of Kraken means that there is no such order',
  async (code) => {
    const { orders } = scene.exchanges.spot;
    scene.simulators.spot.substitute = () => ({ status: 200, body: { error: [code] } });
    const place = { symbol: 'BTC/USD', store: 'regular', exchangeOrderId: 'no-id-of-kraken' } as const;
    expect(await orders.cancel(refOf({ exchangeOrderId: 'no-id-of-kraken' }))).toBe('gone');
    expect(await orders.read(place, startTime)).toBeNull();
    const amended = amendOrder(
      scene.exchanges.spot,
      { exchangeOrderId: 'no-id-of-kraken' },
      'BTC/USD',
      { price: '70000' },
      notAfter,
    );
    expect(await amended).toMatchObject({ kind: 'rejected', error: { code: 'NOT_FOUND' } });
  },
);
