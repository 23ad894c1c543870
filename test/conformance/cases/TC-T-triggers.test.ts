import '../enter.ts';
import { describe, expect } from 'vitest';
import { storeOf } from '../../../lib/exchanges/definition.ts';
import type { ExchangeOrder, OrderType } from '../../../lib/exchanges/model/order.ts';
import { type EachMarket, everyMarket } from '../benches.ts';
import { conformanceCase, type Lack } from '../case.ts';
import { since, trailingTerms, useDesk } from '../desk.ts';

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
    async ({ adapter, place, setPrice, market }) => {
      const { ref } = await place({ type: 'trailing_stop', side: 'sell', ...trailingTerms(market) });
      const status = async () => {
        const found = await adapter.orders.find(ref, since);
        return found.kind === 'found' ? found.order.status : found.kind;
      };
      for (const price of [80_400, 81_000, 80_300]) {
        setPrice(price);
        expect(await status()).toBe('open');
      }
      setPrice(80_100);
      expect(await status()).toBe('filled');
    },
  );

  conformanceCase(
    'TC-T06 a trailing stop that waits and one that has fired are told as a trailing stop of the same distance, under both ids',
    desk,
    without('trailing_stop', each),
    async ({ adapter, place, setPrice, market, symbol }) => {
      const { ref } = await place({ type: 'trailing_stop', side: 'sell', ...trailingTerms(market) });
      const [waiting] = await adapter.orders.open(symbol);
      expect(waiting).toMatchObject({ status: 'open', exchangeOrderId: ref.exchangeOrderId, store: ref.store });
      // Some answers tell no distance; none tells another distance.
      const { trailingPercent, trailingAmount, ...untold }: Partial<ExchangeOrder> = waiting ?? {};
      const distance = { trailingPercent, trailingAmount };
      if (trailingPercent ?? trailingAmount) expect({ ...untold, ...distance }).toMatchObject(trailingTerms(market));
      setPrice(78_000);
      const numbers = { quantity: '0.01', filledQuantity: '0.01', remainingQuantity: '0' };
      const traded = { exchangeOrderId: ref.exchangeOrderId, status: 'filled', side: 'sell', ...numbers };
      expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: traded });
      expect(await adapter.orders.read(ref, since)).toMatchObject(traded);
      expect(await adapter.orders.open()).toEqual([]);
    },
  );

  conformanceCase(
    'TC-T07 a trailing stop whose answer is lost is found with its distance, and both ids cancel the order',
    desk,
    without('trailing_stop', each),
    async ({ adapter, submit, order, wire, market, symbol, bench }) => {
      const request = order({ type: 'trailing_stop', side: 'sell', ...trailingTerms(market) });
      wire.next = { kind: 'lost-after' };
      expect(await submit(request)).toMatchObject({ kind: 'unknown' });
      const { clientOrderId } = request;
      const ref = { symbol, store: storeOf(market, 'trailing_stop'), clientOrderId };
      expect(await adapter.orders.find(ref, since, { inFills: true })).toMatchObject({ order: { status: 'open' } });
      expect(await adapter.orders.cancel(ref)).toBe(bench.canceledAs);
      expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'canceled' } });
    },
  );

  conformanceCase(
    'TC-T08 a cancellation of several stops cancels what became of those that have fired',
    desk,
    without('stop_loss_limit', each),
    async ({ adapter, place, setPrice, bench }) => {
      const terms = { type: 'stop_loss_limit', side: 'sell', price: '79000' } as const;
      const fired = [
        (await place({ ...terms, stopPrice: '78000' })).ref,
        (await place({ ...terms, stopPrice: '77900' })).ref,
      ];
      const waiting = (await place({ ...terms, stopPrice: '70000' })).ref;
      setPrice(77_000);
      const outcomes = await adapter.orders.cancelSome([...fired, waiting]);
      expect(outcomes).toEqual([bench.canceledAs, bench.canceledAs, bench.canceledAs]);
      expect(await adapter.orders.open()).toEqual([]);
    },
  );
});
