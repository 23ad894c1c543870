import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarginScope } from '../../../lib/exchanges/definition.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { MarginMode } from '../../../lib/exchanges/model/position.ts';
import { changeLeverage, changeMarginMode, readLeverage } from '../../../lib/margin/margin.ts';

/** The settings at the exchange, and the calls in their order. */
const exchange = vi.hoisted(() => ({
  scope: 'symbol' as string,
  mode: 'cross' as MarginMode,
  leverage: '3' as string | null,
  calls: [] as string[],
}));

vi.mock('../../../lib/accounts/account-store.ts', () => ({
  rememberLeverage: async (_ref: unknown, _symbol: string, leverage: string) => {
    exchange.calls.push(`remember ${leverage}`);
  },
}));
vi.mock('../../../lib/session/open-session.ts', () => ({ openSession: async () => session() }));

function session() {
  const swap = marketOf({ exchange: 'kraken', marketType: 'swap' });
  const margin = exchange.scope as MarginScope;
  const marginModes: readonly MarginMode[] = margin === 'order' ? ['cross'] : ['cross', 'isolated'];
  return {
    market: { ...swap, margin, capabilities: { ...swap.capabilities, marginModes } },
    account: {
      leverages: {},
      tradingState: 'ACTIVE',
      credentials: { swap: { version: 'v1', verification: 'verified' } },
    },
    keyVersion: 'v1',
    margin: {
      leverage: async () => exchange.leverage,
      setLeverage: async (_symbol: string, leverage: string) => {
        exchange.calls.push(`leverage ${leverage}`);
        exchange.leverage = leverage;
      },
      setCrossMargin: async () => void exchange.calls.push('cross margin'),
    },
    marginModes: {
      mode: async () => exchange.mode,
      setMode: async (_symbol: string, mode: MarginMode) => {
        exchange.calls.push(`mode ${mode}`);
        exchange.mode = mode;
      },
    },
  };
}

const ref = { tenant: 'acme', accountId: 'desk' };
const symbol = 'BTC/USD:USD';

function exchangeWith(scope: MarginScope, mode: MarginMode = 'cross', leverage: string | null = '3'): void {
  Object.assign(exchange, { scope, mode, leverage, calls: [] });
}
beforeEach(() => exchangeWith('symbol'));

const notSupported = { code: 'NOT_SUPPORTED' };

describe('a market whose leverage decides the mode', () => {
  it('a leverage isolates the symbol, and cross margin has no leverage', async () => {
    exchangeWith('leverage', 'cross', null);
    expect(await readLeverage(ref, symbol)).toMatchObject({ marginMode: 'cross', leverage: null });
    expect(await changeLeverage(ref, symbol, '5')).toMatchObject({ marginMode: 'isolated', leverage: '5' });
    expect(await changeMarginMode(ref, symbol, 'cross', undefined)).toMatchObject({
      marginMode: 'cross',
      leverage: null,
    });
    expect(exchange.calls).toEqual(['leverage 5', 'remember 5', 'cross margin']);
  });

  it('isolated margin without any leverage is refused before a request', async () => {
    exchangeWith('leverage', 'cross', null);
    await expect(changeMarginMode(ref, symbol, 'isolated', undefined)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(exchange.calls).toEqual([]);
  });
});

describe('a market with a mode for each symbol', () => {
  it('a leverage leaves the mode as it is, and cross margin shows its leverage', async () => {
    expect(await changeLeverage(ref, symbol, '5')).toMatchObject({ marginMode: 'cross', leverage: '5' });
    expect(await readLeverage(ref, symbol)).toMatchObject({ marginMode: 'cross', leverage: '5' });
    expect(exchange.calls).toEqual(['leverage 5', 'remember 5']);
  });

  it('a mode leaves the leverage as it is, and needs none', async () => {
    expect(await changeMarginMode(ref, symbol, 'isolated', undefined)).toMatchObject({
      marginMode: 'isolated',
      leverage: '3',
    });
    expect(exchange.calls).toEqual(['mode isolated']);
  });

  it('a mode with a leverage sets both, the mode first', async () => {
    const set = { marginMode: 'isolated', leverage: '7' };
    expect(await changeMarginMode(ref, symbol, 'isolated', '7')).toMatchObject(set);
    expect(exchange.calls).toEqual(['mode isolated', 'leverage 7', 'remember 7']);
  });
});

describe('a market with one mode for the whole account', () => {
  it('a call about one symbol never changes the mode of all symbols', async () => {
    exchangeWith('account');
    await expect(changeMarginMode(ref, symbol, 'isolated', '7')).rejects.toMatchObject({
      ...notSupported,
      message: expect.stringContaining('whole account'),
    });
    expect(exchange.calls).toEqual([]);
  });

  it('the mode in force is no change, and a leverage keeps it', async () => {
    exchangeWith('account', 'isolated');
    expect(await changeMarginMode(ref, symbol, 'isolated', '7')).toMatchObject({
      marginMode: 'isolated',
      leverage: '7',
    });
    expect(await changeLeverage(ref, symbol, '8')).toMatchObject({ marginMode: 'isolated', leverage: '8' });
    expect(exchange.calls).toEqual(['leverage 7', 'remember 7', 'leverage 8', 'remember 8']);
  });
});

describe('a market whose orders carry the mode', () => {
  it('the mode that orders carry needs no request, and each other mode is refused', async () => {
    exchangeWith('order', 'isolated');
    expect(await changeMarginMode(ref, symbol, 'cross', undefined)).toMatchObject({
      marginMode: 'cross',
      leverage: '3',
    });
    expect(await readLeverage(ref, symbol)).toMatchObject({ marginMode: 'cross' });
    await expect(changeMarginMode(ref, symbol, 'isolated', '7')).rejects.toMatchObject(notSupported);
    expect(exchange.calls).toEqual([]);
  });
});
