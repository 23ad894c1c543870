import { expect } from 'vitest';
import type { Call } from './fixture-calls.ts';
import type { FuturesStage } from './fixture-futures.ts';
import { buy, rest } from './fixture-futures.ts';

interface RecentOrder {
  readonly uid: string;
  readonly direction: string;
}

/** An event of `recentorders`, as documented (support.kraken.com 360028921891). */
interface RecentEvent {
  readonly orderPlaced?: { readonly order: RecentOrder; readonly reason: string };
  readonly orderCancelled?: { readonly order: RecentOrder; readonly reason: string };
  readonly executionEvent?: {
    readonly execution: { readonly takerOrder: RecentOrder };
    readonly quantity: string;
    readonly price: string;
  };
}

function summaryOf({ orderPlaced, orderCancelled, executionEvent }: RecentEvent): readonly unknown[] {
  const changed = orderPlaced ?? orderCancelled;
  if (changed === undefined) {
    const { uid, direction } = executionEvent?.execution.takerOrder ?? {};
    return ['executed', uid, direction, `${executionEvent?.quantity} at ${executionEvent?.price}`];
  }
  return [orderPlaced ? 'placed' : 'cancelled', changed.order.uid, changed.order.direction, changed.reason];
}

export const futuresRecent: readonly Call<FuturesStage>[] = [
  {
    call: 'privateGetRecentorders',
    shows: 'the order bought with its execution, then the order cancelled, oldest first',
    async run(stage) {
      const [bought, resting] = [await buy(stage), await rest(stage)];
      stage.world.advance(1000);
      await stage.exchange.cancelOrder(resting);
      const { orderEvents } = await stage.exchange.privateGetRecentorders({ symbol: 'pf_xbtusd' });
      expect(orderEvents.map(({ event }: { event: RecentEvent }) => summaryOf(event))).toEqual([
        ['placed', bought, 'BUY', 'NEW_USER_ORDER'],
        ['placed', resting, 'BUY', 'NEW_USER_ORDER'],
        ['executed', bought, 'BUY', '0.05 at 80004'],
        ['cancelled', resting, 'BUY', 'CANCELLED_BY_USER'],
      ]);
    },
  },
];
