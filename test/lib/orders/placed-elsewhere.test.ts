import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { sharedNow } from '../../../lib/aws/clock.ts';
import { OemsError } from '../../../lib/errors.ts';
import type { OrderEntry } from '../../../lib/exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../../lib/exchanges/model/order.ts';
import type { SubmitOutcome } from '../../../lib/exchanges/model/outcome.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { orderFromRecord } from '../../../lib/orders/order-view.ts';
import { orderReconciliation } from '../../../lib/orders/reconcile-order.ts';
import { attemptOrder } from '../../../lib/orders/submit/send-order.ts';
import { keepAccount } from '../accounts/fixture-kept-account.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { sessionOver } from './fixture-changes.ts';
import { describedOf, recordOf } from './fixture-records.ts';

useEmbeddedTable();

const error = new OemsError('ORDER_REJECTED', 'the id is taken');
const idTaken: SubmitOutcome = { kind: 'idTaken', error };
const refusedId = { kind: 'idTaken', error: { details: [{ field: 'client_order_id' }] } };

/** The exchange shows the first of the orders that are not passed over. */
function showing(...orders: ExchangeOrder[]): OrderEntry['find'] {
  return async (_ref, _since, { except = [] } = {}) => {
    const [order] = orders.filter(({ exchangeOrderId }) => !except.includes(exchangeOrderId));
    return order === undefined ? { kind: 'absent' } : { kind: 'found', order };
  };
}

/** The session of an account whose exchange answers the order with `answer`, and shows `order` under the client order id. */
async function submitted(record: OrderRecord, answer: SubmitOutcome, order: ExchangeOrder, behindMs = 0) {
  const orders = { submit: async () => answer, find: showing(order) };
  const session = sessionOver(orders, record.credentialVersion);
  const account = await readAccount(record.ref).catch(() => session.account);
  const clock = { ...session.clock, behindMs: () => behindMs };
  return { ...session, account, clock };
}
async function outcomeOf(...terms: Parameters<typeof submitted>): Promise<SubmitOutcome> {
  return attemptOrder({ session: await submitted(...terms), isNamed: true }, terms[0], null);
}

/** An order that is sent now. */
function sent(changes: Partial<OrderRecord> = {}): OrderRecord {
  const now = sharedNow();
  return recordOf({ sentAt: now, notAfter: now + 8000, ...changes });
}

/** The orders of two accounts with one key and one client order id; the first order is in the journal as told. */
async function twoAccounts(first: Partial<OrderRecord>) {
  const tenant = randomUUID();
  for (const id of ['first', 'second']) await keepAccount(tenant, id, { keyMark: 'one' });
  const clientOrderId = randomUUID();
  const other = sent({ ref: { tenant, accountId: 'first' }, clientOrderId, state: 'ACCEPTED', ...first });
  await beginEntry(orderJournal, other);
  return sent({ ref: { tenant, accountId: 'second' }, clientOrderId });
}

it('a taken id is refused where the journal of another account with the key has the order', async () => {
  const record = await twoAccounts({ exchangeOrderId: 'exchange-1' });
  expect(await outcomeOf(record, idTaken, describedOf(record))).toMatchObject(refusedId);
});

it.each<[string, Partial<OrderRecord>]>([
  ['a different order', { exchangeOrderId: 'exchange-2' }],
  ['an order of another market', { exchangeOrderId: 'exchange-1', marketType: 'spot' }],
])('a taken id is the order that was sent where such a journal has %s', async (_what, first) => {
  const record = await twoAccounts(first);
  expect(await outcomeOf(record, idTaken, describedOf(record))).toMatchObject({ kind: 'accepted' });
});

it('a taken id is no verdict while such a journal has an order of the id without a verdict', async () => {
  const record = await twoAccounts({ state: 'UNKNOWN' });
  expect(await outcomeOf(record, idTaken, describedOf(record))).toEqual({ kind: 'unknown', error });
});

it('a taken id is refused where the order is older than the call', async () => {
  const record = sent();
  const older = describedOf(record, { createdAt: record.sentAt - 60_001 });
  expect(await outcomeOf(record, idTaken, older)).toMatchObject(refusedId);
  expect(await outcomeOf(record, idTaken, older, 1)).toMatchObject({ kind: 'accepted' });
});

it('an order that is older than the last attempt, and not than the first, is the order that was sent', async () => {
  const record = sent({ firstSentAt: sharedNow() - 600_000 });
  const older = describedOf(record, { createdAt: record.sentAt - 300_000 });
  expect(await outcomeOf(record, idTaken, older)).toMatchObject({ kind: 'accepted' });
});

it('an older order is no verdict on an order that the exchange refused for another reason', async () => {
  const record = sent();
  const nonce: SubmitOutcome = { kind: 'rejected', error };
  const older = describedOf(record, { createdAt: record.sentAt - 60_001 });
  expect(await outcomeOf(record, nonce, older)).toEqual({ kind: 'unknown', error });
});

