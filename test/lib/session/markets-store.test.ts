import { randomBytes } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import type { MarketName } from '../../../lib/exchanges/exchanges.ts';
import type { Catalogue, Market } from '../../../lib/exchanges/model/market.ts';
import { bucketOf, readAssets, readBucket, readCatalogue, writeCatalogue } from '../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const table = useEmbeddedTable();
let serial = 0;
/** A market of this test alone. */
function freshMarket(): MarketName {
  serial += 1;
  return { exchange: `exchange-${serial}` as never, marketType: 'spot' };
}
function partitionOf({ exchange, marketType }: MarketName): string {
  return `MARKETS#${exchange}#${marketType}`;
}

/** Random text does not compress: a thousand markets take about a megabyte. */
function catalogueOf(count: number, loadedAt = 1): Catalogue {
  return {
    loadedAt,
    markets: Array.from({ length: count }, (_, index) => marketNamed(`S${index}/USD`)),
    assets: [{ id: 'ZUSD', code: 'USD', step: '0.0001' }],
    codesByAlias: { ZUSD: 'USD', XBT: 'BTC' },
  };
}

function marketNamed(symbol: string): Market {
  return {
    id: symbol.replace('/', ''),
    symbol,
    aliases: [randomBytes(750).toString('base64')],
    base: symbol,
    quote: 'USD',
    settle: null,
    priceStep: '0.1',
    quantityStep: '1',
    minQuantity: null,
    minCost: null,
    takerFee: null,
    makerFee: null,
    contractSize: '1',
    inverse: false,
    marginLevels: [],
  };
}

async function items(market: MarketName) {
  const found: Record<string, unknown>[] = [];
  const query = {
    TableName: 'oems',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: partitionOf(market) } },
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, query))
    found.push(...Items.map((item) => unmarshall(item)));
  return found;
}
function keyOf(market: MarketName, sk: string) {
  return { pk: { S: partitionOf(market) }, sk: { S: sk } };
}

describe('stored catalogues', () => {
  it('a stored catalogue of any size reads back as written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 300, 466, 467, 1000, 2500), async (markets) => {
        const market = freshMarket();
        const catalogue = catalogueOf(markets);
        await writeCatalogue(market, catalogue);
        expect(await readCatalogue(market)).toEqual(catalogue);
      }),
      { numRuns: 10 },
    );
  });

  it('a catalogue of several items keeps every item under the 400 KB of DynamoDB', async () => {
    const market = freshMarket();
    await writeCatalogue(market, catalogueOf(2500));
    const stored = await items(market);
    expect(stored.length).toBeGreaterThan(3);
    for (const item of stored) expect((item.part as Uint8Array).length).toBeLessThanOrEqual(350_000);
  });

  it('a catalogue that fits one item costs one read, however many older catalogues were stored', async () => {
    const market = freshMarket();
    for (let at = 1; at <= 3; at += 1) await writeCatalogue(market, catalogueOf(100, at));
    await writeCatalogue(market, catalogueOf(1000, 4));
    await writeCatalogue(market, catalogueOf(100, 5));
    table.server().faults.resetCounts();
    expect(await readCatalogue(market)).toMatchObject({ loadedAt: 5 });
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
  });

  it('a catalogue replaces the former catalogue without mixing their parts', async () => {
    const market = freshMarket();
    const [first, second] = [catalogueOf(1000, 1), catalogueOf(1500, 2)];
    await writeCatalogue(market, first);
    await writeCatalogue(market, second);
    expect(await readCatalogue(market)).toEqual(second);
  });

  it('a stored catalogue expires a week after the last refresh', async () => {
    const market = freshMarket();
    await writeCatalogue(market, catalogueOf(1));
    const [head] = await items(market);
    const days = (Number(head?.expiresAt) - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
  });
});

