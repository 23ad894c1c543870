import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { LocalStack } from '../../infra/local/stack/stack.ts';
import { ADMINISTRATOR } from '../../infra/local/template/enforce.ts';
import { haltShards } from '../../lib/accounts/pending-halt.ts';
import { shape } from '../../lib/aws/stored-shape.ts';
import type { MarketName } from '../../lib/exchanges/exchanges.ts';
import { allStreams } from '../../lib/exchanges/streams.ts';
import { newRatesCursor } from '../../lib/ledger/rates/rates-cursor.ts';
import { newCursor } from '../../lib/ledger/store/ledger-cursor.ts';

/** Changes the table behind the functions' back, as time and failures would. */
export interface Forge {
  /** Makes the newest line of a journal one whose fate is not known, due for a look at `pendingAfter`. */
  reopen(journal: Journal, state: 'IN_FLIGHT' | 'UNKNOWN', pendingAfter: number): Promise<void>;
  /** Removes the description of the newest order, as if the order had not been read since its acceptance. */
  undescribe(journal: Journal): Promise<void>;
  /** Halts an account, as if the call had died before its first cancellation: the resolver is to carry the halt on, now. */
  pretendHalted(accountPartition: string): Promise<void>;
  /** Lays down cursors as pulls leave them: of both wallets of an account, and of a symbol's published rates. */
  pretendPulled(ledgerPartition: string, ratesPartition: string): Promise<void>;
  /** Lays down the two ledger entries of a spot trade of an hour ago. */
  pretendTraded(ledgerPartition: string): Promise<void>;
  /** Fills the tenant's list of accounts with entries whose registrations died long ago. */
  pretendFull(tenantPartition: string): Promise<void>;
  /** Removes the stored catalogue of a market, with its buckets and assets. */
  dropMarkets(market: MarketName): Promise<void>;
  /** Stores the whole catalogue in two items, as one that outgrows an item is stored, and removes buckets and assets. */
  splitMarkets(market: MarketName): Promise<void>;
  /** Removes every line that is open still, and ends every pending halt, so that no resolver finds them. */
  sweep(): Promise<void>;
  close(): void;
}

/** Where a journal's lines lie, and what their sort keys begin with. */
export interface Journal {
  readonly partition: string;
  readonly lines: keyof typeof shardNames;
}

const shardNames = { ORDER: 'ORDERS', TRANSFER: 'TRANSFERS', AMEND: 'AMENDS', CANCEL_ALL: 'CANCELS' } as const;

/** Of infra/stages/dev.json: the default. */
const accountsPerTenant = 100;

type JournalEntry = Record<string, unknown> & { readonly record: Record<string, unknown> };

