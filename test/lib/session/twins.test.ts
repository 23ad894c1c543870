import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { forgetMarkets } from '../../../lib/session/markets.ts';
import { bucketOf, readCatalogue, writeCatalogue } from '../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { marketsOf, nameOf, refresh, useSimulators } from './fixture-markets.ts';

useEmbeddedTable();
const { simulators } = useSimulators();
afterEach(() => simulators().spot.control('reset'));
const bitcoin = async () => (await marketsOf('spot')).market('BTC/USD');

/** The stored catalogue with the dark pool under the symbol of its pair, as an earlier release has stored it. */
async function storeTwin(): Promise<void> {
  await refresh('spot');
  const catalogue = await readCatalogue(nameOf('spot'));
  const swapped = (catalogue?.markets ?? []).map((market) =>
    market.symbol === 'BTC/USD' ? { ...market, id: 'XXBTZUSD.d' } : market,
  );
  if (catalogue !== null) await writeCatalogue(nameOf('spot'), { ...catalogue, markets: swapped });
  for (const sk of ['HEAD', bucketOf('BTC/USD')]) await markShape(sk);
  forgetMarkets();
}

async function markShape(sk: string): Promise<void> {
  const Key = { pk: { S: 'MARKETS#kraken#spot' }, sk: { S: sk } };
  const terms = { ExpressionAttributeNames: { '#shape': 'shape' }, ExpressionAttributeValues: { ':one': { N: '1' } } };
  await dynamodb().send(
    new UpdateItemCommand({ TableName: 'oems', Key, UpdateExpression: 'SET #shape = :one', ...terms }),
  );
}

describe('two markets with one symbol', () => {
  it('a catalogue that an earlier release has stored brings no second market back', async () => {
    await storeTwin();
    expect(await bitcoin()).toMatchObject({ id: 'XXBTZUSD' });
  });

  it('the confirmed market is the only one in the table', async () => {
    await simulators().spot.control('listing', { dark_pools: 'unnamed' });
    await refresh('spot');
    forgetMarkets();
    expect(await bitcoin()).toMatchObject({ id: 'XXBTZUSD', priceStep: '0.1' });
    const ids = (await readCatalogue(nameOf('spot')))?.markets.map(({ id }) => id);
    expect(ids?.filter((id) => id.endsWith('.d'))).toEqual([]);
  });

  it('a refused symbol stays refused for a container that has just started, with both ids', async () => {
    await simulators().spot.control('listing', { dark_pools: 'named' });
    await refresh('spot');
    forgetMarkets();
    await expect(bitcoin()).rejects.toThrow('Kraken Spot lists XXBTZUSD and XXBTZUSD.d under this symbol');
    const markets = await marketsOf('spot');
    expect(await markets.find('BTC/USD')).toBeNull();
    expect(await markets.named([{ symbol: 'XXBTZUSD' }])).toEqual([{ symbol: 'XXBTZUSD' }]);
  });
});
