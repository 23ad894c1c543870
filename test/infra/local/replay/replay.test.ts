import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerTable } from '../../../../infra/local/exchanges/answer-table.ts';
import { kraken } from '../../../../infra/local/exchanges/kraken/simulators.ts';
import { rowOf } from '../../../../infra/local/replay/row-of.ts';
import { type Ended, replay } from './fixture-replay.ts';

interface Fixture {
  readonly id: string;
  readonly exchange: string;
  readonly endpoint: string;
  readonly operation?: string;
  readonly expect: { readonly outcome: string; readonly code?: string; readonly value?: object };
}

const file = join(import.meta.dirname, 'fixture-answers.json');
const fixtures: readonly Fixture[] = JSON.parse(await readFile(file, 'utf8'));
let folder: string;
let lines: Map<string, object>;

const tables: readonly (readonly [string, AnswerTable])[] = [
  ['kraken', kraken.answers.spot],
  ['krakenfutures', kraken.answers.swap],
];

function question({ endpoint, operation }: Fixture) {
  return { endpoint, operation: operation ?? null };
}

async function replayText(text: string): Promise<Ended> {
  const path = join(folder, 'samples.json');
  await writeFile(path, text);
  return replay(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
  const { stdout, stderr } = await replay(file);
  const [unexpected] = stderr.split('\n').filter((line) => line !== '' && !line.includes('"level":"WARN"'));
  expect(unexpected).toBeUndefined();
  const parsed = stdout.trimEnd().split('\n');
  expect(parsed.map((line) => JSON.parse(line).id)).toEqual(fixtures.map(({ id }) => id));
  lines = new Map(parsed.map((line) => [JSON.parse(line).id, JSON.parse(line)]));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the command over fixtures', () => {
  it.each(fixtures.map(({ id, expect: expected }) => [id, expected] as const))('%s', (id, expected) => {
    expect(lines.get(id)).toMatchObject({ id, ...expected });
  });

  it('has a fixture for every endpoint and for every operation of both markets', () => {
    const missing = tables.flatMap(([exchange, table]) => {
      const readers = fixtures
        .filter((one) => one.exchange === exchange)
        .map((one) => ({ ...rowOf(table, question(one)) }));
      const names = new Set(readers.flatMap((reader) => Object.values(reader)));
      const wanted = Object.values(table.rows).flatMap(({ operations }) => operations);
      return [...Object.keys(table.rows), ...Object.keys(table.lists), ...wanted].filter((name) => !names.has(name));
    });
    expect(tables.flatMap(([, { rows }]) => Object.keys(rows)).length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});

describe('numbers', () => {
  it('keep every digit, in a body of text and in a body of JSON', async () => {
    const body =
      '{"error":[],"result":{"XXBT":{"balance":"0.1234567890123456789","hold_trade":0.10000000000000000001}}}';
    const head = '"exchange":"kraken","endpoint":"BalanceEx"';
    const text = `[{"id":"a",${head},"body":${JSON.stringify(body)}},{"id":"b",${head},"body":${body}}]`;
    const { stdout } = await replayText(text);
    const used = stdout.match(/"used":[^,]*/g);
    expect(used).toEqual(['"used":0.10000000000000000001', '"used":0.10000000000000000001']);
    expect(stdout).toContain('"total":0.1234567890123456789');
  });
});

describe('a file that cannot be replayed', () => {
  it.each([
    ['[{', 'is not valid JSON'],
    ['{"error":[]}', 'an answer alone is the body of a sample'],
    [
      '[{"id":"a","exchange":"krakken","endpoint":"x","body":""}]',
      'sample 1, exchange: krakken is not known; use one of ',
    ],
    ['[{"id":"a","venue":"spot","endpoint":"x"}]', 'sample 1, body: is required'],
    ['[{"id":"a","venue":"spot","body":""}]', 'sample 1, endpoint: must be a text'],
    ['[{"id":"a","venue":"spot","endpoint":"x","body":"","http":20}]', 'sample 1, http: must be an HTTP status'],
  ])('%s: %s', async (text, message) => {
    const { code, stdout, stderr } = await replayText(text);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('is missing: the message shows how to call', async () => {
    expect((await replay(join(folder, 'nowhere.json'))).stderr).toContain('cannot be read (ENOENT)');
    expect(await replay()).toMatchObject({ code: 2, stderr: expect.stringContaining('usage: npm run -s replay') });
  });
});
