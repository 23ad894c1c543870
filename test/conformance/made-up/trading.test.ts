import './enter.ts';
import { describe, expect, it } from 'vitest';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { Session } from '../../../lib/session/open-session.ts';
import { openBoth, type Placed, place, registered, symbols, useMadeUp } from './fixture-accounts.ts';
import { madeUpId } from './id.ts';

const { protocol, orders } = useMadeUp();
const since = Date.now() - 3_600_000;

describe('sessions of both markets', () => {
  it('show one wallet', async () => {
    const { spot, swap } = await openBoth(await registered());
    expect(await swap.wallets.balances()).toEqual(await spot.wallets.balances());
    expect(exchanges[madeUpId].markets.spot.wallet).toBe(exchanges[madeUpId].markets.swap.wallet);
  });

  it.each(['spot', 'swap'] as const)(
    'on %s place, find and cancel an order, with the deadline in a header',
    async (marketType) => {
      const session = (await openBoth(await registered()))[marketType];
      const { prepared, ref } = await place(session, { type: 'limit', price: '70000' });
      expect(prepared.headers).toEqual({ 'x-mu-deadline': String(prepared.deadline) });
      expect(prepared.body).not.toHaveProperty('deadline');
      expect(prepared.body.clientId).toMatch(/^t-[a-z2-7]{26}$/);
      const { clientOrderId } = ref;
      expect(await session.orders.find(ref, since)).toMatchObject({ order: { status: 'open', clientOrderId } });
      expect(await session.orders.cancel(ref)).toBe('canceled');
      expect(await session.orders.find(ref, since)).toMatchObject({ order: { status: 'canceled' } });
    },
  );

  it('on spot amend nothing, on swap an order of the book, on neither a stop', async () => {
    const { spot, swap } = await openBoth(await registered());
    const amend = async (session: Session, ref: Placed['ref']) =>
      session.orders.amend(
        await session.orders.prepareAmend(ref, ref.symbol, { quantity: '0.02' }, Date.now() + 8000),
        ref,
      );
    const resting = { type: 'limit', price: '70000' } as const;
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;
    const onSwap = (await place(swap, resting)).ref;
    expect(await amend(swap, onSwap)).toMatchObject({ kind: 'accepted', order: { quantity: '0.02' } });
    const denied = { code: 'NOT_SUPPORTED' };
    await expect(amend(spot, (await place(spot, resting)).ref)).rejects.toMatchObject(denied);
    for (const session of [spot, swap])
      await expect(amend(session, (await place(session, stop)).ref)).rejects.toMatchObject(denied);
  });

  it.each(['spot', 'swap'] as const)(
    'on %s fire a stop, and find the order that it became by the ids of the stop',
    async (marketType) => {
      const session = (await openBoth(await registered()))[marketType];
      const { ref } = await place(session, { type: 'stop_loss', side: 'sell', stopPrice: '78000' });
      expect(ref).toMatchObject({ store: 'trigger', exchangeOrderId: expect.stringMatching(/^s/) });
      protocol.control.price?.({ symbol: 'BTC-USDT', price: '77000' });
      const child = orders().at(-1);
      expect(child).toMatchObject({ clientId: null, status: 'filled', id: expect.not.stringMatching(/^s/) });
      const { clientOrderId, exchangeOrderId } = ref;
      const traded = {
        status: 'filled',
        filledQuantity: '0.01',
        averagePrice: '77000',
        clientOrderId,
        exchangeOrderId,
      };
      expect(await session.orders.find(ref, since)).toMatchObject({ kind: 'found', order: traded });
      expect(await session.orders.read(ref, since)).toMatchObject(traded);
    },
  );

  it('on swap place base units, which leave as contracts and come back as base units', async () => {
    const { swap } = await openBoth(await registered());
    const { prepared, ref } = await place(swap, { quantity: '0.05' });
    expect(prepared.body.quantity).toBe('5');
    expect(orders().at(-1)).toMatchObject({ quantity: '5' });
    expect(await swap.orders.find(ref, since)).toMatchObject({ order: { quantity: '0.05', filledQuantity: '0.05' } });
    expect(await swap.wallets.positions()).toMatchObject([{ symbol: symbols.swap, contracts: '0.05' }]);
    expect((await swap.data.fills({ limit: 5 })).items).toMatchObject([
      { quantity: '0.05', clientOrderId: ref.clientOrderId },
    ]);
  });

  it('tell an order in its own market alone, in the units of that market', async () => {
    const { spot, swap } = await openBoth(await registered());
    const resting = { type: 'limit', price: '70000' } as const;
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;
    for (const terms of [resting, stop]) {
      const { ref } = await place(swap, { ...terms, quantity: '0.05' });
      expect(await swap.orders.find(ref, since)).toMatchObject({ order: { quantity: '0.05' } });
      expect(await spot.orders.find(ref, since)).toEqual({ kind: 'absent' });
      expect(await spot.orders.read(ref, since)).toBeNull();
    }
  });

  it('on swap refuse a part of a contract before a byte leaves', async () => {
    const { swap } = await openBoth(await registered());
    protocol.log.length = 0;
    await expect(place(swap, { quantity: '0.015' })).rejects.toMatchObject({
      code: 'INVALID_ORDER',
      message: expect.stringMatching(/step 0\.01 /),
    });
    expect(protocol.log).toEqual([]);
  });

  it('on swap close a position by reduce-only', async () => {
    const { swap } = await openBoth(await registered());
    await place(swap, { quantity: '0.05' });
    await place(swap, { quantity: '0.05', side: 'sell', reduceOnly: true });
    expect(await swap.wallets.positions()).toEqual([]);
  });

  it('cancel all of each symbol, because the exchange wants the symbol', async () => {
    const { swap } = await openBoth(await registered());
    await place(swap, { type: 'limit', price: '70000' });
    await place(swap, { type: 'limit', price: '2000', symbol: 'ETH/USDT:USDT', quantity: '0.1' });
    await place(swap, { type: 'stop_loss', side: 'sell', stopPrice: '70000' });
    protocol.log.length = 0;
    expect(await swap.orders.cancelAll()).toBe(3);
    expect(protocol.log.filter(({ path }) => path.endsWith('/cancel-all'))).toHaveLength(3);
  });
});
