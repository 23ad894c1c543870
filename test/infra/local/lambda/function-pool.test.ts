import { afterEach, describe, expect, it } from 'vitest';
import { createFunctionPool, type FunctionPool } from '../../../../infra/local/lambda/function-pool.ts';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { writeFunctions } from './fixture-functions.ts';

const LIMIT_MS = 20_000;
let running: AsyncDisposableStack | undefined;

afterEach(() => running?.disposeAsync());

async function poolWith(
  sources: Record<string, string>,
  settings: {
    workers?: number;
    maxThreads?: number;
    env?: Record<string, string>;
    onLog?: (line: string) => void;
  } = {},
): Promise<FunctionPool> {
  const parts = new AsyncDisposableStack();
  running = parts;
  const { dir } = parts.use(await writeFunctions(sources));
  const pool = createFunctionPool({ distDir: dir, workers: 4, env: {}, onLog: () => {}, ...settings });
  return parts.adopt(pool, (open) => open.close());
}

function value(invocation: Invocation): unknown {
  if (!invocation.ok) throw new Error(`${invocation.errorType}: ${invocation.errorMessage}`);
  return JSON.parse(invocation.payload);
}

const COUNTING = `let n = 0; import { threadId } from 'node:worker_threads';
export const handler = async () => ({ n: ++n, threadId });`;

const CONCURRENCY = `
import { setTimeout as delay } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
let inside = 0;
export const handler = async ({ ms }) => { const at = ++inside; await delay(ms); inside -= 1; return { at, threadId }; };`;

