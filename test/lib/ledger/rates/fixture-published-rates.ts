import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { type KrakenFutures, startKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { noon } from '../fixture-stored-ledger.ts';

export const hourMs = 3_600_000;

/** A rate of the schedule: hours after noon, and the rate as the exchange writes it; null for a rate that nobody can read. */
export type Published = readonly [hour: number, rate: number | null];

/** The futures simulator, whose published schedule a test may replace or take away. */
export function usePublishedRates() {
  const world = createWorld({ pinned: true, tickMs: 0 });
  let futures: KrakenFutures;
  let asked = 0;
  let substitute: readonly Published[] | 'away' | null = null;
  beforeAll(async () => {
    futures = await startKrakenFutures({ world });
    process.env.OEMS_KRAKEN_FUTURES_URL = futures.url;
    const handle = futures.protocol.handle;
    futures.protocol.handle = (request) => {
      if (!/historical-?funding-?rates/.test(request.path)) return handle(request);
      asked += 1;
      if (substitute === 'away') return { status: 503, body: 'away' };
      return substitute === null ? handle(request) : { status: 200, body: { rates: substitute.map(rateJson) } };
    };
  });
  afterAll(async () => {
    await futures.close();
    world.close();
  });
  return {
    /** How often the schedule was asked for since the last time this was called. */
    requests: (): number => {
      const count = asked;
      asked = 0;
      return count;
    },
    /** Null: the simulator's own. */
    publish: (rates: readonly Published[] | 'away' | null): void => {
      substitute = rates;
    },
  };
}

function rateJson([hour, rate]: Published) {
  return {
    timestamp: new Date(noon + hour * hourMs).toISOString(),
    fundingRate: (rate ?? 0) * 80_000,
    relativeFundingRate: rate,
  };
}

/** Removes every stored rate, and the cursors. */
export async function dropRates(): Promise<void> {
  const client = new DynamoDBClient({});
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'oems' }));
  for (const { pk, sk } of Items)
    if (pk?.S?.startsWith('RATES#') && sk !== undefined)
      await client.send(new DeleteItemCommand({ TableName: 'oems', Key: { pk, sk } }));
  client.destroy();
}
