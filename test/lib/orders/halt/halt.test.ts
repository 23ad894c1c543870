import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import type { MarketDefinition } from '../../../../lib/exchanges/definition.ts';
import type { MarketName } from '../../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { haltTrading } from '../../../../lib/orders/halt/halt.ts';
import { linesOf } from '../../aws/fixture-emitted.ts';

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
/** What a cancellation throws. */
let failure: Error | null = null;
/** What a read of the journal's resting orders throws. */
let unreadable: Error | null = null;

vi.mock('../../../../lib/accounts/trading-state.ts', () => ({ setTradingState: async () => account }));
vi.mock('../../../../lib/accounts/account-store.ts', () => ({ readAccount: async () => account }));
vi.mock('../../../../lib/orders/halt/orders-in-flight.ts', () => ({
  waitForOrdersInFlight: async () => ({ arriving: 0, outOfReach: [] }),
  reserveMs: 9000,
}));
vi.mock('../../../../lib/orders/resting-orders.ts', () => ({
  restingOrdersOf: async () => {
    if (unreadable !== null) throw unreadable;
    return [];
  },
}));
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
        if (failure !== null) throw failure;
        canceledAt.push(marketType);
        return 2;
      },
      openList: async () => ({ rows: [], unread: [] }),
    },
    wallets: { positions: async () => [], untraded: async () => [] },
  }),
}));

beforeEach(() => {
  canceledAt.length = 0;
  failure = null;
  unreadable = null;
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

describe('the log of a halt', () => {
  const linesAbout = async (message: string) =>
    (await linesOf(halt)).map((line) => JSON.parse(line)).filter((line) => line.message === message);

  it('has a line for each step that failed, with account, step and place, and never the message of the error', async () => {
    failure = new TypeError('the secret is 4711');
    const failed = await linesAbout('halt step failed');
    const steps = failed.map(({ level, account, tenant, step }) => [level, tenant, account, step].join(' '));
    expect(steps.toSorted()).toEqual(
      ['spot', 'spot', 'swap', 'swap'].map((market) => `ERROR alpha desk cancel: ${market}`),
    );
    for (const line of failed) expect(line).toMatchObject({ error: expect.stringMatching(/^TypeError at /) });
    for (const line of failed) expect(line).toMatchObject({ UnexpectedErrors: 1 });
    expect(JSON.stringify(failed)).not.toContain('4711');
  });

  it('has a line for resting orders that could not be read: their ends are left to the job', async () => {
    unreadable = new TypeError('the table is away');
    expect(await linesAbout('halt step failed')).toMatchObject([{ account: 'desk', step: 'resting orders' }]);
  });

  it('names the code where the error has one, which is no fault of this service', async () => {
    failure = new OemsError('EXCHANGE_UNAVAILABLE', 'away');
    const [line] = await linesAbout('halt step failed');
    expect(line).toMatchObject({ level: 'WARN', code: 'EXCHANGE_UNAVAILABLE' });
    expect(line).not.toHaveProperty('UnexpectedErrors');
  });

  it('has one error line for a halt that is not complete, which an alarm counts', async () => {
    failure = new OemsError('EXCHANGE_UNAVAILABLE', 'away');
    const incomplete = await linesAbout('halt incomplete');
    expect(incomplete).toMatchObject([
      { level: 'ERROR', tenant: 'alpha', account: 'desk', attempts: 2, HaltsIncomplete: 1 },
    ]);
  });

  it('has no such line for a halt that is complete', async () => {
    changes = {};
    expect(await linesOf(halt)).toEqual([]);
  });
});