/** What two looks of the resolver make of an order whose answer was lost, where the exchange shows these orders. */
async function looked(record: OrderRecord, ...shown: ExchangeOrder[]): Promise<OrderRecord> {
  const now = sharedNow();
  const lost = { state: 'UNKNOWN', sentAt: now - 30_000, notAfter: now - 22_000, arrivesUntil: now - 17_000 } as const;
  const session = { ...(await submitted(record, idTaken, describedOf(record))) };
  const over = { ...session, orders: { ...session.orders, find: showing(...shown) } };
  const first = await orderReconciliation.look(over, { ...record, ...lost });
  const since = first.absentSince === null ? {} : { absentSince: first.absentSince - 5000 };
  return orderReconciliation.look(over, { ...first, ...since });
}

describe('an order whose answer was lost', () => {
  it('was not placed where the journal of another account with the key has the order of the id', async () => {
    const record = await twoAccounts({ exchangeOrderId: 'exchange-1' });
    const told = await looked(record, describedOf(record));
    expect(told).toMatchObject({ state: 'NEVER_ARRIVED', exchangeOrderId: null });
    expect(orderFromRecord(told).reason).toMatchObject({
      message: expect.stringMatching(/nothing was placed now; take a new id/),
      details: [{ field: 'client_order_id' }],
    });
  });

  it('was not placed either where that order has other terms', async () => {
    const record = await twoAccounts({ exchangeOrderId: 'exchange-1' });
    const told = await looked(record, describedOf(record, { side: 'sell' }));
    expect(told).toMatchObject({ state: 'NEVER_ARRIVED', lastError: { details: [{ field: 'client_order_id' }] } });
  });

  it('is found behind that order', async () => {
    const record = await twoAccounts({ exchangeOrderId: 'exchange-1' });
    const own = describedOf(record, { exchangeOrderId: 'exchange-2' });
    expect(await looked(record, describedOf(record), own)).toMatchObject({
      state: 'ACCEPTED',
      exchangeOrderId: 'exchange-2',
    });
  });

  it('is not proven to be absent while the order may still arrive', async () => {
    const record = await twoAccounts({ exchangeOrderId: 'exchange-1' });
    const session = await submitted(record, idTaken, describedOf(record));
    const told = await orderReconciliation.look(session, { ...record, state: 'UNKNOWN' });
    expect(told).toMatchObject({ state: 'UNKNOWN', absentSince: null, exchangeOrderId: null });
  });

  it('has no verdict where an order behind that order is told of another store, whose ids are not compared', async () => {
    const record = await twoAccounts({ exchangeOrderId: 'exchange-1', store: 'trigger' });
    const fired = describedOf(record, { exchangeOrderId: 'f-1' });
    expect(await looked(record, fired)).toMatchObject({ state: 'UNKNOWN', exchangeOrderId: null });
  });

  it.each<[string, Partial<OrderRecord>]>([
    ['no verdict on an order of these terms', { state: 'UNKNOWN' }],
    ['left an order of these terms to a person', { state: 'NEEDS_REVIEW', exchangeOrderId: 'exchange-1' }],
    ['an order of these terms without the id of the exchange', { state: 'ACCEPTED', exchangeOrderId: null }],
  ])('has no verdict where such a journal has %s', async (_what, first) => {
    const record = await twoAccounts(first);
    expect(await looked(record, describedOf(record))).toMatchObject({ state: 'UNKNOWN', exchangeOrderId: null });
  });

  it.each<[string, Partial<OrderRecord>]>([
    ['an order of other terms without a verdict', { state: 'UNKNOWN' }],
    ['taken the order for an order of other terms', { state: 'NEEDS_REVIEW', exchangeOrderId: 'exchange-1' }],
    ['an order that was not placed', { state: 'NEVER_ARRIVED', exchangeOrderId: 'exchange-1' }],
  ])('is the order of the id where such a journal has %s', async (_what, first) => {
    const record = await twoAccounts({ ...first, request: { ...sent().request, side: 'sell' } });
    expect(await looked(record, describedOf(record))).toMatchObject({
      state: 'ACCEPTED',
      exchangeOrderId: 'exchange-1',
    });
  });

  it('is the order of an id that this service made, and no journal is asked', async () => {
    const record = await twoAccounts({ exchangeOrderId: 'exchange-1' });
    expect(await looked({ ...record, isOwnId: true }, describedOf(record))).toMatchObject({ state: 'ACCEPTED' });
  });
});

it('a look of the resolver takes no older order for the order that was sent', async () => {
  const record = sent({ state: 'UNKNOWN' });
  const session = await submitted(record, idTaken, describedOf(record, { createdAt: record.sentAt - 60_001 }));
  expect(await orderReconciliation.look(session, record)).toMatchObject({ state: 'UNKNOWN', exchangeOrderId: null });
});
