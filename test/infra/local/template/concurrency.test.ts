import { describe, expect, it } from 'vitest';
import { THROTTLED } from '../../../../infra/local/lambda/lambda-answer.ts';
import { limitConcurrency } from '../../../../infra/local/template/concurrency.ts';

/** Invocations that run until they are told to end. */
function bench(accountLimit: number | null) {
  const functions = [
    { name: 'halt', reservedConcurrency: 2 },
    { name: 'order', reservedConcurrency: null },
    { name: 'read', reservedConcurrency: null },
  ];
  const ends: (() => void)[] = [];
  const throttled: string[] = [];
  const run = () => {
    const end = Promise.withResolvers<{ readonly ok: true; readonly result: null }>();
    ends.push(() => end.resolve({ ok: true, result: null }));
    return end.promise;
  };
  const invoke = limitConcurrency(functions, accountLimit, run as never, (name) => throttled.push(name));
  return { throttled, ends, call: (name: string) => invoke(name, {}, 1000) };
}

describe('the limits of concurrent executions', () => {
  it('functions without a share of their own share what the account leaves, and are refused beyond at once', async () => {
    const { call, throttled, ends } = bench(5);
    for (const name of ['order', 'read', 'order']) void call(name);
    expect(await call('read')).toMatchObject({ ok: false, errorType: THROTTLED });
    void call('halt');
    void call('halt');
    expect(await call('halt')).toMatchObject({ errorType: THROTTLED });
    expect([throttled, ends.length]).toEqual([['read', 'halt'], 5]);
  });

  it('an execution that has ended leaves its place', async () => {
    const { call, ends } = bench(3);
    const first = call('order');
    expect(await call('read')).toMatchObject({ errorType: THROTTLED });
    ends[0]?.();
    await first;
    void call('read');
    expect(ends).toHaveLength(2);
  });

  it('shares that leave nothing are refused, and without a limit every invocation runs', () => {
    expect(() => bench(2)).toThrow('leave nothing');
    const { call, ends } = bench(null);
    for (let count = 0; count < 100; count += 1) void call('halt');
    expect(ends).toHaveLength(100);
  });
});
