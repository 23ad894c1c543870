import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { readAccount } from '../../../../lib/accounts/account-store.ts';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { cancelOrder } from '../../../../lib/orders/cancel/cancel-order.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal } from '../../../../lib/orders/order-store.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { keepAccount } from '../../accounts/fixture-kept-account.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

let session: Session;
vi.mock('../../../../lib/session/open-session.ts', () => ({ openSession: async () => session }));

useEmbeddedTable();

/** The orders of two accounts with one key under one client order id; the exchange shows these orders. The second is canceled. */
async function canceled(second: Partial<OrderRecord>, ids: readonly string[], first: Partial<OrderRecord> | null = {}) {
  const [tenant, clientOrderId] = [randomUUID(), randomUUID()];
  for (const id of ['first', 'second']) await keepAccount(tenant, id, { keyMark: 'one' });
  const now = sharedNow();
  const sent = { clientOrderId, sentAt: now, notAfter: now + 8000 };
  const placed = { ...sent, state: 'ACCEPTED', exchangeOrderId: 'exchange-1', ...first } as const;
  if (first !== null) await beginEntry(orderJournal, recordOf({ ...placed, ref: { tenant, accountId: 'first' } }));
  const record = recordOf({ ...sent, ref: { tenant, accountId: 'second' }, ...second });
  await beginEntry(orderJournal, record);
  const shown = ids.map((exchangeOrderId) => describedOf(record, { exchangeOrderId }));
  const cancel = vi.fn().mockImplementation(async ({ exchangeOrderId }) => end(shown, exchangeOrderId));
  session = { ...sessionOver({ cancel, ...reads(shown) }), account: await readAccount(record.ref) };
  const { ref, marketType } = record;
  const answer = await cancelOrder({ ref, marketType, clientOrderId, symbol: 'BTC/USD:USD' }).catch((error) => error);
  return { answer, sent: cancel.mock.calls.map(([named]) => named) };
}

function end(shown: ExchangeOrder[], exchangeOrderId: string | undefined) {
  const index = shown.findIndex((order) => order.exchangeOrderId === (exchangeOrderId ?? order.exchangeOrderId));
  const [order] = shown.slice(index, index + 1);
  if (order !== undefined) shown[index] = { ...order, status: 'canceled' };
  return order === undefined ? 'gone' : 'canceled';
}

function reads(shown: readonly ExchangeOrder[]): Partial<Session['orders']> {
  return {
    read: async ({ exchangeOrderId }) => shown.find((order) => order.exchangeOrderId === exchangeOrderId) ?? null,
    find: async (_ref, _since, { except = [] } = {}) => {
      const order = shown.find(({ exchangeOrderId }) => !except.includes(exchangeOrderId));
      return order === undefined ? { kind: 'absent' } : { kind: 'found', order };
    },
  };
}

it.each<[string, Partial<OrderRecord> | null]>([
  ['has an order of the id', {}],
  ['has an order of the id without a verdict', { state: 'UNKNOWN', exchangeOrderId: null }],
])('an order without a verdict is not canceled by an id under which another account %s', async (_what, first) => {
  const { answer, sent } = await canceled({ state: 'UNKNOWN' }, ['exchange-1'], first);
  expect(answer).toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  expect(sent).toEqual([]);
});

it('such an order is canceled by the id of the exchange, once a look has told it', async () => {
  const { answer, sent } = await canceled({ state: 'UNKNOWN' }, ['exchange-1', 'exchange-2']);
  expect(answer).toMatchObject({ outcome: 'canceled', order: { exchangeOrderId: 'exchange-2', status: 'canceled' } });
  expect(sent).toMatchObject([{ exchangeOrderId: 'exchange-2' }]);
});

it.each<[OrderRecord['state'], string]>([
  ['REJECTED', 'rejected'],
  ['NEVER_ARRIVED', 'not_placed'],
])('of an order that is %s nothing is canceled under the id of another account', async (state, status) => {
  const { answer, sent } = await canceled({ state }, ['exchange-1']);
  expect(answer).toMatchObject({ outcome: 'gone', order: { status } });
  expect(sent).toEqual([]);
});

it('an order without a verdict is canceled by the client order id where no other account has used the id', async () => {
  const { answer, sent } = await canceled({ state: 'UNKNOWN' }, ['exchange-1'], null);
  expect(answer).toMatchObject({ outcome: 'canceled', order: { status: 'canceled' } });
  expect(sent).toMatchObject([{ clientOrderId: expect.stringMatching(/./) }]);
});
