import './enter.ts';
import { describe, expect, it } from 'vitest';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { sharedNow } from '../../../lib/aws/clock.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderStore } from '../../../lib/exchanges/model/order.ts';
import { cancelOrder } from '../../../lib/orders/cancel/cancel-order.ts';
import { haltTrading } from '../../../lib/orders/halt/halt.ts';
import type { OrderIntent } from '../../../lib/orders/order.ts';
import { openOrders } from '../../../lib/orders/read/open-orders.ts';
import { readOrder } from '../../../lib/orders/read/read-order.ts';
import { blockBeforeSend } from '../../../lib/orders/send-guard.ts';
import { submitOrder } from '../../../lib/orders/submit/submit-order.ts';
import { openTransferSession } from '../../../lib/transfers/transfer-routes.ts';
import { freshId } from '../desk.ts';
import { openBoth, place, registered, symbols, useMadeUp } from './fixture-accounts.ts';

const { protocol, account, orders, stops } = useMadeUp();

function intentOf(ref: AccountRef, marketType: MarketType, terms: Partial<OrderIntent> = {}): OrderIntent {
  const usual = { symbol: symbols[marketType], side: 'buy', type: 'limit', quantity: '0.01' } as const;
  const prices = terms.type === undefined ? { price: '70000' } : {};
  const flags = { postOnly: false, reduceOnly: false };
  return { ref, marketType, idempotencyKey: freshId(), ...usual, ...prices, ...flags, ...terms };
}
const stop = { type: 'stop_loss_limit', side: 'sell', stopPrice: '78000', price: '79000' } as const;

describe.each(['spot', 'swap'] as const)('the journaled commands on %s', (marketType) => {
  it('place an order once: a retry under the same key is the same order', async () => {
    const intent = intentOf(await registered(), marketType);
    const { record } = await submitOrder(intent);
    expect(record).toMatchObject({ state: 'ACCEPTED', store: 'regular', exchangeOrderId: expect.any(String) });
    expect((await submitOrder(intent)).record.exchangeOrderId).toBe(record.exchangeOrderId);
    expect(orders()).toHaveLength(1);
  });

  it('journal the deadline as a header of the exact request', async () => {
    const { record } = await submitOrder(intentOf(await registered(), marketType));
    expect(record.prepared).toMatchObject({ headers: { 'x-mu-deadline': String(record.notAfter) } });
  });

  it('leave only while the least time of their own store is left', async () => {
    const { account } = (await openBoth(await registered()))[marketType];
    const blocked = (store: OrderStore, leftMs: number) =>
      blockBeforeSend(account, { marketType, store, notAfter: sharedNow() + leftMs }, null);
    const tooLate = { kind: 'notSent', error: { code: 'EXCHANGE_UNAVAILABLE' } };
    expect([await blocked('regular', 1500), await blocked('trigger', 4500)]).toEqual([null, null]);
    expect([await blocked('regular', 900), await blocked('trigger', 3900)]).toMatchObject([tooLate, tooLate]);
  });

  it('read and cancel a stop in its own store, by the id of the client', async () => {
    const ref = await registered();
    const { record } = await submitOrder(intentOf(ref, marketType, stop));
    expect(record).toMatchObject({ state: 'ACCEPTED', store: 'trigger' });
    const { clientOrderId } = record;
    expect(await readOrder({ ref, marketType, clientOrderId })).toMatchObject({ status: 'open' });
    expect(await cancelOrder({ ref, marketType, clientOrderId })).toMatchObject({ outcome: 'canceled' });
    expect(stops()).toMatchObject([{ status: 'canceled' }]);
  });

  it('follow a fired stop to its order, and cancel that', async () => {
    const ref = await registered();
    const { record } = await submitOrder(intentOf(ref, marketType, stop));
    protocol.control.price?.({ symbol: 'BTC-USDT', price: '77000' });
    const { clientOrderId } = record;
    const order = { status: 'open', exchangeOrderId: record.exchangeOrderId };
    expect(await readOrder({ ref, marketType, clientOrderId })).toMatchObject(order);
    expect(await cancelOrder({ ref, marketType, clientOrderId })).toMatchObject({ outcome: 'canceled' });
    expect(orders()).toMatchObject([{ status: 'canceled' }]);
  });

  it('are refused for a transfer: both markets have one wallet', async () => {
    const terms = { from: marketType, to: marketType === 'spot' ? 'swap' : 'spot' } as const;
    const refused = { code: 'NOT_SUPPORTED', message: expect.stringContaining('one wallet') };
    await expect(openTransferSession(await registered(), terms)).rejects.toMatchObject(refused);
  });
});

describe('a halt', () => {
  it('cancels the open orders and stops of both markets, although one key and one wallet serve both', async () => {
    const ref = await registered();
    for (const marketType of ['spot', 'swap'] as const) {
      await submitOrder(intentOf(ref, marketType));
      await submitOrder(intentOf(ref, marketType, stop));
    }
    const { cancellations } = await haltTrading(ref, false);
    expect(cancellations).toMatchObject([
      { marketType: 'spot', outcome: 'done', canceled: 2 },
      { marketType: 'swap', outcome: 'done', canceled: 2 },
    ]);
    for (const marketType of ['spot', 'swap'] as const)
      expect(await openOrders(ref, marketType, undefined)).toEqual({ orders: [], unread: [], parts: null });
  });

  it('closes the position by a reduce-only order in whole contracts', async () => {
    const ref = await registered();
    await place((await openBoth(ref)).swap, { quantity: '0.05' });
    const { closed } = await haltTrading(ref, true);
    expect(closed).toMatchObject([{ symbol: symbols.swap, outcome: 'closed', quantity: '0.05' }]);
    expect(orders().at(-1)).toMatchObject({ reduceOnly: true, side: 'sell', status: 'filled' });
    expect(account().positions.size).toBe(0);
  });
});
