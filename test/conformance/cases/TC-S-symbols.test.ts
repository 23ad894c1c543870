import '../enter.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatorServer, serveProtocol } from '../../../infra/local/exchanges/server/server.ts';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { Catalogue } from '../../../lib/exchanges/model/market.ts';
import { forgetMarkets, openMarkets, refreshMarkets } from '../../../lib/session/markets.ts';
import { readCatalogue } from '../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../../lib/aws/fixture-embedded-table.ts';
import type { Simulator } from '../bench.ts';
import { benchOf, everyMarket } from '../benches.ts';

useEmbeddedTable();

describe.each(everyMarket)('$title', ({ name, market }) => {
  const host = exchanges[name.exchange].hosts[market.host];
  const bench = benchOf(name.exchange);
  let simulator: Simulator;
  let server: SimulatorServer;
  let catalogue: Catalogue;
  let cold: Markets;

  beforeAll(async () => {
    simulator = bench.open(Date.now());
    server = await serveProtocol(simulator.protocols[name.marketType], {});
    process.env[host?.originVariable ?? ''] = server.url;
    const module = await loadExchange(name);
    await refreshMarkets(name, module);
    const stored = await readCatalogue(name);
    if (stored === null) throw new Error('the table has no catalogue');
    catalogue = stored;
    forgetMarkets();
    cold = openMarkets(name, module);
  });
  afterAll(async () => {
    delete process.env[host?.originVariable ?? ''];
    await server.close();
    simulator.close();
  });

  it('TC-S01 the catalogue has the symbols of the bench, with steps above zero and one symbol a market', () => {
    const symbols = catalogue.markets.map(({ symbol }) => symbol);
    expect(symbols).toEqual(expect.arrayContaining([...bench.markets[name.marketType].symbols]));
    expect(new Set(symbols).size).toBe(symbols.length);
    for (const { symbol, priceStep, quantityStep, contractSize } of catalogue.markets)
      for (const step of [priceStep, quantityStep, contractSize]) expect(Number(step), symbol).toBeGreaterThan(0);
  });

  it('TC-S02 a container that has just started reads each market from the table, to the last field', async () => {
    for (const each of catalogue.markets) {
      forgetMarkets();
      expect(await openMarkets(name, await loadExchange(name)).market(each.symbol)).toEqual(each);
    }
  });

  it('TC-S03 each name that answers may use leads to its symbol, and each asset to its code', async () => {
    const [symbolOf, codeOf] = [await cold.naming(), await cold.assetNaming()];
    for (const { id, aliases, symbol } of catalogue.markets)
      for (const each of [id, ...aliases, symbol]) expect(symbolOf(each)).toBe(symbol);
    for (const { id, code } of catalogue.assets) expect(codeOf(id)).toBe(code);
    expect(catalogue.assets.length).toBeGreaterThan(1);
  });

  it('TC-S04 symbols of a swap name the settlement, and symbols of spot do not', () => {
    const isSwap = name.marketType === 'swap';
    for (const { symbol, settle } of catalogue.markets) {
      expect(symbol.includes(':'), symbol).toBe(isSwap);
      expect(settle === null, symbol).toBe(!isSwap);
    }
  });

  it('TC-S05 each market tells which orders it takes, and a dated contract alone has an end', () => {
    for (const { symbol, status, expiresAt } of catalogue.markets) {
      expect(status, symbol).toBe('open');
      const end = expiresAt ? new Date(expiresAt).toISOString().slice(2, 10).replaceAll('-', '') : undefined;
      expect(end, symbol).toBe(symbol.split('-')[1]);
    }
  });
});
