import { expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { countOpen } from '../../../lib/orders/count-open.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { openSession } from '../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { accountWith } from './fixture-account.ts';
import { restingOrder, sessionOver } from './fixture-changes.ts';
import { recordOf } from './fixture-records.ts';

vi.mock(import('../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: vi.fn(),
}));
useEmbeddedTable();

function besideOrders(untraded: object): void {
  const session = sessionOver({
    openList: async () => ({ rows: [restingOrder({ exchangeOrderId: '1' })], unread: [] }),
    untraded: async () => ({ rows: [], unread: [], unseen: [], hidden: [], ...untraded }),
  });
  const capabilities = { ...session.market.capabilities, untradedOrders: true };
  vi.mocked(openSession).mockImplementation(async () => ({ ...session, market: { ...session.market, capabilities } }));
}

it('orders of kinds that this service does not trade are counted, and a kind that could not be looked at gives no number', async () => {
  besideOrders({ rows: [restingOrder({ exchangeOrderId: '2' })] });
  expect(await countOpen(accountWith())).toBe(2);
  besideOrders({ unseen: ['orders of options could not be looked at: no answer'] });
  expect(await countOpen(accountWith())).toBeNull();
});

function exchangeShows(open: () => Promise<unknown>): void {
  vi.mocked(openSession).mockImplementation(async () => sessionOver({ open } as never));
}

it('the open orders of the exchange are counted, also those that are not in the journal', async () => {
  exchangeShows(async () => [restingOrder({ exchangeOrderId: '1' }), restingOrder({ exchangeOrderId: '2' })]);
  expect(await countOpen(accountWith())).toBe(2);
});

it('an order of the journal is counted once, and also where the exchange does not show the order', async () => {
  const account = accountWith();
  const put = (terms: object) => beginEntry(orderJournal, recordOf({ ref: account, ...terms }));
  await put({ state: 'ACCEPTED', exchangeOrderId: '1' });
  await put({ state: 'ACCEPTED', exchangeOrderId: '7' });
  await put({ state: 'UNKNOWN', clientOrderId: 'arrived' });
  await put({ state: 'UNKNOWN', clientOrderId: 'on its way' });
  exchangeShows(async () => [
    restingOrder({ exchangeOrderId: '1' }),
    restingOrder({ exchangeOrderId: '2', clientOrderId: 'arrived' }),
  ]);
  expect(await countOpen(account)).toBe(4);
});

it('an exchange that could not be looked at gives no number', async () => {
  exchangeShows(() => Promise.reject(new OemsError('EXCHANGE_UNAVAILABLE', 'no answer')));
  expect(await countOpen(accountWith())).toBeNull();
  exchangeShows(async () => []);
  expect(await countOpen(accountWith([]))).toBeNull();
  const rotated = accountWith(['spot']);
  await beginEntry(orderJournal, recordOf({ ref: rotated, state: 'ACCEPTED', exchangeOrderId: '1' }));
  expect(await countOpen(rotated)).toBeNull();
});
