import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { OemsError } from '../../../lib/errors.ts';
import { newPriceMemory, type PriceMemory, sharedPrice } from '../../../lib/markets/shared-price.ts';
import type { PriceKey } from '../../../lib/markets/turns.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

/** The clock that the table corrects in production. */
const clock = vi.hoisted(() => ({ ahead: 0, stoppedAt: null as number | null }));
vi.mock('../../../lib/aws/clock.ts', async (original) => ({
  ...(await original<object>()),
  sharedNow: () => clock.stoppedAt ?? Date.now() + clock.ahead,
}));

const table = useEmbeddedTable();
/** Older prices are never served: the documents promise this number. */
const oldestMs = 5000;
const away = new OemsError('EXCHANGE_UNAVAILABLE', 'the exchange is away');

let serial = 0;
let key: PriceKey;
/** Moments at which the exchange was asked. */
let asked: number[];
beforeEach(() => {
  serial += 1;
  key = { exchange: 'kraken', marketType: 'spot', symbol: `S${serial}/USD`, kind: 'TICKER' };
  asked = [];
});
afterEach(() => {
  Object.assign(clock, { ahead: 0, stoppedAt: null });
  table.server().faults.clear();
});

/** An exchange that answers `outcome` after so many ms. */
function exchange(outcome: unknown = 'price', ms = 0): () => Promise<unknown> {
  return async () => {
    asked.push(Date.now());
    await sleep(ms);
    if (outcome instanceof Error) throw outcome;
    return `${outcome} ${asked.length}`;
  };
}
/** A container: nothing but a memory of its own. */
function ask(outcome?: unknown, ms?: number, memory: PriceMemory = newPriceMemory()) {
  return sharedPrice(memory, key, exchange(outcome, ms));
}
/** Moves the clock of all containers. Timers and sockets keep real time. */
function travel(ms: number): void {
  clock.ahead += ms;
}

