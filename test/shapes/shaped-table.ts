import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, SQSEvent } from 'aws-lambda';
import { startDynamoDb } from '../../infra/local/aws/dynamodb.ts';
import { startKms } from '../../infra/local/aws/kms.ts';
import { startBinanceSpot } from '../../infra/local/exchanges/binance/spot/simulator.ts';
import { startBinanceUsdm } from '../../infra/local/exchanges/binance/usdm/simulator.ts';
import { startBybit } from '../../infra/local/exchanges/bybit/simulator.ts';
import { createWorld, type World } from '../../infra/local/exchanges/engine/world.ts';
import { startKrakenFutures } from '../../infra/local/exchanges/kraken/futures/simulator.ts';
import { startKrakenSpot } from '../../infra/local/exchanges/kraken/spot/simulator.ts';
import { createTable } from '../../infra/local/stack/create-table.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { kebabCase, type OperationId } from '../../lib/contract/routes.ts';
import { apiEvent, lambdaContext } from '../faults/harness/event.ts';

/** The fixture: a table as an earlier release has written it, and what that release answered. */
export interface ShapedTable {
  /** Epoch ms. */
  readonly madeAt: number;
  /** The key of the local KMS that sealed the credentials. The credentials open nothing but the simulators. */
  readonly kms: Readonly<Record<string, unknown>>;
  /** Items in DynamoDB's JSON, with binary values in base64. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly answers: Readonly<Record<string, unknown>>;
}

export const fixtureFile = join(import.meta.dirname, 'table.json');
export const tenant = 'frozen';
export const account = { exchange_account_id: 'desk' };
/** At an exchange with a market without a ledger. */
export const withFills = { exchange_account_id: 'fills' };
/** At an exchange whose markets share a wallet and a ledger. */
export const unified = { exchange_account_id: 'unified' };

export interface Scene {
  readonly world: World;
  /** The answer's `data`, or its text. Throws unless the operation succeeds. */
  call(
    operation: OperationId,
    fields: Readonly<Record<string, unknown>>,
    key?: string,
  ): Promise<Record<string, unknown>>;
  pull(): Promise<void>;
  /** The job that follows resting orders. */
  follow(): Promise<void>;
  /** The keys of the local KMS, as its file holds them. */
  kmsFile(): string;
  close(): Promise<void>;
}

/** The functions in this process over the embedded AWS services and the simulators of the exchanges. */
export async function openScene(kms: ShapedTable['kms'] | null, behindMs = 0): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'shapes-'));
  if (kms !== null) await writeFile(join(folder, 'keys.json'), JSON.stringify(kms));
  const world = createWorld({ pinned: true, tickMs: 0, clock: () => Date.now() - behindMs });
  const [table, keys] = [await startDynamoDb(), await startKms({ path: folder })];
  const [spot, futures] = [await startKrakenSpot({ world }), await startKrakenFutures({ world })];
  const [binanceSpot, binanceUsdm] = [await startBinanceSpot({ world }), await startBinanceUsdm({ world })];
  const bybit = await startBybit({ world });
  keys.ensureAlias('alias/oems');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
    AWS_ENDPOINT_URL_KMS: keys.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    OEMS_TABLE: 'oems',
    OEMS_SECRETS_KEY_ID: 'alias/oems',
    OEMS_KRAKEN_SPOT_URL: spot.url,
    OEMS_KRAKEN_FUTURES_URL: futures.url,
    OEMS_BINANCE_SPOT_URL: binanceSpot.url,
    OEMS_BINANCE_USDM_URL: binanceUsdm.url,
    OEMS_BYBIT_URL: bybit.url,
  });
  await createTable(dynamodb(), 'oems');
  return {
    world,
    call,
    pull,
    follow,
    kmsFile: () => join(folder, 'keys.json'),
    close: async () => {
      for (const part of [spot, futures, binanceSpot, binanceUsdm, bybit, table, keys]) await part.close();
      world.close();
      await rm(folder, { recursive: true });
    },
  };
}

const sources: readonly string[] = ['GET', 'DELETE'];

async function call(
  operation: OperationId,
  fields: Readonly<Record<string, unknown>>,
  idempotencyKey?: string,
): Promise<Record<string, unknown>> {
  const { routes } = await import('../../lib/contract/routes.ts');
  const { handler } = await import(`../../functions/api/${kebabCase(operation)}.ts`);
  const text = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  const part = sources.includes(routes[operation].method) ? { query: text } : { body: { ...fields } };
  const answer = await handler(apiEvent({ tenant, idempotencyKey, ...part }), lambdaContext(Date.now() + 29_000));
  const isText = !String(answer.headers['content-type']).startsWith('application/json');
  if (answer.statusCode !== 200) throw new Error(`${operation}: ${answer.statusCode} ${answer.body}`);
  return isText ? { text: answer.body } : JSON.parse(answer.body).data;
}

async function follow(): Promise<void> {
  const { handler } = await import('../../functions/jobs/follow-orders.ts');
  await handler({}, lambdaContext(Date.now() + 60_000) as Context);
}

async function pull(): Promise<void> {
  const { handler } = await import('../../functions/jobs/pull-history.ts');
  const messages = [
    ...[account, withFills, unified].map((one) => ({ kind: 'account', tenant, accountId: one.exchange_account_id })),
    { kind: 'rates', exchange: 'kraken', marketType: 'swap', symbol: 'BTC/USD:USD' },
  ];
  const Records = messages.map((message, index) => ({
    messageId: `m${index}`,
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1' },
  }));
  const context = lambdaContext(Date.now() + 120_000) as Context;
  const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent, context);
  if (batchItemFailures.length > 0) throw new Error(`pulls failed: ${JSON.stringify(batchItemFailures)}`);
}
