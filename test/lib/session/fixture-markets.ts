import { DeleteItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import { type KrakenFutures, startKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { type KrakenSpot, startKrakenSpot } from '../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { forgetMarkets, openMarkets, refreshMarkets } from '../../../lib/session/markets.ts';

export const minute = 60_000;
export const day = 24 * 60 * minute;

interface Simulators {
  readonly spot: KrakenSpot;
  readonly futures: KrakenFutures;
  /** Paths of the requests since the test began, or since the last `clear`. */
  readonly requests: string[];
  clear(): void;
}

/** Both simulators behind the environment's origins. Each test begins with the real clock and without markets in memory. */
export function useSimulators() {
  const world = createWorld({ pinned: true, tickMs: 0 });
  let started: Simulators | undefined;
  const simulators = (): Simulators => {
    if (started === undefined) throw new Error('the simulators have not started');
    return started;
  };
  beforeAll(async () => {
    const requests: string[] = [];
    const clear = () => void requests.splice(0);
    started = { spot: await startKrakenSpot({ world }), futures: await startKrakenFutures({ world }), requests, clear };
    for (const { protocol } of [started.spot, started.futures]) listRequests(protocol, requests);
  });
  afterAll(async () => {
    await started?.spot.close();
    await started?.futures.close();
    world.close();
  });
  beforeEach(() => {
    vi.useRealTimers();
    process.env.OEMS_KRAKEN_SPOT_URL = simulators().spot.url;
    process.env.OEMS_KRAKEN_FUTURES_URL = simulators().futures.url;
    forgetMarkets();
    simulators().clear();
  });
  return { world, simulators };
}

function listRequests(protocol: KrakenSpot['protocol'] | KrakenFutures['protocol'], requests: string[]): void {
  const handle = protocol.handle;
  protocol.handle = (request) => {
    requests.push(request.path);
    return handle(request);
  };
}

export function nameOf(marketType: MarketType) {
  return { exchange: 'kraken', marketType } as const;
}

export async function marketsOf(marketType: MarketType): Promise<Markets> {
  const name = nameOf(marketType);
  return openMarkets(name, await loadExchange(name));
}

/** One cold or warm call that lists: it needs all markets. */
export async function listing(marketType: MarketType): Promise<void> {
  await (await marketsOf(marketType)).naming();
}

/** One cold or warm call about a symbol; whether the exchange trades it. */
export async function knows(marketType: MarketType, symbol: string): Promise<boolean> {
  return (await (await marketsOf(marketType)).find(symbol)) !== null;
}

export async function refresh(marketType: MarketType) {
  const name = nameOf(marketType);
  return refreshMarkets(name, await loadExchange(name));
}

/** The table as it is before anything was ever loaded. */
export async function emptyTable(marketType: MarketType): Promise<void> {
  const query = {
    TableName: 'oems',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `MARKETS#kraken#${marketType}` } },
    ProjectionExpression: 'pk, sk',
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamodb() }, query))
    for (const Key of Items) await dynamodb().send(new DeleteItemCommand({ TableName: 'oems', Key }));
  forgetMarkets();
}

/** Moves the clock of Date. Timers and sockets keep real time. */
export function travel(ms: number) {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + ms });
}
