import { paginateScan } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { Decimal } from '../../../lib/decimal.ts';
import { orderBookOf, tickerOf } from '../../../lib/markets/prices.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { refresh, useSimulators } from '../session/fixture-markets.ts';

const table = useEmbeddedTable();
const { world, simulators } = useSimulators();
beforeAll(async () => {
  process.env.OEMS_KRAKEN_SPOT_URL = simulators().spot.url;
  process.env.OEMS_KRAKEN_FUTURES_URL = simulators().futures.url;
  await refresh('spot');
  await refresh('swap');
});

/** Partitions of shared prices. */
async function sharedPartitions(): Promise<string[]> {
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamodb() }, { TableName: 'oems' }))
    found.push(...Items.map(({ pk }) => pk?.S ?? '').filter((pk) => pk.startsWith('PRICES#')));
  return found;
}

describe('prices of listed symbols', () => {
  it('come from the market that the symbol names, and each symbol has a partition of its own', async () => {
    world.pin('BTC', 'USD', new Decimal(80_000));
    const { value } = await tickerOf('kraken', 'BTC/USD:USD');
    expect(value).toMatchObject({ mark: '80000', index: '80000' });
    expect((await tickerOf('kraken', 'BTC/USD')).value).toMatchObject({ mark: null, index: null });
    expect((await sharedPartitions()).sort()).toEqual(['PRICES#kraken#spot#BTC/USD', 'PRICES#kraken#swap#BTC/USD:USD']);
  });

  it('books of every depth share one request', async () => {
    simulators().clear();
    const books = await Promise.all([1, 5, 10].map((depth) => orderBookOf('kraken', 'ETH/USD', depth)));
    expect(books.map(({ value }) => value.asks.length)).toEqual([1, 5, 10]);
    expect(simulators().requests.filter((path) => path.endsWith('/Depth'))).toHaveLength(1);
  });

  it('an unknown symbol is refused, and costs the table no write and the exchange no request for prices', async () => {
    simulators().clear();
    table.server().faults.resetCounts();
    const before = await sharedPartitions();
    for (const symbol of ['NOPE/USD', 'NOPE/USD:USD']) {
      await expect(tickerOf('kraken', symbol)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
      await expect(orderBookOf('kraken', symbol, 1)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
    }
    expect(simulators().requests).toEqual([]);
    expect(table.server().faults.counts().UpdateItem).toBeUndefined();
    expect(await sharedPartitions()).toEqual(before);
  });
});

describe('an exchange that fails', () => {
  const fault = (kind: string, times = 1) => simulators().spot.control('fault', { path: 'Ticker', kind, times });

  it.each([
    ['http-503', 'SOL/USD', { code: 'EXCHANGE_UNAVAILABLE' }],
    ['drop-before', 'XRP/USD', { code: 'EXCHANGE_UNAVAILABLE' }],
    ['html-200', 'ADA/USD', { code: 'EXCHANGE_UNAVAILABLE' }],
    ['truncate', 'DOGE/USD', { code: 'EXCHANGE_UNAVAILABLE' }],
    ['http-429', 'LTC/USD', { code: 'RATE_LIMITED', message: expect.stringContaining('of this service for prices') }],
  ])('by %s is an error of all who ask about the symbol', async (kind, symbol, error) => {
    await fault(kind);
    simulators().clear();
    const answers = await Promise.allSettled([1, 2, 3].map(() => tickerOf('kraken', symbol)));
    for (const answer of answers) expect(answer).toMatchObject({ status: 'rejected', reason: error });
    expect(simulators().requests.filter((path) => path.endsWith('/Ticker')).length).toBeLessThanOrEqual(1);
  });
});
