import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import type { ExchangeOrder, OrderRef, OrderStore } from '../../../lib/exchanges/model/order.ts';
import type { CancelOutcome } from '../../../lib/exchanges/model/outcome.ts';
import { openAmended } from '../../../lib/orders/amend/amended-order.ts';
import { cancelOrder } from '../../../lib/orders/cancel/cancel-order.ts';
import { readOrder } from '../../../lib/orders/read/read-order.ts';
import type { Session } from '../../../lib/session/open-session.ts';
import { definition, orderOnExchange, symbol } from '../exchanges/rules/fixture-restricted.ts';
import { sessionOver } from './fixture-changes.ts';

let session: Session;
vi.mock('../../../lib/session/open-session.ts', () => ({ openSession: async () => session }));
// No order of these tests is in the journal.
vi.mock('../../../lib/orders/order-store.ts', async (original) => ({
  ...(await original<object>()),
  readOrderRecord: async () => null,
  findOrderRecords: async () => [],
}));

const ref = { tenant: 'alpha', accountId: 'desk' };
const byExchange = { ref, marketType: 'swap', exchangeOrderId: 'O1' } as const;
const byClient = { ref, marketType: 'swap', clientOrderId: 'abc' } as const;
type Shown = Partial<Record<OrderStore, ExchangeOrder | Error>>;
const canceled: OrderRef[] = [];
let looks: string[];

/** An exchange with a store for stop orders, which shows these orders and ends the cancellation in each store so. */
function showing(shown: Shown, ends: Partial<Record<OrderStore, CancelOutcome>> = {}, market = definition): void {
  const look = (call: string, { store }: OrderRef): ExchangeOrder | null => {
    looks.push(`${call} ${store}`);
    const order = shown[store] ?? null;
    if (order instanceof Error) throw order;
    return order;
  };
  const usual = sessionOver({
    read: async (place) => look('read', place),
    find: async (place) => {
      const order = look('find', place);
      return order === null ? { kind: 'absent' } : { kind: 'found', order };
    },
    cancel: async (place) => {
      canceled.push(place);
      return ends[place.store] ?? 'gone';
    },
  });
  session = { ...usual, market };
}
const stop = orderOnExchange({ store: 'trigger', type: 'stop_loss', stopPrice: '60000' });
const resting = orderOnExchange();

beforeEach(() => {
  canceled.length = 0;
  looks = [];
});

