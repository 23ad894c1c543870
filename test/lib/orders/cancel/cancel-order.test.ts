import { afterEach, describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { OrderEntry } from '../../../../lib/exchanges/interfaces/order-entry.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderStatus } from '../../../../lib/exchanges/model/order.ts';
import type { CancelOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { presentCancellation } from '../../../../lib/http/present/orders.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { cancelOrder } from '../../../../lib/orders/cancel/cancel-order.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal } from '../../../../lib/orders/order-store.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

let session: Session;
vi.mock('../../../../lib/session/open-session.ts', () => ({ openSession: async () => session }));

useEmbeddedTable();
afterEach(() => vi.restoreAllMocks());

/** The exchange answers the cancellation so, and shows the order with this status, or not at all. */
function answering(marketType: MarketType, outcome: CancelOutcome, shown: OrderStatus | null): Partial<OrderEntry> {
  const order = shown === null ? null : describedOf(recordOf(), { status: shown });
  const exchange: Partial<OrderEntry> = {
    cancel: async () => outcome,
    read: async () => order,
    find: async () => (order === null ? { kind: 'absent' } : { kind: 'found', order }),
  };
  session = { ...sessionOver(exchange), market: marketOf({ exchange: 'kraken', marketType }) };
  return exchange;
}
async function cancel(record: OrderRecord) {
  const { ref, clientOrderId, marketType } = record;
  return presentCancellation(await cancelOrder({ ref, marketType, clientOrderId, symbol: 'BTC/USD:USD' }));
}
async function told(record: OrderRecord) {
  const { statusCode, data } = await cancel(record);
  return [statusCode, data?.order.status];
}
async function journaled(changes: Partial<OrderRecord>): Promise<OrderRecord> {
  const now = Date.now();
  const record = recordOf({ sentAt: now, notAfter: now + 8000, ...changes });
  await beginEntry(orderJournal, record);
  return record;
}

describe('an order whose cancellation is acknowledged', () => {
  it('an invisible order in flight stays unknown: the exchange may hold the order, release the order and fill the order', async () => {
    answering('swap', 'canceled', null);
    expect(await told(await journaled({ state: 'IN_FLIGHT' }))).toEqual([202, 'unknown']);
  });

  it.each([
    ['open', 'canceled'],
    ['partially_filled', 'canceled'],
    ['pending', 'canceled'],
    ['canceled', 'canceled'],
  ] as const)('an order read as %s is answered as %s', async (shown, status) => {
    answering('swap', 'canceled', shown);
    const record = await journaled({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1' });
    expect(await told(record)).toEqual([200, status]);
  });

  it('an unreadable order outside the journal is answered as canceled, with the known names', async () => {
    answering('spot', 'canceled', null);
    const record = recordOf();
    const { statusCode, data } = await cancel(record);
    expect([statusCode, data?.order]).toMatchObject([
      200,
      { status: 'canceled', client_order_id: record.clientOrderId, order_id: null, symbol: 'BTC/USD:USD', side: null },
    ]);
  });

  it('an unreadable order outside the journal stays unknown where an exchange delays visibility', async () => {
    answering('swap', 'canceled', null);
    expect(await told(recordOf())).toEqual([202, 'unknown']);
  });

  it('an unreadable order is an error while the exchange is away: a retry does no harm', async () => {
    const exchange = answering('spot', 'canceled', null);
    const away = new OemsError('EXCHANGE_UNAVAILABLE', 'away');
    vi.spyOn(exchange, 'find').mockRejectedValue(away);
    await expect(cancel(recordOf())).rejects.toBe(away);
  });
});

describe('an order that lives on after its cancellation was denied', () => {
  it.each(['open', 'partially_filled', 'pending', 'unknown'] as const)(
    'an order shown as %s is an error after two attempts, never a success',
    async (shown) => {
      const exchange = answering('spot', 'gone', shown);
      const asked = vi.spyOn(exchange, 'cancel');
      await expect(cancel(recordOf())).rejects.toMatchObject({
        code: 'EXCHANGE_UNAVAILABLE',
        message: /may fill. Repeat/,
      });
      expect(asked).toHaveBeenCalledTimes(2);
    },
  );

  it('an order in flight that the exchange does not know may still arrive: an error, and never a success', async () => {
    answering('swap', 'gone', null);
    const record = await journaled({ state: 'IN_FLIGHT' });
    await expect(cancel(record)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE', message: /may arrive later/ });
  });

  it('an order that the second attempt cancels is answered as canceled', async () => {
    const exchange = answering('spot', 'gone', 'open');
    vi.spyOn(exchange, 'cancel').mockResolvedValueOnce('gone').mockResolvedValueOnce('canceled');
    expect(await told(recordOf())).toEqual([200, 'canceled']);
  });

  it('an order that a list shows open a moment too long is answered with its end', async () => {
    const exchange = answering('spot', 'gone', 'open');
    const ended = describedOf(recordOf(), { status: 'canceled' });
    const open = describedOf(recordOf(), { status: 'open' });
    vi.spyOn(exchange, 'find')
      .mockResolvedValueOnce({ kind: 'found', order: open })
      .mockResolvedValueOnce({ kind: 'found', order: ended });
    expect(await told(recordOf())).toEqual([200, 'canceled']);
  });
});

describe('an order whose cancellation is pending or comes too late', () => {
  it.each([
    ['canceled', 200],
    ['open', 202],
    ['partially_filled', 202],
  ] as const)('an acknowledged cancellation of an order read as %s is answered with %d', async (shown, statusCode) => {
    answering('spot', 'pending', shown);
    expect(await told(recordOf())).toEqual([statusCode, shown]);
  });

  it('an unreadable order with a pending cancellation is unknown', async () => {
    answering('spot', 'pending', null);
    expect(await told(recordOf())).toEqual([202, 'unknown']);
  });

  it('an unreadable order that is gone is NOT_FOUND', async () => {
    answering('spot', 'gone', null);
    await expect(cancel(recordOf())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['canceled', 'expired', 'rejected'] as const)(
    'an order that is gone is answered with its end: %s',
    async (end) => {
      answering('spot', 'gone', end);
      expect(await told(recordOf())).toEqual([200, end]);
    },
  );

  it.each(['gone', 'canceled'] as const)(
    'a filled order is ALREADY_CLOSED, whatever the exchange answers: %s',
    async (outcome) => {
      answering('spot', outcome, 'filled');
      const record = await journaled({ state: 'ACCEPTED', exchangeOrderId: 'exchange-1' });
      await expect(cancel(record)).rejects.toMatchObject({
        code: 'ALREADY_CLOSED',
        statusCode: 409,
        message: /is filled/,
      });
    },
  );
});
