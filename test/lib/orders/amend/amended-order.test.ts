import { expect, it, vi } from 'vitest';
import type { OrderEntry } from '../../../../lib/exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { amendOrder } from '../../../../lib/orders/amend/amend-order.ts';
import { openAmended } from '../../../../lib/orders/amend/amended-order.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { restingOrder, sessionOver } from '../fixture-changes.ts';

let session: Session;
vi.mock('../../../../lib/session/open-session.ts', () => ({ openSession: async () => session }));

it.each([
  { exchangeOrderId: 'exchange-1', change: { price: '1' } },
  { clientOrderId: undefined, exchangeOrderId: undefined, change: { quantity: '1' } },
])('amending sends no request where the exchange cannot amend orders: %o', async (order) => {
  const orders = new Proxy({}, { get: () => vi.fn().mockRejectedValue(new Error('asked')) }) as Partial<OrderEntry>;
  const usual = sessionOver(orders);
  session = { ...usual, market: { ...usual.market, regular: { ...usual.market.regular, amend: null } } };
  const ref = { tenant: 'alpha', accountId: 'desk' };
  const amendment = amendOrder({ ref, marketType: 'swap', symbol: 'BTC/USD:USD', ...order });
  await expect(amendment).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
});

it.each([
  [restingOrder({ postOnly: true }), true],
  [restingOrder({ postOnly: false }), false],
  [restingOrder({ postOnly: null }), true],
  [null, true],
] as const)(
  'an order elsewhere shown as %j is amended as post-only: %s',
  async (shown: ExchangeOrder | null, postOnly) => {
    session = sessionOver({ read: async () => shown });
    const ref = { tenant: 'alpha', accountId: 'desk' };
    const intent = {
      ref,
      marketType: 'swap',
      symbol: 'BTC/USD:USD',
      exchangeOrderId: 'exchange-1',
      change: { price: '1' },
    } as const;
    expect(await openAmended(intent)).toMatchObject({ postOnly });
  },
);
