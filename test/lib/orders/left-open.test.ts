import { expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { UnreadRow } from '../../../lib/exchanges/model/told.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { requireNothingOpen } from '../../../lib/orders/left-open.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { openSession } from '../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { accountWith } from './fixture-account.ts';
import { restingOrder, sessionOver } from './fixture-changes.ts';
import { describedOf, recordOf } from './fixture-records.ts';

vi.mock(import('../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: vi.fn(),
}));
useEmbeddedTable();

interface Wallet {
  readonly open?: () => Promise<unknown>;
  readonly unread?: readonly UnreadRow[];
  readonly positions?: () => Promise<unknown>;
  readonly untraded?: () => Promise<unknown>;
  /** Of a market that can have orders of other kinds. */
  readonly untradedOrders?: object;
}
const none = async () => [];

function exchangeShows({ open = none, unread = [], positions = none, untraded = none, untradedOrders }: Wallet): void {
  const openList = async () => ({ rows: await open(), unread });
  const wallets = { positions, untraded } as unknown as MarketAdapter['wallets'];
  const beside = async () => ({ rows: [], unread: [], unseen: [], hidden: [], ...untradedOrders });
  const session = sessionOver({ openList, untraded: beside } as never);
  const capabilities = { ...session.market.capabilities, untradedOrders: untradedOrders !== undefined };
  vi.mocked(openSession).mockImplementation(async () => ({
    ...session,
    wallets,
    market: { ...session.market, capabilities },
  }));
}

it('an account of which the exchange and the journal show nothing open may go', async () => {
  exchangeShows({});
  const account = accountWith();
  const ended = {
    state: 'ACCEPTED',
    exchangeOrderId: '1',
    described: describedOf(recordOf(), { status: 'open' }),
  } as const;
  // The journal learns of an end within a minute; the exchange knows at once.
  await beginEntry(orderJournal, { ...recordOf({ ref: account, clientOrderId: 'canceled just now' }), ...ended });
  await expect(requireNothingOpen(account)).resolves.toBeUndefined();
});

const held = { symbol: 'BTC/USD:USD', side: 'long', contracts: '0.5' };
it.each<[string, Wallet, RegExp]>([
  ['an open order', { open: async () => [restingOrder()] }, /order \S+ in BTC\/USD:USD is open on Kraken Futures/],
  [
    'a position',
    { positions: async () => [held] },
    /a position in BTC\/USD:USD is open on Kraken Futures \(long 0\.5\)/,
  ],
  [
    'a position of a kind that this service does not trade',
    { untraded: async () => [{ symbol: null, side: null, quantity: null }] },
    /a position in an unknown symbol is open/,
  ],
  [
    'an order of a kind that this service does not trade',
    { untradedOrders: { rows: [{ exchangeOrderId: '7', symbol: 'BTC/USD:BTC', isUntraded: true }] } },
    /order 7 in BTC\/USD:BTC is open on Kraken Futures, of a kind that this service does not trade/,
  ],
  [
    'a kind of orders that could not be looked at',
    { untradedOrders: { unseen: ['orders of options could not be looked at: no answer'] } },
    /on Kraken Futures orders of options could not be looked at: no answer/,
  ],
  [
    'an open order that nobody can read',
    { unread: [{ field: 'pair' }] },
    /Kraken Futures tells 1 open order in a form that cannot be read \(pair\)/,
  ],
  [
    'orders that cannot be read',
    { open: () => Promise.reject(new OemsError('EXCHANGE_UNAVAILABLE', 'no answer')) },
    /Kraken Futures could not be looked at: no answer/,
  ],
  [
    'positions that cannot be read',
    { positions: () => Promise.reject(new OemsError('KEY_REFUSED', 'the key is gone')) },
    /Kraken Futures could not be looked at: the key is gone/,
  ],
])('an account with %s stays, and the refusal names the remedy', async (_case, wallet, words) => {
  exchangeShows(wallet);
  const refusal = expect.objectContaining({ code: 'STILL_OPEN', message: expect.stringMatching(words) });
  await expect(requireNothingOpen(accountWith())).rejects.toEqual(refusal);
  await expect(requireNothingOpen(accountWith())).rejects.toThrow(
    /Halt the account first .* or repeat with force=true/,
  );
});

it('an account with an order without a verdict stays: the order may still arrive', async () => {
  exchangeShows({});
  const account = accountWith();
  await beginEntry(orderJournal, recordOf({ ref: account, state: 'UNKNOWN' }));
  await expect(requireNothingOpen(account)).rejects.toThrow(
    '1 order of the journal without a verdict on Kraken Futures',
  );
});

it('an account whose key was removed beside a resting order stays: nobody can look', async () => {
  const account = accountWith([]);
  const resting = {
    state: 'ACCEPTED',
    exchangeOrderId: '1',
    described: describedOf(recordOf(), { status: 'open' }),
  } as const;
  await beginEntry(orderJournal, { ...recordOf({ ref: account }), ...resting });
  await expect(requireNothingOpen(account)).rejects.toThrow(
    '1 order of the journal may be open on Kraken Futures, and no key is left to look with',
  );
});

it('an account without keys and without orders may go', async () => {
  await expect(requireNothingOpen(accountWith([]))).resolves.toBeUndefined();
});

it('an account with a transfer without a verdict stays, and the transfer is named', async () => {
  exchangeShows({});
  const message = 'transfer mine of 100 USD from spot to swap has no verdict yet';
  await expect(requireNothingOpen(accountWith(), [{ message }])).rejects.toMatchObject({
    code: 'STILL_OPEN',
    message: expect.stringContaining(message),
    details: [{ message }],
  });
});
