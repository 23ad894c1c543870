import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, Row, Unserved } from './fixture-calls.ts';
import { count, endpointsOf, judge, outcomeOf, table } from './fixture-calls.ts';
import type { FuturesStage } from './fixture-futures.ts';
import { openFutures } from './fixture-futures.ts';
import { futuresAccount, futuresUnserved } from './fixture-futures-account.ts';
import { futuresChanges } from './fixture-futures-changes.ts';
import { futuresBatch, futuresFinding, futuresPlacing } from './fixture-futures-orders.ts';
import { futuresMarketData } from './fixture-futures-reads.ts';
import { futuresRecent } from './fixture-futures-recent.ts';
import type { ApiStage } from './fixture-kraken-api.ts';
import { openApi } from './fixture-kraken-api.ts';
import { apiCalls } from './fixture-kraken-api-calls.ts';
import type { SpotStage } from './fixture-spot.ts';
import { openSpot } from './fixture-spot.ts';
import { spotAccount } from './fixture-spot-account.ts';
import { spotChanges } from './fixture-spot-changes.ts';
import { spotFunding, spotUnserved } from './fixture-spot-funding.ts';
import { spotFinding, spotPlacing } from './fixture-spot-orders.ts';
import { spotMarketData } from './fixture-spot-reads.ts';

const spotCalls = [spotMarketData, spotAccount, spotFunding, spotPlacing, spotFinding, spotChanges].flat();
const futuresCalls = [
  futuresMarketData,
  futuresAccount,
  futuresPlacing,
  futuresBatch,
  futuresFinding,
  futuresRecent,
  futuresChanges,
].flat();

/** Runs all calls in order, each in a new exchange. */
function runAll<S>(calls: readonly Call<S>[], stage: () => S): void {
  for (const each of calls) it(`${each.call}: ${each.shows}`, () => judge(each, stage()));
}

/** Methods of CCXT's own list of what a class can do, leaving out feeds and statements about the exchange. */
function methodsOf(has: Readonly<Record<string, unknown>>): string[] {
  const methods = Object.entries(has).filter(([name, can]) => can === true && /^[a-z]+[A-Z]|^with|^trans/.test(name));
  return methods.map(([name]) => name).filter((name) => !/^(watch|unWatch)|Ws$|API$/.test(name));
}

/** What CCXT's class says about itself. */
interface Described {
  readonly has: Readonly<Record<string, unknown>>;
  describe(): { readonly api: Parameters<typeof endpointsOf>[0] };
  request(path: string, group: string, method: string, params: object): Promise<unknown>;
}

function callsEveryMethod(exchange: Described, calls: readonly { readonly call: string }[]): void {
  const called = new Set(calls.map(({ call }) => call.replace(/ .*$/, '')));
  expect(methodsOf(exchange.has).filter((method) => !called.has(method))).toEqual([]);
}

/** Every endpoint that the class lists was asked for by a call above, or is in the list of those that nobody serves. */
function reachesEveryEndpoint(exchange: Described, seen: ReadonlySet<string>, unserved: Unserved): void {
  const paths = [...seen];
  const missing = endpointsOf(exchange.describe().api).filter((endpoint) => {
    const [method = '', , path = ''] = endpoint.split(' ');
    const pattern = new RegExp(`^${method} .*/(v\\d|0/\\w+)/${path.replace(/\{\w+\}/g, '[^/]+')}$`);
    return !/ zendesk /.test(endpoint) && !(endpoint in unserved) && !paths.some((each) => pattern.test(each));
  });
  expect(missing).toEqual([]);
}

async function refusesUnserved(exchange: Described, unserved: Unserved, words: RegExp): Promise<void> {
  for (const endpoint of Object.keys(unserved)) {
    const [method = '', group = '', path = ''] = endpoint.split(' ');
    const asked = exchange.request(path, group, method, { uid: 'x', symbol: 'PF_XBTUSD' });
    await expect(asked, endpoint).rejects.toThrow(words);
  }
}

describe('CCXT kraken, unmodified', () => {
  const seen = new Set<string>();
  let stage: SpotStage;
  beforeEach(async () => {
    stage = await openSpot(seen);
  });
  afterEach(() => stage.stop());

  runAll(spotCalls, () => stage);
  it('every method that the class has is called', () => callsEveryMethod(stage.exchange, spotCalls));
  it('every endpoint that the class lists is called, or listed as unserved', () =>
    reachesEveryEndpoint(stage.exchange, seen, spotUnserved));
  it('an unserved endpoint is refused as an unknown method', () =>
    refusesUnserved(stage.exchange, spotUnserved, /Unknown method/));
});

describe('CCXT krakenfutures, unmodified', () => {
  const seen = new Set<string>();
  let stage: FuturesStage;
  beforeEach(async () => {
    stage = await openFutures(seen);
  });
  afterEach(() => stage.stop());

  runAll(futuresCalls, () => stage);
  it('every method that the class has is called', () => callsEveryMethod(stage.exchange, futuresCalls));
  it('every endpoint that the class lists is called, or listed as unserved', () =>
    reachesEveryEndpoint(stage.exchange, seen, futuresUnserved));
  it('an unserved endpoint is not found', () => refusesUnserved(stage.exchange, futuresUnserved, /not.?found/i));
});

describe('kraken-api, unmodified', () => {
  let stage: SpotStage;
  let api: ApiStage;
  beforeEach(async () => {
    stage = await openSpot(new Set());
    api = openApi(stage.spot);
  });
  afterEach(() => stage.stop());
  runAll(apiCalls, () => api);
});

describe('the page of calls', () => {
  const page = join(import.meta.dirname, '../../../../../../docs/simulator-calls.md');
  it('says what the calls above show; OEMS_WRITE_TABLE=1 writes the page anew', () => {
    const text = pageOf();
    if (process.env.OEMS_WRITE_TABLE !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});

function rowsOf(calls: readonly Call<never>[], unserved: Unserved = {}): Row[] {
  const called = calls.map((each): Row => ({ call: each.call, outcome: outcomeOf(each), note: each.shows }));
  const left = Object.entries(unserved).map(([call, note]): Row => ({ call, outcome: 'unserved', note }));
  return [...called, ...left];
}

function pageOf(): string {
  const parts = [
    ['CCXT kraken', rowsOf(spotCalls, spotUnserved)],
    ['CCXT krakenfutures', rowsOf(futuresCalls, futuresUnserved)],
    ['kraken-api', rowsOf(apiCalls)],
  ] as const;
  const counts = parts.map(([title, rows]) => `- ${title}: ${count(rows)}.`);
  const intro = [
    ...['# Calls of foreign clients', ''],
    'Unmodified clients call the simulators; a test holds every answer against what was sent, and writes this page.',
    'A call is unserved where an answer would be made up.',
  ];
  return [...intro, '', ...counts, '', ...parts.map(([title, rows]) => table(title, rows))].join('\n');
}