describe('an order outside the journal', () => {
  it('is one order where both stores tell the same order: Bybit Spot does', async () => {
    const createdAt = 1_700_000_000_000;
    showing({ regular: { ...resting, createdAt }, trigger: { ...resting, store: 'trigger', createdAt } });
    expect(await readOrder(byExchange)).toMatchObject({ exchangeOrderId: 'O1', status: 'open' });
    showing({ regular: { ...resting, createdAt }, trigger: { ...stop, createdAt: createdAt + 1 } });
    await expect(readOrder(byExchange)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it.each([
    ['exchange’s id', byExchange, 'read'],
    ['client order id', byClient, 'find'],
  ])('is read in the store that shows it, by the %s', async (_title, wanted, call) => {
    showing({ trigger: stop });
    expect(await readOrder(wanted)).toMatchObject({ terms: { type: 'stop_loss', stopPrice: '60000' } });
    expect(looks).toEqual([`${call} regular`, `${call} trigger`]);
  });

  it('is the order of the given symbol where two stores know the id', async () => {
    showing({ regular: { ...resting, symbol: 'ETH/USD:USD' }, trigger: stop });
    expect(await readOrder({ ...byExchange, symbol })).toMatchObject({ terms: { type: 'stop_loss' } });
  });

  it.each([
    ['order_id', byExchange],
    ['client_order_id', byClient],
  ])('is refused by a %s that names an order of each store, and nothing is canceled', async (field, wanted) => {
    showing({ regular: resting, trigger: stop });
    const refused = { code: 'INVALID_REQUEST', details: [{ field }] };
    await expect(readOrder({ ...wanted, symbol })).rejects.toMatchObject(refused);
    await expect(cancelOrder(wanted)).rejects.toMatchObject(refused);
    const amendment = openAmended({ ...wanted, symbol, change: { quantity: '1' } });
    await expect(amendment).rejects.toMatchObject(refused);
    expect(canceled).toEqual([]);
  });

  it('is not absent where one of the stores could not be read', async () => {
    showing({ regular: new OemsError('EXCHANGE_UNAVAILABLE', 'away') });
    await expect(readOrder(byExchange)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    await expect(cancelOrder(byExchange)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    expect(canceled).toEqual([]);
  });

  it('costs one look where all orders lie in one store', async () => {
    showing({ regular: resting }, {}, { ...definition, trigger: 'same' });
    await readOrder(byExchange);
    expect(looks).toEqual(['read regular']);
  });
});

describe('the cancellation of an order outside the journal', () => {
  it('goes to the store that shows the order, and to no other', async () => {
    showing({ trigger: stop }, { trigger: 'canceled' });
    expect(await cancelOrder(byExchange)).toMatchObject({ outcome: 'canceled' });
    expect(canceled.map(({ store }) => store)).toEqual(['trigger']);
  });

  it('of a filled order cancels no stop order that has the same id', async () => {
    showing({ regular: { ...resting, status: 'filled' } }, { trigger: 'canceled' });
    await expect(cancelOrder(byExchange)).rejects.toMatchObject({ code: 'ALREADY_CLOSED', message: /is filled/ });
    expect(canceled.map(({ store }) => store)).toEqual(['regular']);
  });

  it('is tried in every store where no store shows the order: a new order may be invisible', async () => {
    showing({}, { trigger: 'canceled' });
    expect(await cancelOrder(byExchange)).toMatchObject({ outcome: 'canceled' });
    expect(canceled.map(({ store }) => store)).toEqual(['regular', 'trigger']);
  });

  it('costs no look before where all orders lie in one store', async () => {
    showing({ regular: resting }, { regular: 'canceled' }, { ...definition, trigger: 'same' });
    await cancelOrder(byExchange);
    expect([canceled.length, looks]).toEqual([1, ['read regular']]);
  });
});

describe('the amendment of an order outside the journal', () => {
  const intent = { ...byExchange, symbol, change: { stopPrice: '61000' } };

  it('is made in the store that shows the order', async () => {
    showing({ trigger: stop });
    expect(await openAmended(intent)).toMatchObject({ store: 'trigger', exchangeOrderId: 'O1', entry: null });
  });

  it('repeats that the order is post-only', async () => {
    showing({ regular: { ...resting, postOnly: true } });
    expect(await openAmended(intent)).toMatchObject({ store: 'regular', postOnly: true });
  });

  it('is refused where the store of the order amends nothing, whatever the other store can', async () => {
    const { amend: _amend, ...traits } = definition.regular;
    showing({ trigger: stop }, {}, { ...definition, trigger: { ...traits, amend: null } });
    const message = expect.stringMatching(/cannot amend a stop order; cancel the order and place another$/);
    await expect(openAmended(intent)).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message });
  });

  it('is refused for the size of an order that counts the quote currency', async () => {
    showing({ regular: { ...resting, isInQuote: true } });
    const quantity = { ...intent, change: { quantity: '1' } };
    await expect(openAmended(quantity)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(await openAmended(intent)).toMatchObject({ exchangeOrderId: 'O1' });
  });

  it('is NOT_FOUND where no store shows the order', async () => {
    showing({});
    await expect(openAmended(intent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is taken at its id where all orders lie in one store, even when the exchange does not show the order yet', async () => {
    showing({}, {}, { ...definition, trigger: 'same' });
    expect(await openAmended({ ...intent, change: { quantity: '1' } })).toMatchObject({ store: 'regular' });
    expect(looks).toEqual(['read regular']);
  });
});

describe('a name outside the journal', () => {
  const other = 'ETH/USDT:USDT';

  it('that fits an order and a stop of other symbols cancels neither', async () => {
    showing({ regular: { ...resting, symbol: other }, trigger: { ...stop, symbol: other } }, { regular: 'canceled' });
    for (const wanted of [byExchange, byClient]) {
      await expect(cancelOrder({ ...wanted, symbol })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      await expect(readOrder({ ...wanted, symbol })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    }
    expect(canceled).toEqual([]);
  });

  it('is amended in the market of its order alone', async () => {
    const intent = { symbol, change: { quantity: '1' } };
    const refusal = {
      code: 'INVALID_REQUEST',
      details: [{ field: 'symbol', message: expect.stringContaining(other) }],
    };
    for (const market of [definition, { ...definition, trigger: 'same' as const }]) {
      showing({ regular: { ...resting, symbol: other } }, {}, market);
      for (const wanted of [byExchange, byClient])
        await expect(openAmended({ ...wanted, ...intent })).rejects.toMatchObject(refusal);
    }
  });
});
