import '../made-up/enter.ts';
import { describe, expect } from 'vitest';
import { storeOf } from '../../../lib/exchanges/definition.ts';
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
  const { market } = each;
  const keepsId = storeOf(market, 'stop_loss') === 'regular';

  conformanceCase(
    `TC-T01 a fired stop trades, and is found by the ids of the stop${keepsId ? '' : ' as the order that it became'}`,
    desk,
    without('stop_loss', each),
    async ({ adapter, place, setPrice }) => {
      const { order, ref } = await place({ type: 'stop_loss', side: 'sell', stopPrice: '78000' });
      setPrice(77_000);
      const { clientOrderId } = order;
      const traded = { clientOrderId, status: 'filled', quantity: '0.01', filledQuantity: '0.01', side: 'sell' };
      const found = await adapter.orders.find(ref, since);
      expect(found).toMatchObject({ kind: 'found', order: traded });
      expect(await adapter.orders.read(ref, since)).toMatchObject(traded);
      if (found.kind === 'found') expect(found.order.exchangeOrderId === ref.exchangeOrderId).toBe(keepsId);
      expect(await adapter.orders.open()).toEqual([]);
    },
  );

  conformanceCase(
    'TC-T02 a stop whose price is not reached waits, with its trigger shown',
    desk,
    without('stop_loss', each),
    async ({ adapter, place, setPrice, symbol }) => {
      const { ref } = await place({ type: 'stop_loss', side: 'sell', stopPrice: '78000' });
      setPrice(78_500);
      const [waiting] = await adapter.orders.open(symbol);
      expect(waiting).toMatchObject({ status: 'open', stopPrice: '78000', store: ref.store });
      expect(waiting?.exchangeOrderId).toBe(ref.exchangeOrderId);
      expect((await adapter.data.fills({ limit: 10 })).items).toEqual([]);
    },
  );

  conformanceCase(
    'TC-T03 a fired stop with a limit rests as a limit order that the ids of the stop still find and cancel',
    desk,
    without('stop_loss_limit', each),
    async ({ adapter, place, setPrice, symbol }) => {
      const terms = { type: 'stop_loss_limit', side: 'sell', stopPrice: '78000', price: '79000' } as const;
      const { order, ref } = await place(terms);
      setPrice(77_000);
      const found = await adapter.orders.find(ref, since);
      expect(found).toMatchObject({ kind: 'found', order: { status: 'open', clientOrderId: order.clientOrderId } });
      if (found.kind === 'absent') return;
      const { exchangeOrderId, store } = found.order;
      expect(await adapter.orders.open(symbol)).toMatchObject([{ exchangeOrderId, price: '79000' }]);
      expect(await adapter.orders.cancel({ symbol, store, exchangeOrderId })).toBe('canceled');
      expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'canceled' } });
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
