import '../enter.ts';
import { describe, expect, it, vi } from 'vitest';
import { storesOf } from '../../../lib/exchanges/definition.ts';
import { cancelOrder } from '../../../lib/orders/cancel/cancel-order.ts';
import { readOrder } from '../../../lib/orders/read/read-order.ts';
import { useEmbeddedTable } from '../../lib/aws/fixture-embedded-table.ts';
import { everyMarket } from '../benches.ts';
import { useDesk, waitingIn } from '../desk.ts';
import { ref, useDeskSession } from '../desk-session.ts';

vi.mock('../../../lib/session/open-session.ts', async (original) =>
  (await import('../desk-session.ts')).sessionModule(original<object>),
);

/** The table dates its answers by the machine's clock, and a desk has a clock of its own. */
vi.mock('../../../lib/aws/clock.ts', async (original) => ({
  ...(await original<object>()),
  observeTableDate: () => {},
}));

/** The journal is asked first, and knows none of these orders. */
useEmbeddedTable();

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  useDeskSession(desk, each.name);
  const { marketType } = each.name;
  const stores = storesOf(each.market);
  const { ordersByIdAlone } = each.market.capabilities;
  const name = ordersByIdAlone ? 'id alone' : 'id and its symbol';
  /** An order as a client names an order that was placed elsewhere. */
  const named = (exchangeOrderId: string) => {
    const place = ordersByIdAlone ? {} : { symbol: desk().symbol };
    return { ref, marketType, exchangeOrderId, ...place };
  };

  it.each(stores)(
    `TC-C10 an order known by the exchange’s ${name} is read and canceled in the %s store`,
    async (store) => {
      const { adapter, place, symbol, wire } = desk();
      const { exchangeOrderId } = (await place(waitingIn[store])).ref;
      const others = [];
      for (const other of stores.filter((one) => one !== store)) others.push((await place(waitingIn[other])).ref);
      const wanted = named(exchangeOrderId);
      wire.sent.length = 0;
      expect(await readOrder(wanted)).toMatchObject({ exchangeOrderId, status: 'open', terms: { symbol } });
      if (stores.length === 1) expect(wire.sent).toHaveLength(1);
      // An exchange that cancels later has canceled by the time of the read.
      expect(await cancelOrder(wanted)).toMatchObject({
        outcome: 'canceled',
        order: { exchangeOrderId, status: 'canceled' },
      });
      expect(await readOrder(wanted)).toMatchObject({ exchangeOrderId, status: 'canceled' });
      const open = await adapter.orders.open();
      expect(open.map((order) => order.exchangeOrderId)).toEqual(others.map((other) => other.exchangeOrderId));
    },
  );

  it.each(stores)(
    'TC-C11 the end of an order of the %s store is told to a late cancellation by the exchange’s id',
    async (store) => {
      const { adapter, place } = desk();
      const placed = (await place(waitingIn[store])).ref;
      await adapter.orders.cancel(placed);
      const wanted = named(placed.exchangeOrderId);
      expect(await cancelOrder(wanted)).toMatchObject({ outcome: 'gone', order: { status: 'canceled' } });
    },
  );

  it('TC-C12 an id that the exchange does not know is NOT_FOUND in every store, and cancels nothing', async () => {
    const { adapter, place } = desk();
    let exchangeOrderId = '';
    for (const store of stores) exchangeOrderId = anotherId((await place(waitingIn[store])).ref.exchangeOrderId);
    const wanted = named(exchangeOrderId);
    await expect(readOrder(wanted)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(cancelOrder(wanted)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await adapter.orders.open()).toHaveLength(stores.length);
  });
});

/** An id of the same form that names no order. */
function anotherId(id: string): string {
  const [one, other] = /\d$/.test(id) ? ['8', '9'] : /[a-z]$/.test(id) ? ['a', 'b'] : ['A', 'B'];
  return id.slice(0, -1) + (id.endsWith(String(one)) ? other : one);
}
