import { expect, it, vi } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import type { Position } from '../../../../lib/exchanges/model/position.ts';
import { closePositionsOf } from '../../../../lib/orders/halt/close-positions.ts';
import type { OrderIntent } from '../../../../lib/orders/order.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const sent: OrderIntent[] = [];
let positions: readonly Partial<Position>[] = [];
vi.mock('../../../../lib/session/open-session.ts', () => ({
  openSession: async () => ({ wallets: { positions: async () => positions } }),
}));
vi.mock('../../../../lib/orders/submit/submit-order.ts', () => ({
  submitReducing: async (intent: OrderIntent) => {
    sent.push(intent);
    const error = { code: 'CLOCK_SKEW', message: 'the clocks differ', details: [] } as const;
    if (intent.symbol === 'ETH/USD:USD') return { record: recordOf({ state: 'NOT_SENT', error }), replayed: false };
    const record = recordOf({ state: 'ACCEPTED' });
    return { record: { ...record, described: describedOf(record, { status: 'filled' }) }, replayed: false };
  },
}));

const mayAct = () => undefined;

it.each([
  [{ symbol: 'OLD', side: 'long', contracts: null }, 'the size of OLD'],
  [{ symbol: 'OLD', side: null, contracts: '1' }, 'the side of OLD'],
  [{ symbol: null, side: 'long', contracts: '1' }, 'the symbol of a position'],
] as const)('a position as %j is left to a person, and every other position is closed', async (unclear, told) => {
  sent.splice(0);
  positions = [unclear, { symbol: 'BTC/USD:USD', side: 'long', contracts: '0.05' }];
  const account = { exchange: 'kraken', credentials: { swap: {} } } as unknown as Account;
  const { closed, closingFailures } = await closePositionsOf({ tenant: 'alpha', accountId: 'desk' }, account, mayAct);
  expect(sent).toMatchObject([{ symbol: 'BTC/USD:USD', side: 'sell', quantity: '0.05', reduceOnly: true }]);
  expect(closed).toMatchObject([{ symbol: 'BTC/USD:USD', outcome: 'closed' }]);
  expect(closingFailures).toEqual([{ marketType: 'swap', message: `${told} is unknown; close at the exchange` }]);
});

it('a position that stays open is told with the reason', async () => {
  positions = [{ symbol: 'ETH/USD:USD', side: 'short', contracts: '1' }];
  const account = { exchange: 'kraken', credentials: { swap: {} } } as unknown as Account;
  const { closed } = await closePositionsOf({ tenant: 'alpha', accountId: 'desk' }, account, mayAct);
  expect(closed).toMatchObject([{ outcome: 'failed', message: 'the clocks differ' }]);
});