describe('callers of many containers', () => {
  it('at one moment ask the exchange once, and all get its answer', async () => {
    // A busy machine takes more than a second for all callers, and the next second has a turn of its own.
    clock.stoppedAt = Date.now();
    const memories = Array.from({ length: 8 }, newPriceMemory);
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, index) => ask('price', 300, memories[index % memories.length])),
    );
    expect(asked).toHaveLength(1);
    expect(new Set(all.map(({ value }) => value))).toEqual(new Set(['price 1']));
  });

  it('ask at most once a second, and are served no price that is older than the limit', async () => {
    const memories = Array.from({ length: 5 }, newPriceMemory);
    const started = Date.now();
    let oldest = 0;
    const turns = new Set<number>();
    const caller = async (index: number): Promise<void> => {
      while (Date.now() - started < 3500) {
        const { asOf } = await ask('price', 150, memories[index % memories.length]);
        oldest = Math.max(oldest, Date.now() - asOf);
        turns.add(asOf);
        await sleep(5);
      }
    };
    table.server().faults.resetCounts();
    await Promise.all(Array.from({ length: 100 }, (_, index) => caller(index)));
    const seconds = Math.ceil((Date.now() - started) / 1000);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThanOrEqual(seconds);
    // A turn begins before the write that takes the turn, and a busy machine delays the request after the write.
    const begins = [...turns].toSorted((one, other) => one - other);
    expect(begins).toHaveLength(asked.length);
    for (const [index, at] of begins.entries())
      if (index > 0) expect(at - (begins[index - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(oldest).toBeLessThan(oldestMs);
    // For each turn: the two writes of the winner, and at most one vain attempt of each other container.
    expect(table.server().faults.counts().UpdateItem).toBeLessThanOrEqual(asked.length * (memories.length + 1));
  });

  it('a container asks the table once a second at most', async () => {
    const memory = newPriceMemory();
    await ask('price', 0, memory);
    table.server().faults.resetCounts();
    await Promise.all(Array.from({ length: 20 }, () => ask('price', 0, memory)));
    expect(table.server().faults.counts()).toEqual({});
  });

  it('a price of another container is served from the table, with its age', async () => {
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(asked).toHaveLength(1);
  });

  it('the age of a price begins before the exchange is asked', async () => {
    const before = Date.now();
    const { asOf } = await ask('price', 300);
    expect(asOf).toBeGreaterThanOrEqual(before);
    expect(asOf).toBeLessThanOrEqual(asked[0] ?? 0);
  });

  it('a ticker and an order book are two values', async () => {
    await ask();
    await sharedPrice(newPriceMemory(), { ...key, kind: 'BOOK' }, exchange('book'));
    expect(asked).toHaveLength(2);
  });
});

describe('while a price is being asked for', () => {
  it('others are served the last price, and wait for nothing', async () => {
    const first = await ask();
    travel(1500);
    const slow = ask('price', 500);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(await ask()).toEqual(first);
    expect((await slow).value).toBe('price 2');
    expect(asked).toHaveLength(2);
  });

  it('others wait where the last price is too old to be served', async () => {
    await ask();
    travel(oldestMs + 1);
    const slow = ask('price', 400);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect((await ask()).value).toBe('price 2');
    await slow;
    expect(asked).toHaveLength(2);
  });

  it('a container that dies does not keep the others from asking', async () => {
    void ask('price', 60_000);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect((await ask()).value).toBe('price 2');
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(900);
  });

  it('a late answer does not replace a newer one', async () => {
    const late = ask('late', 1500);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await sleep(1050);
    const newer = await ask('newer');
    await late;
    expect(await ask()).toEqual(newer);
  });
});

describe('an exchange that does not answer', () => {
  it('is an error with its code where there is no price, and the others get the error without asking', async () => {
    await expect(ask(away)).rejects.toBe(away);
    await expect(ask()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE', message: away.message });
    expect(asked).toHaveLength(1);
  });

  it('leaves the last price for five seconds, told with its age, and then the error', async () => {
    const first = await ask();
    travel(oldestMs - 1000);
    expect(await ask(away)).toEqual(first);
    travel(1001);
    await expect(ask(away)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    expect(asked).toHaveLength(3);
  });

  it('is asked again a second later', async () => {
    await expect(ask(away)).rejects.toBe(away);
    travel(1001);
    expect((await ask()).value).toBe('price 2');
  });

  it('is left alone for as long as it says where it limits requests', async () => {
    const limited = new OemsError('RATE_LIMITED', 'slower', { retryAfterSeconds: 5 });
    await expect(ask(limited)).rejects.toBe(limited);
    travel(3000);
    await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 2 });
    expect(asked).toHaveLength(1);
    travel(2100);
    expect((await ask()).value).toBe('price 2');
  });

  it('an error of our own is not shared', async () => {
    await expect(ask(new TypeError('a mistake'))).rejects.toThrow('a mistake');
    travel(1001);
    expect((await ask()).value).toBe('price 2');
  });

  it('a late error does not hide a newer price', async () => {
    const late = ask(away, 1500).catch(() => null);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await sleep(1050);
    await ask('newer');
    await late;
    expect((await ask()).value).toBe('newer 2');
    travel(1500);
    expect((await ask('next')).value).toBe('next 3');
  });
});

describe('a table that fails', () => {
  it('costs the caller nothing once the exchange has answered', async () => {
    // The first write takes the turn, and the second shares the price.
    table.server().faults.arm({ operation: 'UpdateItem', kind: 'error', times: 10, after: 1 });
    expect((await ask()).value).toBe('price 1');
    expect(asked).toHaveLength(1);
  });

  it('is an error, and the exchange is not asked by every caller instead', async () => {
    table.server().faults.arm({ operation: 'GetItem', kind: 'error', times: 1000 });
    await expect(ask()).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});

it('a clock that was far ahead does not silence a symbol', async () => {
  travel(3_600_000);
  await ask();
  travel(-3_600_000);
  expect((await ask()).value).toBe('price 2');
});

it('an item of a symbol goes away an hour after the last question', async () => {
  await ask();
  const Key = { pk: { S: `PRICES#kraken#spot#${key.symbol}` }, sk: { S: 'TICKER' } };
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: 'oems', Key }));
  const left = Number(Item?.expiresAt?.N) - Date.now() / 1000;
  expect(left).toBeGreaterThan(3500);
  expect(left).toBeLessThan(3700);
});
