import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import type { ItemKey } from '../../../lib/aws/table-item.ts';
import { leapNonce, raiseNonce, takeNonces } from '../../../lib/nonce/nonce-counter.ts';
import { inScale, type NonceScale, nonceScales, scaleOf, windowFor } from '../../../lib/nonce/nonce-scale.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const clock = vi.hoisted(() => ({ now: 0 }));
vi.mock(import('../../../lib/aws/clock.ts'), () => ({ sharedNow: () => clock.now, observeTableDate: () => undefined }));

const table = useEmbeddedTable();
const start = Date.UTC(2026, 4, 20);
beforeEach(() => {
  clock.now = start;
});

let serial = 0;
/** An account record whose spot counter stands at `at`. */
async function counter(scale: NonceScale, at: bigint): Promise<ItemKey> {
  serial += 1;
  const key = { pk: `TENANT#t#ACCOUNT#${serial}`, sk: 'ACCOUNT' };
  const item = { ...key, exchange: 'kraken', nonces: { spot: at }, nonceScales: { spot: scale } };
  await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: marshall(item) }));
  return { pk: { S: key.pk }, sk: { S: key.sk } };
}

interface Take {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Unique, and in real-time order: what was taken after another take had ended is above all of it. */
function expectLinear(takes: readonly Take[]): void {
  const values = takes.flatMap(({ first, last }) =>
    Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index)),
  );
  expect(new Set(values).size).toBe(values.length);
  for (const earlier of takes)
    for (const later of takes) if (earlier.endedAt < later.startedAt) expect(later.first).toBeGreaterThan(earlier.last);
}

describe('concurrent callers of one counter', () => {
  const plan = fc.record({
    scale: fc.constantFrom(...nonceScales),
    startsAheadMs: fc.integer({ min: -5000, max: 5000 }),
    /** Milliseconds the clock jumps by before each take. */
    takes: fc.array(
      fc.record({
        jump: fc.oneof(fc.constant(0), fc.integer({ min: -20_000, max: 20_000 })),
        count: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 8, maxLength: 30 },
    ),
    takers: fc.integer({ min: 1, max: 8 }),
    lostAnswers: fc.array(fc.nat(25), { maxLength: 2 }),
  });

  it('get unique nonces in real-time order, over every unit, jumping clocks and lost answers', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ scale, startsAheadMs, takes, takers, lostAnswers }) => {
        clock.now = start;
        const key = await counter(scale, inScale(start + startsAheadMs, scale));
        for (const after of lostAnswers)
          table.server().faults.arm({ operation: 'UpdateItem', kind: 'timeout-applied', after });
        const waiting = [...takes];
        const done: Take[] = [];
        let moment = 0;
        const taker = async () => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            clock.now += next.jump;
            const startedAt = ++moment;
            const first = (await takeNonces(key, 'spot', next.count))?.first;
            expect(first).toBeTypeOf('bigint');
            done.push({
              startedAt,
              endedAt: ++moment,
              first: first ?? 0n,
              last: (first ?? 0n) + BigInt(next.count) - 1n,
            });
          }
        };
        await Promise.all(Array.from({ length: takers }, taker));
        table.server().faults.clear();
        expect(done).toHaveLength(takes.length);
        expectLinear(done);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it.each(nonceScales)('get the clock itself in %s while nobody is ahead', async (scale) => {
    const key = await counter(scale, 1n);
    await takeNonces(key, 'spot', 1); // the first take of a container learns the unit
    clock.now += 10;
    expect((await takeNonces(key, 'spot', 1))?.first).toBe(inScale(start + 10, scale));
  });

  it('cost one write each without contention, and the write returns the record', async () => {
    const key = await counter('ms', 1n);
    table.server().faults.resetCounts();
    expect((await takeNonces(key, 'spot', 2))?.item.exchange).toEqual({ S: 'kraken' });
    expect(table.server().faults.counts()).toEqual({ UpdateItem: 1 });
  });

  it('cost two writes when another was faster, never more', async () => {
    const key = await counter('ms', BigInt(start + 60_000));
    table.server().faults.resetCounts();
    expect((await takeNonces(key, 'spot', 2))?.first).toBe(BigInt(start + 60_001));
    expect(table.server().faults.counts()).toEqual({ UpdateItem: 2 });
  });

  it('never take the same nonce again after a key changed its unit', async () => {
    const key = await counter('us', 1n);
    const before = (await takeNonces(key, 'spot', 1))?.first ?? 0n;
    const item = marshall({ pk: key.pk.S, sk: key.sk.S, nonces: { spot: 5n }, nonceScales: { spot: 'ms' } });
    await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: item }));
    expect((await takeNonces(key, 'spot', 1))?.first).toBe(BigInt(start));
    expect(before).toBe(inScale(start, 'us'));
  });
});

describe('a counter that is not there', () => {
  it('is no account: null, and nothing is written', async () => {
    const key = { pk: { S: 'TENANT#t#ACCOUNT#none' }, sk: { S: 'ACCOUNT' } };
    expect(await takeNonces(key, 'spot', 1)).toBeNull();
    expect((await dynamodb().send(new GetItemCommand({ TableName: 'oems', Key: key }))).Item).toBeUndefined();
  });

  it('in an account without that key gives the account and no nonce', async () => {
    const key = await counter('ms', 1n);
    const taken = await takeNonces(key, 'swap', 1);
    expect(taken).toMatchObject({ first: null, item: { exchange: { S: 'kraken' } } });
    expect(await leapNonce(key, 'swap', 1000, 'ms')).toBeNull();
  });
});

describe('leap and raise', () => {
  it.each([
    ['ms', 10_000n],
    ['us', 10_000_000n],
    ['ns', 10_000_000_000n],
  ] as const)('a leap of 10 s counts in %s', async (scale, units) => {
    const at = inScale(start, scale);
    expect(await leapNonce(await counter(scale, at), 'spot', 10_000, scale)).toBe(at + units);
  });

  it.each(nonceScales)('leaps of one moment share no nonce in %s, and do not add up', async (scale) => {
    const key = await counter(scale, 1n);
    const leaps = await Promise.all([1, 2, 3].map(() => leapNonce(key, 'spot', 10_000, scale)));
    const first = inScale(start + 10_000, scale);
    expect(new Set(leaps)).toEqual(new Set([first, first + 1n, first + 2n]));
  });

  it('raise lifts, and never lowers', async () => {
    const key = await counter('ms', BigInt(start));
    await raiseNonce(key, 'spot', String(start + 500));
    expect((await takeNonces(key, 'spot', 1))?.first).toBe(BigInt(start + 501));
    await raiseNonce(key, 'spot', String(start - 500));
    expect((await takeNonces(key, 'spot', 1))?.first).toBe(BigInt(start + 502));
  });
});

describe('the unit of a key', () => {
  it.each([
    ['0', 'ms'],
    ['1779273000000', 'ms'],
    ['1779273000000000', 'us'],
    ['1779273000000000000', 'ns'],
    ['18446744073709551615', 'ns'],
  ] as const)('of nonce %s is %s', (nonce, scale) => {
    expect(scaleOf(nonce)).toBe(scale);
  });

  it('decides the size of a ten-second window', () => {
    expect(nonceScales.map((scale) => windowFor(scale, 10_000))).toEqual(['10000', '10000000', '10000000000']);
  });

  it('keeps every digit of a nanosecond', () => {
    expect(inScale(1779273000123, 'ns')).toBe(1779273000123000000n);
  });
});