describe('the function pool', () => {
  it('the handler gets the event and a Lambda context', async () => {
    const pool = await poolWith({
      echo: `export const handler = async (event, context) => ({ event, name: context.functionName,
        id: context.awsRequestId, left: context.getRemainingTimeInMillis() });`,
    });
    const answer = value(await pool.invoke('echo', { a: [1, 'x'] }, 5_000));
    expect(answer).toMatchObject({ event: { a: [1, 'x'] }, name: 'echo' });
    const { id, left } = answer as { id: string; left: number };
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(left).toBeGreaterThan(4_000);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it('a warm worker is used again', async () => {
    const pool = await poolWith({ counting: COUNTING });
    const first = value(await pool.invoke('counting', {}, LIMIT_MS)) as { threadId: number };
    expect(value(await pool.invoke('counting', {}, LIMIT_MS))).toEqual({ n: 2, threadId: first.threadId });
  });

  it('a worker runs a single event at a time, and further workers run in parallel', async () => {
    const pool = await poolWith({ busy: CONCURRENCY });
    const invocations = await Promise.all([1, 2, 3].map(() => pool.invoke('busy', { ms: 300 }, LIMIT_MS)));
    const answers = invocations.map(value) as { at: number; threadId: number }[];
    expect(answers.map(({ at }) => at)).toEqual([1, 1, 1]);
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(3);
  });

  it('a function never has more workers than allowed', async () => {
    const pool = await poolWith({ busy: CONCURRENCY }, { workers: 2 });
    const invocations = await Promise.all([1, 2, 3, 4, 5, 6].map(() => pool.invoke('busy', { ms: 20 }, LIMIT_MS)));
    const threads = invocations.map((invocation) => (value(invocation) as { threadId: number }).threadId);
    expect(new Set(threads).size).toBeLessThanOrEqual(2);
  });

  it('the longest idle worker of any function ends when there are too many workers', async () => {
    const names = ['one', 'two', 'three'];
    const pool = await poolWith(Object.fromEntries(names.map((name) => [name, COUNTING])), { maxThreads: 2 });
    const count = async (name: string) => (value(await pool.invoke(name, {}, LIMIT_MS)) as { n: number }).n;
    for (const name of names) expect(await count(name)).toBe(1);
    expect([await count('two'), await count('three'), await count('one')]).toEqual([2, 2, 1]);
  });

  it('busy workers may exceed the limit of all workers', async () => {
    const pool = await poolWith({ busy: CONCURRENCY }, { workers: 3, maxThreads: 1 });
    const invocations = await Promise.all([1, 2, 3].map(() => pool.invoke('busy', { ms: 300 }, LIMIT_MS)));
    expect(new Set(invocations.map((one) => (value(one) as { threadId: number }).threadId)).size).toBe(3);
  });

  it('waiting events run in the order of arrival', async () => {
    const pool = await poolWith({ counting: COUNTING }, { workers: 1 });
    const invocations = await Promise.all([1, 2, 3, 4, 5].map(() => pool.invoke('counting', {}, LIMIT_MS)));
    expect(invocations.map((invocation) => (value(invocation) as { n: number }).n)).toEqual([1, 2, 3, 4, 5]);
  });

  it('a function gets the passed environment and nothing of the environment of this process', async () => {
    const pool = await poolWith({ env: 'export const handler = async () => process.env;' }, { env: { GIVEN: 'yes' } });
    expect(Object.keys(value(await pool.invoke('env', {}, LIMIT_MS)) as object).sort()).toEqual([
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'GIVEN',
    ]);
  });

  it('a function that takes too long ends with the timeout text of Lambda, and the next event gets a new worker', async () => {
    const pool = await poolWith({ slow: CONCURRENCY });
    const late = await pool.invoke('slow', { ms: 60_000 }, 150);
    expect(late).toEqual({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.15 seconds',
    });
    expect(value(await pool.invoke('slow', { ms: 0 }, LIMIT_MS))).toMatchObject({ at: 1 });
  });

  it('a function that blocks the thread is ended', async () => {
    const pool = await poolWith({ spin: 'export const handler = async () => { for (;;) {} };' });
    expect(await pool.invoke('spin', {}, 100)).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
  });

  it.each([
    ['process.exit', 'process.exit(3)', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    [
      'an uncaught exception',
      `setTimeout(() => { throw new RangeError('out') }); await new Promise(() => {});`,
      'RangeError',
      'out',
    ],
    ['a lost rejection', `Promise.reject(new TypeError('lost')); await new Promise(() => {});`, 'TypeError', 'lost'],
  ])(
    'the event is answered with an error after %s, and the next event gets a new worker',
    async (_name, body, errorType, errorMessage) => {
      const pool = await poolWith({
        crash: `let n = 0; export const handler = async (e) => { n += 1; if (e.ok) return n; ${body} };`,
      });
      expect(value(await pool.invoke('crash', { ok: true }, LIMIT_MS))).toBe(1);
      expect(await pool.invoke('crash', {}, LIMIT_MS)).toEqual({ ok: false, errorType, errorMessage });
      expect(value(await pool.invoke('crash', { ok: true }, LIMIT_MS))).toBe(1);
    },
  );

  it('a worker survives a handler that throws', async () => {
    const pool = await poolWith({
      fails: `let n = 0; export const handler = async () => { throw new Error('try ' + ++n); };`,
    });
    await pool.invoke('fails', {}, LIMIT_MS);
    expect(await pool.invoke('fails', {}, LIMIT_MS)).toEqual({ ok: false, errorType: 'Error', errorMessage: 'try 2' });
  });

  it.each([
    ['that does not exist', {}, /Cannot find module/],
    ['that does not parse', { broken: 'export const = ;' }, /Unexpected token/],
    ['without a handler', { broken: 'export const other = 1;' }, /handler is undefined/],
  ])('an event is answered with an error for a function %s', async (_name, sources, message) => {
    const pool = await poolWith(sources as Record<string, string>);
    expect(await pool.invoke('broken', {}, LIMIT_MS)).toMatchObject({
      ok: false,
      errorMessage: expect.stringMatching(message),
    });
  });

  it('kill ends running events, and the next event gets a new worker', async () => {
    const lines: string[] = [];
    const source = CONCURRENCY.replace('const at', `console.log('in'); const at`);
    const pool = await poolWith({ busy: source }, { onLog: (line) => lines.push(line) });
    const invocation = pool.invoke('busy', { ms: 60_000 }, LIMIT_MS);
    await expect.poll(() => lines, { timeout: LIMIT_MS }).toContain('in');
    expect(await pool.kill('busy')).toBe(1);
    expect(await invocation).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(value(await pool.invoke('busy', { ms: 0 }, LIMIT_MS))).toMatchObject({ at: 1 });
  });

  it('console output arrives line by line', async () => {
    const lines: string[] = [];
    const pool = await poolWith(
      { talk: `export const handler = async () => { console.log('one\\ntwo'); console.error('three'); };` },
      { onLog: (line) => lines.push(line) },
    );
    expect(value(await pool.invoke('talk', {}, LIMIT_MS))).toBeNull();
    await expect.poll(() => lines.toSorted(), { timeout: LIMIT_MS }).toEqual(['one', 'three', 'two']);
  });

  it('close answers running and waiting events with an error and refuses new events', async () => {
    const pool = await poolWith({ busy: CONCURRENCY }, { workers: 1 });
    const both = [pool.invoke('busy', { ms: 60_000 }, LIMIT_MS), pool.invoke('busy', { ms: 0 }, LIMIT_MS)];
    await pool.close();
    for (const invocation of await Promise.all(both)) expect(invocation.ok).toBe(false);
    expect(await pool.invoke('busy', { ms: 0 }, LIMIT_MS)).toMatchObject({ errorType: 'Local.Closed' });
  });
});
