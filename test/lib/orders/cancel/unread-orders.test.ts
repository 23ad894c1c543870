import { beforeEach, describe, expect, it, vi } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { ExchangeOrder, OrderRef } from '../../../../lib/exchanges/model/order.ts';
import type { UnreadRow } from '../../../../lib/exchanges/model/told.ts';
import { presentCanceledAll } from '../../../../lib/http/present/cancel-all.ts';
import { presentCanceledEverywhere } from '../../../../lib/http/present/canceled-everywhere.ts';
import type { CanceledAll } from '../../../../lib/orders/cancel/cancel-all.ts';
import { cancelAllOrders } from '../../../../lib/orders/cancel/cancel-all-orders.ts';
import { planCancels } from '../../../../lib/orders/cancel/plan-cancels.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { accountWith } from '../fixture-account.ts';
import { restingOrder, sessionOver } from '../fixture-changes.ts';

let session: () => Session;
vi.mock(import('../../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: (async () => session()) as never,
}));
useEmbeddedTable();

const shown = restingOrder({ exchangeOrderId: 'A' });
let canceled: OrderRef[];
let account = accountWith();
beforeEach(() => {
  canceled = [];
  account = accountWith();
});

/** The exchange shows these orders, and cancels every order that is named. */
function exchangeShows(rows: readonly ExchangeOrder[], unread: readonly UnreadRow[], ordersByIdAlone = true): void {
  const market = marketOf({ exchange: 'kraken', marketType: 'swap' });
  session = () => ({
    ...sessionOver({
      openList: async () => ({ rows, unread }),
      cancelSome: async (refs) => {
        canceled.push(...refs);
        return refs.map(() => 'canceled' as const);
      },
      readSome: async (refs) => refs.map(() => null),
    }),
    market: { ...market, capabilities: { ...market.capabilities, ordersByIdAlone } },
    marketType: 'swap',
  });
}

function cancelAll(symbol?: string): Promise<CanceledAll> {
  return cancelAllOrders({ ref: account, marketType: 'swap', symbol, idempotencyKey: 'key' });
}
function part(value: CanceledAll) {
  return { marketType: 'swap', outcome: 'done', value, error: null, isWhole: true } as const;
}
const ids = () => canceled.map(({ exchangeOrderId }) => exchangeOrderId);

const nameless = { field: 'order_id', symbol: 'BTC/USD:USD', store: 'regular' } as const;
const told = /tells 1 open order in a form that cannot be read \(order_id of BTC\/USD:USD\)/;

describe('a cancellation of all orders beside an order that cannot be read', () => {
  it('cancels every other order, and is no success, nor is a retry', async () => {
    exchangeShows([shown], [nameless]);
    for (const replayed of [false, true]) {
      const done = await cancelAll();
      expect(done).toMatchObject({ replayed, record: { state: 'ACCEPTED', canceled: 1 } });
      expect(presentCanceledAll(done)).toMatchObject({ error: { code: 'NOT_PLACED', message: told } });
    }
    expect(ids()).toEqual(['A']);
  });

  it('tells the wallet as given up, and the call as not complete', async () => {
    exchangeShows([shown], [nameless]);
    expect(presentCanceledEverywhere('desk', [part(await cancelAll())])).toMatchObject({
      error: { code: 'NOT_PLACED' },
      data: { complete: false, canceled: 1, wallets: [{ outcome: 'given_up', canceled: 1, reason: told }] },
    });
  });

  it('is no success where no other order is open', async () => {
    exchangeShows([], [nameless]);
    expect(presentCanceledAll(await cancelAll())).toMatchObject({ error: { code: 'NOT_PLACED' } });
  });

  it('cancels the order too where its readable part names the order', async () => {
    exchangeShows([shown], [{ field: 'symbol', exchangeOrderId: 'B', store: 'regular' }]);
    expect(presentCanceledAll(await cancelAll())).toMatchObject({ statusCode: 200, data: { canceled: 2 } });
    expect(ids()).toEqual(['A', 'B']);
  });

  it.each<[string, UnreadRow, string | undefined, boolean]>([
    [
      'an exchange that names orders by the symbol too',
      { field: 'symbol', exchangeOrderId: 'B', store: 'regular' },
      undefined,
      false,
    ],
    [
      'a call for one symbol that may be another',
      { field: 'symbol', exchangeOrderId: 'B', store: 'regular' },
      'BTC/USD:USD',
      true,
    ],
    [
      'a store that the row does not tell',
      { field: 'status', exchangeOrderId: 'B', symbol: 'BTC/USD:USD' },
      undefined,
      true,
    ],
  ])('leaves the order alone at %s, and is no success', async (_case, row, symbol, byIdAlone) => {
    exchangeShows([shown], [row], byIdAlone);
    expect(presentCanceledAll(await cancelAll(symbol))).toMatchObject({ error: { code: 'NOT_PLACED' } });
    expect(ids()).toEqual(['A']);
  });
});

it('an order by id that a list lacks is not absent beside an order that cannot be read', async () => {
  const named = { by: 'exchangeOrderId', ids: ['A', 'C'], within: undefined } as const;
  exchangeShows([shown], [nameless]);
  expect(await planCancels(accountWith(), named)).toMatchObject([{ kind: 'target' }, { id: 'C', kind: 'unread' }]);
  exchangeShows([shown], []);
  expect(await planCancels(accountWith(), named)).toMatchObject([{ kind: 'target' }, { id: 'C', kind: 'absent' }]);
});
