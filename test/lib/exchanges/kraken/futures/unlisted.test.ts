import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { caller } from '../../../../infra/local/exchanges/kraken/futures/fixture-client.ts';
import { ledgerOf, parametersOf, placeOrder } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../../fixture-venues.ts';

/** The dated contracts of the simulator's clock, May 2026, under both names. */
const contracts = [
  ['FI_XBTUSD_260626', 'BTC/USD:BTC-260626', '10'],
  ['FF_XBTUSD_260626', 'BTC/USD:USD-260626', '0.02'],
  ['PF_ETHUSD', 'ETH/USD:USD', '0.3'],
] as const;

let simulators: Venues;
beforeEach(() => {
  simulators = openVenues();
  const toInverse = { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 };
  expect(caller(simulators.swap.protocol).post('transfer', toInverse)).toMatchObject({ result: 'success' });
});
afterEach(() => simulators.world.close());

async function buy(symbol: string, quantity: string): Promise<void> {
  const adapter = await openOver('swap', simulators.swap);
  const outcome = await placeOrder(adapter, orderOf('swap', { symbol, quantity }), notAfter);
  expect(outcome).toMatchObject({ kind: 'accepted' });
}

/** Where the adapter of today has a position, by our names. */
async function held(adapter: MarketAdapter) {
  return (await adapter.wallets.positions()).map(({ symbol, side, contracts: size }) => [symbol, side, size]);
}

describe.each(contracts)('a position in %s, which is not in the list of contracts', (id, symbol, quantity) => {
  beforeEach(async () => {
    await buy(symbol, quantity);
    simulators.swap.control('listing', { delist: [id] });
  });

  it('has the symbol of its fills, orders and ledger entries, side and size', async () => {
    const adapter = await openOver('swap', simulators.swap);
    expect(await held(adapter)).toEqual([[symbol, 'long', quantity]]);
    expect((await adapter.data.fills({ limit: 9 })).items).toMatchObject([{ symbol, quantity }]);
    const { entries } = await ledgerOf(adapter).entries({ since: null, after: null, maxRequests: 9 });
    expect(entries.find(({ kind }) => kind === 'trade')).toMatchObject({ symbol });
  });

  it('makes up no profit, and nothing can be ordered', async () => {
    const adapter = await openOver('swap', simulators.swap);
    expect(await adapter.wallets.positions()).toMatchObject([{ unrealizedPnl: null, markPrice: null }]);
    const order = orderOf('swap', { symbol, quantity, side: 'sell', reduceOnly: true });
    await expect(parametersOf(adapter, order, notAfter)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
  });

  it('can be closed by who reads the list after the contract came back', async () => {
    simulators.swap.control('listing', { list: [id] });
    const adapter = await openOver('swap', simulators.swap);
    const clientOrderId = '11234567-89ab-cdef-0123-456789abcdef';
    const order = orderOf('swap', { symbol, quantity, side: 'sell', reduceOnly: true, clientOrderId });
    expect(await placeOrder(adapter, order, notAfter)).toMatchObject({ kind: 'accepted' });
    expect(await held(adapter)).toEqual([]);
  });
});
