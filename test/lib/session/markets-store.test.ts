import { randomBytes } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { type MarketsSnapshot, readMarkets, writeMarkets } from '../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const table = useEmbeddedTable();
let serial = 0;
function freshRow() {
  serial += 1;
  return `row${serial}`;
}

/** Random text does not compress: each thousand markets of it take about a megabyte. */
function snapshotOf(markets: number, loadedAt = 1): MarketsSnapshot {
  return {
    loadedAt,
    markets: Object.fromEntries(
      Array.from({ length: markets }, (_, index) => [
        `S${index}/USD`,
        { id: index, noise: randomBytes(750).toString('base64') },
      ]),
    ),
    currencies: { USD: { id: 'ZUSD' } },
  };
}

async function items(rowId: string) {
  const found: Record<string, unknown>[] = [];
  const query = {
    TableName: 'oems',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `MARKETS#${rowId}` } },
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, query))
    found.push(...Items.map((item) => unmarshall(item)));
  return found;
}
function keyOf(rowId: string, sk: string) {
  return { pk: { S: `MARKETS#${rowId}` }, sk: { S: sk } };
}

describe('a stored snapshot', () => {
  it('reads back as it was written, of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 300, 466, 467, 1000, 2500), async (markets) => {
        const rowId = freshRow();
        const snapshot = snapshotOf(markets);
        await writeMarkets(rowId, snapshot);
        expect(await readMarkets(rowId)).toEqual(snapshot);
      }),
      { numRuns: 10 },
    );
  });

  it('over one item keeps every item under the 400 KB of DynamoDB', async () => {
    const rowId = freshRow();
    await writeMarkets(rowId, snapshotOf(2500));
    const stored = await items(rowId);
    expect(stored.length).toBeGreaterThan(3);
    for (const item of stored) expect((item.part as Uint8Array).length).toBeLessThanOrEqual(350_000);
  });

  it('that fits one item costs one read; older snapshots cost nothing', async () => {
    const rowId = freshRow();
    for (let at = 1; at <= 3; at += 1) await writeMarkets(rowId, snapshotOf(100, at));
    await writeMarkets(rowId, snapshotOf(1000, 4));
    await writeMarkets(rowId, snapshotOf(100, 5));
    table.server().faults.resetCounts();
    expect(await readMarkets(rowId)).toMatchObject({ loadedAt: 5 });
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
  });

  it('is replaced by the next, whose parts are not mixed with its own', async () => {
    const rowId = freshRow();
    const [first, second] = [snapshotOf(1000, 1), snapshotOf(1500, 2)];
    await writeMarkets(rowId, first);
    await writeMarkets(rowId, second);
    expect(await readMarkets(rowId)).toEqual(second);
  });

  it('expires on its own a week after the last refresh', async () => {
    const rowId = freshRow();
    await writeMarkets(rowId, snapshotOf(1));
    const [head] = await items(rowId);
    const days = (Number(head?.expiresAt) - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
  });
});

describe('a snapshot that is not whole', () => {
  it('or not there at all reads as missing', async () => {
    expect(await readMarkets(freshRow())).toBeNull();
  });

  it('because a part is missing reads as missing', async () => {
    const rowId = freshRow();
    await writeMarkets(rowId, snapshotOf(1500));
    const parts = (await items(rowId)).filter(({ sk }) => sk !== 'HEAD');
    await dynamodb().send(new DeleteItemCommand({ TableName: 'oems', Key: keyOf(rowId, String(parts.at(-1)?.sk)) }));
    expect(await readMarkets(rowId)).toBeNull();
  });

  it.each(['HEAD', 'a later part'])('because a byte of %s changed reads as missing', async (which) => {
    const rowId = freshRow();
    await writeMarkets(rowId, snapshotOf(1500));
    const found = (await items(rowId)).find(({ sk }) => (sk === 'HEAD') === (which === 'HEAD'));
    const part = Buffer.from(found?.part as Uint8Array);
    part.writeUInt8(part.readUInt8(100) ^ 1, 100);
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: 'oems',
        Key: keyOf(rowId, String(found?.sk)),
        UpdateExpression: 'SET part = :part',
        ExpressionAttributeValues: { ':part': { B: part } },
      }),
    );
    expect(await readMarkets(rowId)).toBeNull();
  });

  it('because the head is another version of the layout reads as missing', async () => {
    const rowId = freshRow();
    await dynamodb().send(
      new PutItemCommand({
        TableName: 'oems',
        Item: { ...keyOf(rowId, 'HEAD'), digest: { S: 'x' }, count: { N: '1' } },
      }),
    );
    expect(await readMarkets(rowId)).toBeNull();
  });

  it('because the writer crashed before any of its writes leaves the one before', async () => {
    const before = snapshotOf(1500, 1);
    for (let after = 0; after < 5; after += 1) {
      const rowId = freshRow();
      await writeMarkets(rowId, before);
      table.server().faults.arm({ operation: 'PutItem', kind: 'error', after, times: 100 });
      await expect(writeMarkets(rowId, snapshotOf(1900, 2))).rejects.toThrow();
      table.server().faults.clear();
      expect(await readMarkets(rowId), `crash at write ${after}`).toEqual(before);
    }
  }, 60_000);
});
