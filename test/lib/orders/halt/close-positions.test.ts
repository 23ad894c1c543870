import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { Position } from '../../../../lib/exchanges/model/position.ts';
import { closePositionsOf } from '../../../../lib/orders/halt/close-positions.ts';
import type { OrderIntent } from '../../../../lib/orders/order.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const sent: OrderIntent[] = [];
let positions: readonly Partial<Position>[] = [];
let market: object | null = null;
const readAgain = {} as Account;
vi.mock('../../../../lib/session/open-session.ts', () => ({
  openSession: async () => ({ orders: { listed: async () => market }, wallets: { positions: async () => positions } }),
}));
vi.mock('../../../../lib/orders/submit/submit-order.ts', () => ({
  submitReducing: async (intent: OrderIntent) => {
    sent.push(intent);
    const error = { code: 'CLOCK_SKEW', message: 'the clocks differ', details: [] } as const;
    if (intent.symbol === 'ETH/USD:USD') {
      const { request, ...told } = recordOf({ state: 'NOT_SENT', error });
      return { record: { ...told, request: { ...request, quantity: intent.quantity } }, replayed: false };
    }
    if (intent.symbol === 'ADA/USD:USD') positions = leftOf(intent);
    const sending = recordOf({ state: 'ACCEPTED' });
    const record = { ...sending, request: { ...sending.request, quantity: intent.quantity } };
    return { record: { ...record, described: describedOf(record, { status: 'filled' }) }, replayed: false };
  },
}));

vi.mock('../../../../lib/accounts/account-store.ts', () => ({ readAccount: async () => readAgain }));

function leftOf({ quantity }: OrderIntent): Partial<Position>[] {
  const contracts = new Decimal(positions[0]?.contracts ?? 0).minus(quantity);
  return contracts.isZero() ? [] : [{ symbol: 'ADA/USD:USD', side: 'long', contracts: contracts.toFixed() }];
}

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

describe('a position above the most of one order', () => {
  const account = { exchange: 'kraken', credentials: { swap: {} } } as unknown as Account;
  const closeAda = (may: (account: Account) => void) => {
    sent.splice(0);
    market = { quantityStep: '1', minQuantity: '1', maxMarketQuantity: '300000' };
    positions = [{ symbol: 'ADA/USD:USD', side: 'long', contracts: '400000' }];
    return closePositionsOf({ tenant: 'alpha', accountId: 'desk' }, account, may);
  };

  it('is closed by several orders, and told as one position', async () => {
    const { closed } = await closeAda(mayAct);
    expect(sent.map(({ quantity, reduceOnly }) => [quantity, reduceOnly])).toEqual([
      ['300000', true],
      ['100000', true],
    ]);
    expect(closed).toEqual([
      { marketType: 'swap', symbol: 'ADA/USD:USD', outcome: 'closed', quantity: '400000', message: null },
    ]);
  });

  it('is left as it is once the halt has ended meanwhile, and the answer says so', async () => {
    let asked = 0;
    const { closed } = await closeAda(() => {
      asked += 1;
      if (asked > 1) throw new OemsError('IN_PROGRESS', 'the halt has ended meanwhile');
    });
    expect(sent.map(({ quantity }) => quantity)).toEqual(['300000']);
    expect(closed).toMatchObject([{ outcome: 'partially_closed', message: 'the halt has ended meanwhile' }]);
  });
});