describe('incomplete catalogues', () => {
  it('a catalogue that was never written reads as missing', async () => {
    expect(await readCatalogue(freshMarket())).toBeNull();
  });

  it('a catalogue without its last part reads as missing', async () => {
    const market = freshMarket();
    await writeCatalogue(market, catalogueOf(1500));
    const parts = (await items(market)).filter(({ sk }) => String(sk).startsWith('PART#'));
    await dynamodb().send(new DeleteItemCommand({ TableName: 'oems', Key: keyOf(market, String(parts.at(-1)?.sk)) }));
    expect(await readCatalogue(market)).toBeNull();
  });

  it.each(['HEAD', 'a later part'])('a catalogue with a changed byte in %s reads as missing', async (which) => {
    const market = freshMarket();
    await writeCatalogue(market, catalogueOf(1500));
    const wanted = which === 'HEAD' ? 'HEAD' : 'PART#';
    const found = (await items(market)).find(({ sk }) => String(sk).startsWith(wanted));
    const part = Buffer.from(found?.part as Uint8Array);
    part.writeUInt8(part.readUInt8(100) ^ 1, 100);
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: 'oems',
        Key: keyOf(market, String(found?.sk)),
        UpdateExpression: 'SET part = :part',
        ExpressionAttributeValues: { ':part': { B: part } },
      }),
    );
    expect(await readCatalogue(market)).toBeNull();
  });

  it('a catalogue in another version of the layout reads as missing', async () => {
    const market = freshMarket();
    await dynamodb().send(
      new PutItemCommand({
        TableName: 'oems',
        Item: { ...keyOf(market, 'HEAD'), digest: { S: 'x' }, count: { N: '1' } },
      }),
    );
    expect(await readCatalogue(market)).toBeNull();
  });

  it('a writer that crashes before any of its writes leaves the former catalogue', async () => {
    const before = catalogueOf(1500, 1);
    for (const after of [0, 1, 40, 64, 65, 66, 67]) {
      const market = freshMarket();
      await writeCatalogue(market, before);
      table.server().faults.arm({ operation: 'PutItem', kind: 'error', after, times: 100 });
      await expect(writeCatalogue(market, catalogueOf(1900, 2))).rejects.toThrow();
      table.server().faults.clear();
      expect(await readCatalogue(market), `crash at write ${after}`).toEqual(before);
    }
  }, 60_000);
});

describe('small items beside a catalogue', () => {
  it('one symbol costs one read of at most two kilobytes, and every symbol is in exactly one bucket', async () => {
    const market = freshMarket();
    const { markets, ...catalogue } = catalogueOf(500);
    const plain = markets.map((each) => ({ ...each, aliases: [] }));
    await writeCatalogue(market, { ...catalogue, markets: plain });
    table.server().faults.resetCounts();
    const bucket = await readBucket(market, 'S7/USD');
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
    expect(bucket?.loadedAt).toBe(1);
    expect(bucket?.value.find(({ symbol }) => symbol === 'S7/USD')).toEqual(plain[7]);
    const stored = await items(market);
    const sizes = stored
      .filter(({ sk }) => String(sk).startsWith('BUCKET#'))
      .map(({ part }) => (part as Buffer).length);
    expect(Math.max(...sizes)).toBeLessThan(2000);
    const everySymbol = new Set(plain.map(({ symbol }) => bucketOf(symbol)));
    const found = await Promise.all([...everySymbol].map((sk) => symbolsIn(market, sk)));
    expect(found.flat().sort()).toEqual(plain.map(({ symbol }) => symbol).sort());
  });

  it('a market that the next catalogue lacks leaves its bucket, also as the last market there', async () => {
    const market = freshMarket();
    await writeCatalogue(market, catalogueOf(1));
    await writeCatalogue(market, catalogueOf(0, 2));
    expect(await readBucket(market, 'S0/USD')).toEqual({ loadedAt: 2, value: [] });
  });

  it('the asset names are an item beside the catalogue', async () => {
    const market = freshMarket();
    await writeCatalogue(market, catalogueOf(1, 9));
    const { assets, codesByAlias } = catalogueOf(0);
    expect(await readAssets(market)).toEqual({ loadedAt: 9, value: { assets, codesByAlias } });
    expect(await readAssets(freshMarket())).toBeNull();
  });
});

async function symbolsIn(market: MarketName, sk: string): Promise<string[]> {
  const any = Array.from({ length: 5000 }, (_, index) => `S${index}/USD`).find((symbol) => bucketOf(symbol) === sk);
  const bucket = await readBucket(market, any ?? '');
  return bucket?.value.map(({ symbol }) => symbol) ?? [];
}
