import { afterEach, describe, expect, it, vi } from 'vitest';
import { code as binanceSpot } from '../../../lib/exchanges/binance/spot/module.ts';
import { code as binanceUsdm } from '../../../lib/exchanges/binance/usdm/module.ts';
import { bybit } from '../../../lib/exchanges/bybit/modules.ts';
import { code as krakenFutures } from '../../../lib/exchanges/kraken/futures/module.ts';
import { code as krakenSpot } from '../../../lib/exchanges/kraken/spot/module.ts';
import type { Catalogue } from '../../../lib/exchanges/model/market.ts';
import { noMarket } from '../../../lib/exchanges/rules/symbols.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';
import { linearRows, spotRows } from './bybit/fixture-instruments.ts';

type Row = Readonly<Record<string, unknown>>;

async function load(code: MarketModule, bodyOf: (path: string, query: URLSearchParams) => unknown): Promise<Catalogue> {
  const transport = async ({ url }: { readonly url: string }) => ({
    status: 200,
    body: JSON.stringify(bodyOf(new URL(url).pathname, new URL(url).searchParams)),
  });
  return code.loadCatalogue('https://exchange.example', transport, code.protocol.verifyAnswer);
}

const filters = [
  { filterType: 'PRICE_FILTER', tickSize: '0.10', minPrice: '1', maxPrice: '9999999' },
  { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.001', maxQty: '1000' },
];
const pair = {
  ...{ symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT', status: 'TRADING', orderTypes: ['LIMIT'], filters },
  ...{ permissions: [], isSpotTradingAllowed: true },
};
const perpetual = {
  ...{ symbol: 'BTCUSDT', pair: 'BTCUSDT', contractType: 'PERPETUAL', deliveryDate: 4133404800000, status: 'TRADING' },
  ...{ baseAsset: 'BTC', quoteAsset: 'USDT', marginAsset: 'USDT', filters },
};
const instrument = {
  ...{ symbol: 'PF_XBTUSD', type: 'flexible_futures', contractSize: 1, tickSize: 0.5, tradeable: true },
  ...{ contractValueTradePrecision: 4, base: 'BTC', quote: 'USD' },
};
/** Contracts are asked for by state. */
const ofBybit = (category: 'spot' | 'swap') => async (rows: readonly unknown[]) =>
  load((await bybit[category]()).code, (_path, query) => {
    const list = [null, 'Trading'].includes(query.get('status')) ? rows : [];
    return { retCode: 0, retMsg: 'OK', result: { category: query.get('category'), list, nextPageCursor: '' }, time: 1 };
  });

function readKrakenFutures(instruments: readonly unknown[]): Promise<Catalogue> {
  return load(krakenFutures, () => ({ result: 'success', instruments }));
}

const lists: Readonly<
  Record<string, { readonly row: Row; readonly read: (rows: readonly unknown[]) => Promise<Catalogue> }>
> = {
  'Kraken Futures': {
    row: instrument,
    read: readKrakenFutures,
  },
  'Binance Spot': { row: pair, read: (symbols) => load(binanceSpot, () => ({ symbols })) },
  'Binance USD-M': { row: perpetual, read: (symbols) => load(binanceUsdm, () => ({ symbols })) },
  'Bybit Spot': { row: spotRows[0] ?? {}, read: ofBybit('spot') },
  'Bybit contracts': { row: linearRows[0] ?? {}, read: ofBybit('swap') },
};

describe.each(Object.entries(lists))('the markets of %s', (_title, { row, read }) => {
  it.each([null, 7, [], {}, { ...row, symbol: undefined }, { ...row, symbol: '' }, { ...row, symbol: {} }])(
    'an entry %o has no name: the entry is counted, and hides no market',
    async (unnamed) => {
      const { markets, unread } = await read([row, unnamed]);
      expect(markets).toHaveLength(1);
      expect(unread).toEqual([{ field: 'symbol' }]);
    },
  );

  it('a market that is told twice, once in terms that cannot be read, is no market, and is refused by name', async () => {
    const garbled = { ...row, contractSize: null, filters: null, priceFilter: null };
    const { markets, refused } = await read([row, garbled]);
    expect(markets).toEqual([]);
    expect(refused[0]?.ids).toContain(row.symbol);
    // Terms that cannot be read are told in the log: a reason marks what is news to nobody.
    expect(refused.every(({ reason }) => reason === undefined)).toBe(true);
  });
});

it('the contract PF_XDGUSD has the symbol of Dogecoin, listed or not', async () => {
  const { markets } = await readKrakenFutures([{ ...instrument, symbol: 'PF_XDGUSD', base: 'XDG' }]);
  expect(markets).toMatchObject([{ symbol: 'DOGE/USD:USD', base: 'DOGE' }]);
});

describe('the pairs of Kraken Spot', () => {
  const kind = { aclass_base: 'currency', aclass_quote: 'currency', fees: [], fees_maker: [], pair_decimals: 1 };
  const bitcoin = { ...kind, altname: 'XBTUSD', wsname: 'XBT/USD', base: 'XXBT', quote: 'ZUSD', lot_decimals: 8 };
  const ether = { ...bitcoin, altname: 'ETHUSD', wsname: 'ETH/USD', base: 'XETH' };
  const assets = Object.entries({ XXBT: 'XBT', XETH: 'ETH', ZUSD: 'USD' }).map(([id, altname]) => [
    id,
    { aclass: 'currency', altname, decimals: 10, display_decimals: 5, status: 'enabled' },
  ]);
  const read = (pairs: Row, more: Row = {}) =>
    load(krakenSpot, (path) => ({
      error: [],
      result: path.endsWith('/Assets') ? { ...Object.fromEntries(assets), ...more } : pairs,
    }));

  it('an asset that cannot be read is counted by its name', async () => {
    const { unread, markets } = await read({ XXBTZUSD: bitcoin }, { XETH: { altname: '' }, ADA: null });
    expect(unread).toEqual(['XETH', 'ADA'].map((asset) => ({ field: 'altname or decimals', asset })));
    expect(markets).toMatchObject([{ symbol: 'BTC/USD', aliases: ['XBTUSD'] }]);
  });

  it.each(['XBTUSD', 'XXBTZUSD'])('a second name %s that is another pair’s names neither pair', async (altname) => {
    const { markets } = await read({ XXBTZUSD: bitcoin, XETHZUSD: { ...ether, altname } });
    const named = markets.flatMap(({ symbol, id, aliases }) => [id, ...aliases].map((name) => `${name} ${symbol}`));
    expect(named.filter((each) => each.startsWith(`${altname} `)).length).toBeLessThan(2);
    expect(named).not.toContain(`${altname} ETH/USD`);
  });
});

describe('an entry without a name', () => {
  const listed = { bySymbol: new Map([['BTC/USD', {}]]), refused: [], codesByAlias: {} };

  it('may be the symbol that is asked for, and the error says so', () => {
    expect(noMarket('ADA/USD', 'Kraken Spot', { ...listed, unnamed: 2 }).message).toMatch(
      /does not trade ADA\/USD.*the name of 2 of the exchange's markets cannot be read$/,
    );
    expect(noMarket('ADA/USD', 'Kraken Spot', { ...listed, unnamed: 0 }).message).not.toContain('cannot be read');
  });
});

describe('the log', () => {
  afterEach(() => vi.restoreAllMocks());

  it('has a line with the number of entries that were left out', async () => {
    const { loadCatalogue } = await import('../../../lib/session/whole-catalogue.ts');
    const { origin, ...name } = { exchange: 'kraken', marketType: 'swap', origin: 'http://127.0.0.1:9' } as const;
    vi.stubEnv('OEMS_KRAKEN_FUTURES_URL', origin);
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const module: MarketModule = {
      ...krakenFutures,
      loadCatalogue: () => lists['Kraken Futures']?.read([instrument, {}, null]) as Promise<Catalogue>,
    };
    await loadCatalogue(name, module, { whole: null, current: null, loading: null, searchedAt: 0 });
    expect(lines.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
      {
        ...{ level: 'WARN', message: 'rows not read', attempts: 2 },
        outcome: /^Kraken Futures tells 2 listings in a form that cannot be read/,
      },
    ]);
    vi.unstubAllEnvs();
  });
});
