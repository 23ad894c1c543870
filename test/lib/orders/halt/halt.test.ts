import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarketDefinition } from '../../../../lib/exchanges/definition.ts';
import type { MarketName } from '../../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { haltTrading } from '../../../../lib/orders/halt/halt.ts';

const account = {
  tenant: 'alpha',
  accountId: 'desk',
  registrationId: 'first',
  exchange: 'kraken',
  tradingState: 'HALTED',
  remembersKeys: true,
  createdAt: 1,
  credentials: { spot: { version: '1', setAt: 0 }, swap: { version: '1', setAt: 0 }, main: { version: '1', setAt: 0 } },
};
let changes: Partial<MarketDefinition> = {};
const canceledAt: MarketType[] = [];

vi.mock('../../../../lib/accounts/trading-state.ts', () => ({ setTradingState: async () => account }));
vi.mock('../../../../lib/accounts/account-store.ts', () => ({ readAccount: async () => account }));
vi.mock('../../../../lib/orders/halt/orders-in-flight.ts', () => ({
  waitForOrdersInFlight: async () => ({ arriving: 0, outOfReach: [] }),
  reserveMs: 9000,
}));
vi.mock('../../../../lib/orders/resting-orders.ts', () => ({ restingOrdersOf: async () => [] }));
vi.mock('../../../../lib/exchanges/exchanges.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../../lib/exchanges/exchanges.ts')>();
  return { ...original, marketOf: (name: MarketName) => ({ ...original.marketOf(name), ...changes }) };
});
vi.mock('../../../../lib/session/open-session.ts', () => ({
  openSession: async (_ref: unknown, marketType: MarketType) => ({
    market: { capabilities: { positions: true } },
    key: { mayHideHistory: false },
    orders: {
      cancelAll: async () => {
        canceledAt.push(marketType);
        return 2;
      },
      open: async () => [],
    },
    wallets: { positions: async () => [], untraded: async () => [] },
  }),
}));

beforeEach(() => {
  canceledAt.length = 0;
});

function halt() {
  return haltTrading({ tenant: 'alpha', accountId: 'desk' }, false);
}

describe('a halt', () => {
  it('a halt cancels twice in each market where each market has a wallet', async () => {
    changes = {};
    const { cancellations } = await halt();
    expect(canceledAt.toSorted()).toEqual(['spot', 'spot', 'swap', 'swap']);
    expect(cancellations.map(({ marketType, canceled }) => [marketType, canceled])).toEqual([
      ['spot', 4],
      ['swap', 4],
    ]);
  });

  it('a halt cancels in each market where both markets share a wallet and a key: a market cancels its own orders alone', async () => {
    changes = { key: 'main', wallet: 'main' };
    const { cancellations, reasons } = await halt();
    expect(canceledAt.toSorted()).toEqual(['spot', 'spot', 'swap', 'swap']);
    expect(cancellations).toMatchObject([
      { marketType: 'spot', outcome: 'done', canceled: 4 },
      { marketType: 'swap', outcome: 'done', canceled: 4 },
    ]);
    expect(reasons).toEqual([]);
  });

  it('a halt cancels in each market where the markets share a key but not a wallet', async () => {
    changes = { key: 'main' };
    await halt();
    expect(canceledAt.toSorted()).toEqual(['spot', 'spot', 'swap', 'swap']);
  });
});