export function createForge({ dynamodbUrl, tableName: TableName }: LocalStack): Forge {
  const credentials = { accessKeyId: ADMINISTRATOR, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamodbUrl, region: 'us-east-1', credentials });
  const put = (item: Record<string, unknown>) => client.send(new PutItemCommand({ TableName, Item: marshall(item) }));

  const newest = async ({ partition, lines: kind }: Journal): Promise<JournalEntry> => {
    const ExpressionAttributeValues = marshall({ ':pk': partition, ':kind': `${kind}#` });
    const KeyConditionExpression = 'pk = :pk AND begins_with(sk, :kind)';
    const query = { TableName, KeyConditionExpression, ExpressionAttributeValues };
    const { Items = [] } = await client.send(new QueryCommand(query));
    const lines = Items.map((item) => unmarshall(item)).filter(({ record }) => record !== undefined) as JournalEntry[];
    const [line] = lines.toSorted((a, b) => Number(b.record.sentAt) - Number(a.record.sentAt));
    if (line === undefined) throw new Error(`no ${kind} line in ${partition}`);
    return line;
  };

  const openLines = async (shard: string) => {
    const ExpressionAttributeValues = marshall({ ':shard': shard });
    const query = { TableName, IndexName: 'pending', KeyConditionExpression: 'pendingShard = :shard' };
    const { Items = [] } = await client.send(new QueryCommand({ ...query, ExpressionAttributeValues }));
    return Items.map(({ pk, sk }) => ({ pk, sk }) as Record<'pk' | 'sk', AttributeValue>);
  };

  const stored = async ({ exchange, marketType }: MarketName) => {
    const ExpressionAttributeValues = marshall({ ':pk': `MARKETS#${exchange}#${marketType}` });
    const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues };
    const { Items = [] } = await client.send(new QueryCommand(query));
    const items = Items.map((item) => unmarshall(item));
    if (items.length === 0) throw new Error(`no catalogue of ${exchange} ${marketType} is stored`);
    return items;
  };
  const drop = ({ pk, sk }: Record<string, unknown>) =>
    client.send(new DeleteItemCommand({ TableName, Key: marshall({ pk, sk }) }));

  const update = (key: Record<string, AttributeValue>, UpdateExpression: string, values: Record<string, unknown>) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: key,
        UpdateExpression,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: marshall(values) } : {}),
      }),
    );

  return {
    pretendHalted: async (pk) => {
      const expression =
        'SET tradingState = :halted, haltId = :id, haltAskedAt = :at, haltRounds = :none, pendingShard = :shard, pendingAfter = :none';
      const values = { ':halted': 'HALTED', ':id': 'forged', ':at': Date.now(), ':none': 0, ':shard': 'HALTS#0' };
      await update(marshall({ pk, sk: 'ACCOUNT' }) as Record<string, AttributeValue>, expression, values);
    },
    undescribe: async (journal) => {
      const line = await newest(journal);
      await put({ ...line, record: { ...line.record, described: null } });
    },
    reopen: async (journal, state, pendingAfter) => {
      const line = await newest(journal);
      const record = { ...line.record, state };
      await put({ ...line, entryState: state, record, pendingShard: `${shardNames[journal.lines]}#0`, pendingAfter });
    },
    pretendFull: async (pk) => {
      const ids = Array.from({ length: accountsPerTenant }, (_, index) => `died-${index}`);
      for (const accountId of ids) await put({ pk, sk: `ACCOUNT#${accountId}`, shape, accountId, enteredAt: 1 });
    },
    pretendPulled: async (ledger, rates) => {
      const pulled = { version: 1, coveredTo: Date.now() };
      for (const { exchange, stream } of allStreams())
        await put({
          pk: ledger,
          sk: `CURSOR#${exchange}#${stream}`,
          shape,
          version: 1,
          cursor: { ...newCursor, ...pulled },
        });
      await put({ pk: rates, sk: 'CURSOR', shape, version: 1, cursor: { ...newRatesCursor, ...pulled } });
    },
    pretendTraded: async (ledger) => {
      const time = Date.now() - 3_600_000;
      for (const entry of tradeAt(time))
        await put({
          pk: ledger,
          sk: `ENTRY#kraken#spot#${String(time).padStart(15, '0')}#${entry.id}#forged`,
          shape,
          entry,
        });
    },
    dropMarkets: async (market) => {
      await Promise.all((await stored(market)).map(drop));
    },
    splitMarkets: async (market) => {
      const items = await stored(market);
      const head = items.find(({ sk }) => sk === 'HEAD');
      if (head?.count !== 1)
        throw new Error(`the catalogue of ${market.exchange} ${market.marketType} is split already`);
      const part = head.part as Uint8Array;
      const half = Math.floor(part.length / 2);
      await Promise.all(items.filter((item) => item !== head).map(drop));
      await put({ ...head, sk: `PART#${head.digest}#001`, part: part.subarray(half) });
      await put({ ...head, count: 2, part: part.subarray(0, half) });
    },
    sweep: async () => {
      const shards = Object.values(shardNames).flatMap((journal) => [0, 1, 2, 3].map((shard) => `${journal}#${shard}`));
      for (const shard of shards)
        for (const key of await openLines(shard)) await client.send(new DeleteItemCommand({ TableName, Key: key }));
      for (const shard of haltShards)
        for (const key of await openLines(shard))
          await update(key, 'REMOVE haltId, haltAskedAt, haltCloses, haltRounds, pendingShard, pendingAfter', {});
    },
    close: () => client.destroy(),
  };
}

function tradeAt(time: number) {
  const terms = {
    time,
    kind: 'trade',
    label: 'trade/tradespot',
    symbol: null,
    wallet: 'spot',
    tradeId: 'TFORGED',
    owner: 'forged',
  };
  const untold = {
    balanceBefore: null,
    realizedPnl: null,
    funding: null,
    liquidationFee: null,
    price: null,
    rate: null,
  };
  return [
    {
      ...terms,
      ...untold,
      id: 'LPAID',
      asset: 'USD',
      change: '-800',
      balanceAfter: '99200',
      fee: '3.2',
      digest: 'paid',
    },
    {
      ...terms,
      ...untold,
      id: 'LBOUGHT',
      asset: 'BTC',
      change: '0.01',
      balanceAfter: '2.01',
      fee: '0',
      digest: 'bought',
    },
  ];
}
