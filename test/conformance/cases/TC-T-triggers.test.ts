import '../enter.ts';
import { describe, expect } from 'vitest';
import type { OrderType } from '../../../lib/exchanges/model/order.ts';
import { type EachMarket, everyMarket } from '../benches.ts';
import { conformanceCase, type Lack } from '../case.ts';
import { since, useDesk } from '../desk.ts';

/** The lack of an order type, and the same order as the proof that it is denied. */
function without(type: OrderType, { market }: EachMarket): Lack | null {
  if (market.capabilities.orderTypes.includes(type)) return null;
  const trigger = type === 'trailing_stop' ? { trailingAmount: '500' } : { stopPrice: '70000' };
  return {
    reason: `capabilities.orderTypes has no ${type}`,
    call: ({ submit, order }) => submit(order({ type, side: 'sell', ...trigger })),
  };
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);

  conformanceCase(
    'TC-T01 a fired stop trades, and both ids of the stop still name it, whatever the exchange has made of it',
    desk,
    without('stop_loss', each),
    async ({ adapter, place, setPrice }) => {
      const { order, ref } = await place({ type: 'stop_loss', side: 'sell', stopPrice: '78000' });
      setPrice(77_000);
      const { clientOrderId } = order;
      const { exchangeOrderId } = ref;
      const numbers = { quantity: '0.01', filledQuantity: '0.01', remainingQuantity: '0' };
      const traded = { exchangeOrderId, clientOrderId, status: 'filled', side: 'sell', ...numbers };
      expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: traded });
      expect(await adapter.orders.read(ref, since)).toMatchObject(traded);
      expect(await adapter.orders.open()).toEqual([]);
    },
  );

  conformanceCase(
    'TC-T02 a stop whose price is not reached waits, with its trigger shown',
    desk,
    without('stop_loss', each),
    async ({ adapter, place, setPrice, symbol, fillsOf }) => {
      const { ref } = await place({ type: 'stop_loss', side: 'sell', stopPrice: '78000' });
      setPrice(78_500);
      const [waiting] = await adapter.orders.open(symbol);
      expect(waiting).toMatchObject({ status: 'open', stopPrice: '78000', store: ref.store });
      expect(waiting?.exchangeOrderId).toBe(ref.exchangeOrderId);
      expect((await adapter.data.fills({ limit: 10, ...fillsOf })).items).toEqual([]);
    },
  );

  conformanceCase(
    'TC-T03 a fired stop with a limit rests as a limit order, which both ids of the stop still cancel',
    desk,
    without('stop_loss_limit', each),
    async ({ adapter, place, setPrice, symbol, bench }) => {
      const terms = { type: 'stop_loss_limit', side: 'sell', stopPrice: '78000', price: '79000' } as const;
      const first = (await place(terms)).ref;
      setPrice(77_000);
      expect(await adapter.orders.find(first, since)).toMatchObject({ kind: 'found', order: { status: 'open' } });
      expect(await adapter.orders.open(symbol)).toMatchObject([{ status: 'open', price: '79000' }]);
      expect(await adapter.orders.cancel(first)).toBe(bench.canceledAs);
      expect(await adapter.orders.find(first, since)).toMatchObject({ order: { status: 'canceled' } });
      setPrice(80_000);
      const { store, clientOrderId } = (await place(terms)).ref;
      setPrice(77_000);
      expect(await adapter.orders.cancel({ symbol, store, clientOrderId })).toBe(bench.canceledAs);
      expect(await adapter.orders.open()).toEqual([]);
    },
  );

  conformanceCase(
    'TC-T04 a take profit fires on the other side',
    desk,
    without('take_profit', each),
    async ({ adapter, place, setPrice }) => {
      const { ref } = await place({ type: 'take_profit', side: 'sell', stopPrice: '82000' });
      expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'open' } });
      setPrice(83_000);
      expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'filled' } });
    },
  );

  conformanceCase(
    'TC-T05 a trailing stop follows the price up, and fires when the price turns by the amount',
    desk,
    without('trailing_stop', each),
    async ({ adapter, place, setPrice }) => {
      const { ref } = await place({ type: 'trailing_stop', side: 'sell', trailingAmount: '500' });
      const status = async () => {
        const found = await adapter.orders.find(ref, since);
        return found.kind === 'found' ? found.order.status : found.kind;
      };
      for (const price of [80_400, 81_000, 80_700]) {
        setPrice(price);
        expect(await status()).toBe('open');
      }
      setPrice(80_400);
      expect(await status()).toBe('filled');
    },
  );
});
