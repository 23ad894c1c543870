import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TradingState } from '../../../lib/accounts/account.ts';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import type { MarginScope } from '../../../lib/exchanges/definition.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { MarginMode } from '../../../lib/exchanges/model/position.ts';
import { changeLeverage, changeMarginMode } from '../../../lib/margin/margin.ts';

interface Pair {
  readonly state: TradingState;
  readonly scope: MarginScope;
  readonly mode: MarginMode;
  readonly leverage: string | null;
  /** The symbols of open positions; null is a symbol that nobody can read. */
  readonly held: readonly (string | null)[];
  readonly resting: number;
}

const symbol = 'BTC/USD:USD';
const ref = { tenant: 'acme', accountId: 'desk' };
const quiet: Pair = { state: 'HALTED', scope: 'leverage', mode: 'cross', leverage: null, held: [], resting: 0 };

const exchange = vi.hoisted(() => ({ pair: null as unknown, stored: 'HALTED' as string, changes: [] as string[] }));
vi.mock('../../../lib/accounts/account-store.ts', () => ({
  rememberLeverage: async () => undefined,
  readAccount: async () => ({ registrationId: 'r1', tradingState: exchange.stored }),
  accountNotFound: () => new Error('not found'),
}));
vi.mock('../../../lib/session/open-session.ts', () => ({ openSession: async () => session(exchange.pair as Pair) }));

function session({ state, scope, mode, leverage, held, resting }: Pair) {
  const swap = marketOf({ exchange: 'kraken', marketType: 'swap' });
  const credentials = { swap: { version: 'v1', verification: 'verified' } };
  return {
    market: { ...swap, margin: scope },
    account: { ...ref, registrationId: 'r1', tradingState: state, leverages: {}, credentials },
    keyVersion: 'v1',
    margin: {
      leverage: async () => leverage,
      setLeverage: async (_symbol: string, wanted: string) => void exchange.changes.push(`leverage ${wanted}`),
      setCrossMargin: async () => void exchange.changes.push('cross'),
    },
    marginModes: {
      mode: async () => mode,
      setMode: async (_symbol: string, wanted: string) => void exchange.changes.push(`mode ${wanted}`),
    },
    wallets: { positions: async () => held.map((each) => ({ symbol: each })) },
    orders: { open: async () => Array.from({ length: resting }, () => ({})) },
  };
}

beforeEach(() => exchangeWith(quiet));
afterEach(() => vi.useRealTimers());

function exchangeWith(pair: Pair): void {
  Object.assign(exchange, { pair, stored: pair.state, changes: [] });
}

/** The code of the refusal, or the changes that reached the exchange. */
async function outcomeOf(change: () => Promise<unknown>): Promise<unknown> {
  return change().then(
    () => exchange.changes,
    (error: { code?: string }) => error.code,
  );
}
const setLeverage = (wanted: string) => outcomeOf(() => changeLeverage(ref, symbol, wanted));
const setMode = (mode: MarginMode, wanted?: string) => outcomeOf(() => changeMarginMode(ref, symbol, mode, wanted));

const stopped = fc.constantFrom<TradingState>('HALTED', 'REDUCE_ONLY');
const leverages = fc.integer({ min: 1, max: 100 }).map(String);

describe.each(['leverage', 'symbol', 'account', 'order'] as const)('a market whose margin is of the %s', (scope) => {
  it('over all pairs, only a leverage that is not above the present one is set on an account that is not ACTIVE', () =>
    fc.assert(
      fc.asyncProperty(stopped, leverages, leverages, async (state, leverage, wanted) => {
        exchangeWith({ ...quiet, state, scope, mode: 'isolated', leverage, held: [symbol] });
        const isRaise = Number(wanted) > Number(leverage);
        expect(await setLeverage(wanted)).toEqual(isRaise ? 'TRADING_HALTED' : [`leverage ${wanted}`]);
        expect(exchange.changes).toEqual(isRaise ? [] : [`leverage ${wanted}`]);
      }),
    ));

  it('an ACTIVE account takes every leverage', () =>
    fc.assert(
      fc.asyncProperty(leverages, fc.option(leverages), async (wanted, leverage) => {
        exchangeWith({ ...quiet, state: 'ACTIVE', scope, leverage, held: [symbol] });
        expect(await setLeverage(wanted)).toEqual([`leverage ${wanted}`]);
      }),
    ));
});

describe('a market whose leverage decides the mode', () => {
  const open = [
    ['a position', { held: [symbol] }],
    ['a position of unknown symbol', { held: [null] }],
    ['an open order', { resting: 1 }],
  ] as const;

  it.each(open)(
    'a pair in cross margin with %s is not made isolated while the account is HALTED',
    async (_what, facts) => {
      exchangeWith({ ...quiet, ...facts });
      expect([await setLeverage('2'), await setMode('isolated', '2')]).toEqual(['TRADING_HALTED', 'TRADING_HALTED']);
      expect(exchange.changes).toEqual([]);
    },
  );

  it('a pair in cross margin with nothing open is made isolated, whatever other pairs hold', async () => {
    exchangeWith({ ...quiet, held: ['ETH/USD:USD'] });
    expect(await setLeverage('2')).toEqual(['leverage 2']);
  });

  it('a pair with a leverage is not put in cross margin, which takes the limit away, and a pair in cross margin is left there', async () => {
    exchangeWith({ ...quiet, leverage: '3' });
    expect([await setMode('cross'), exchange.changes]).toEqual(['TRADING_HALTED', []]);
    exchangeWith(quiet);
    expect(await setMode('cross')).toEqual(['cross']);
  });
});

describe('a market with a mode for each symbol', () => {
  const pair: Pair = { ...quiet, scope: 'symbol', leverage: '3' };

  it('neither mode replaces the other while a position is open, and a mode in force may be asked for again', () =>
    fc.assert(
      fc.asyncProperty(stopped, fc.constantFrom<MarginMode>('cross', 'isolated'), async (state, mode) => {
        exchangeWith({ ...pair, state, mode, held: [symbol] });
        expect(await setMode(mode === 'cross' ? 'isolated' : 'cross')).toBe('TRADING_HALTED');
        expect(exchange.changes).toEqual([]);
        expect(await setMode(mode)).toEqual([`mode ${mode}`]);
      }),
    ));

  it('a mode with a leverage that is denied sets neither of them', async () => {
    exchangeWith(pair);
    expect([await setMode('isolated', '4'), exchange.changes]).toEqual(['TRADING_HALTED', []]);
  });

  it('a leverage that the exchange does not tell counts as lower than every other', async () => {
    exchangeWith({ ...pair, leverage: null });
    expect([await setLeverage('1'), exchange.changes]).toEqual(['TRADING_HALTED', []]);
  });
});

it('a halt that came while the call was on its way holds', async () => {
  exchangeWith({ ...quiet, state: 'ACTIVE', leverage: '3' });
  exchange.stored = 'HALTED';
  const call = { ...newCall('id', 'setLeverage', Date.now() + 28_000), startedAt: Date.now() - 2001 };
  expect(await runInCall(call, () => setLeverage('4'))).toBe('TRADING_HALTED');
  expect(exchange.changes).toEqual([]);
});

it('the refusal names the state and what to do', async () => {
  exchangeWith({ ...quiet, leverage: '3' });
  const refused = changeLeverage(ref, symbol, '5');
  await expect(refused).rejects.toThrow(
    /account is HALTED.* 5 for BTC\/USD:USD is above 3; lower the leverage.*trading-state/,
  );
});
