import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metrics } from '../../lib/aws/metrics.ts';
import { type Canaries, flyCanaries, leaks, textOf } from './fixture-canaries.ts';
import { type Oems, startOems } from './fixture-oems.ts';

/**
 * Canary keys through the whole guide and through everything that can go wrong, then a search of every byte that was written:
 * answers, log lines, table items, this process's own stderr.
 */
let oems: Oems;
let canaries: Canaries;
const stderr: string[] = [];
let items: Record<string, unknown>[] = [];

beforeAll(async () => {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((chunk: string, ...rest: []) => {
    stderr.push(String(chunk));
    return write(chunk, ...rest);
  }) as typeof process.stderr.write;
  try {
    oems = await startOems({ workers: 1 });
    canaries = await flyCanaries(oems);
    items = await scan();
  } finally {
    process.stderr.write = write;
  }
}, 90_000);

afterAll(() => oems?.close());

async function scan(): Promise<Record<string, unknown>[]> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '' } = oems.stack.functionEnv;
  const credentials = { accessKeyId, secretAccessKey: 'test' };
  const table = new DynamoDBClient({ endpoint: oems.stack.dynamodbUrl, region: 'us-east-1', credentials });
  const { Items = [], LastEvaluatedKey } = await table.send(new ScanCommand({ TableName: oems.stack.tableName }));
  expect(LastEvaluatedKey).toBeUndefined();
  table.destroy();
  return Items;
}

function signatures(): string[] {
  return oems.arrived.flatMap(({ headers }) => [headers['api-sign'], headers.authent].flatMap((value) => value ?? []));
}

describe('the search', () => {
  it('the search had something to find: calls of every kind ran, and requests were signed', () => {
    const statuses = new Set(canaries.answers.flatMap((text) => /"statusCode":(\d+)/.exec(text)?.[1] ?? []));
    expect([...statuses].sort()).toEqual(expect.arrayContaining(['200', '400', '403', '429', '500', '503']));
    expect(new Set(signatures()).size).toBeGreaterThan(30);
    expect(items.length).toBeGreaterThan(10);
  });

  it.each(['plain', 'url', 'json', 'base64', 'hex'])('the search finds a canary in %s form', (form) => {
    const secret = canaries.pairs[0]?.secret ?? '';
    const written = {
      plain: secret,
      url: encodeURIComponent(secret),
      json: JSON.stringify({ secret }),
      base64: Buffer.from(`${secret} and more`).toString('base64'),
      hex: Buffer.from(secret).toString('hex'),
    }[form];
    expect(leaks(canaries, [`text ${written} text`])).not.toEqual([]);
  });
});

describe('no key, secret or signature is in', () => {
  it('no key, secret or signature is in any answer', () => {
    expect(leaks(canaries, canaries.answers)).toEqual([]);
    expect(signatures().filter((signature) => canaries.answers.join('\n').includes(signature))).toEqual([]);
  });

  it('no key, secret or signature is in any line that a function wrote', () => {
    expect(leaks(canaries, oems.lines)).toEqual([]);
    expect(signatures().filter((signature) => oems.lines.join('\n').includes(signature))).toEqual([]);
  });

  it('no key, secret or signature is in any line that the stack wrote', () => {
    expect(leaks(canaries, stderr)).toEqual([]);
  });

  it('no key, secret or signature is in any item of the table, in any encoding', () => {
    expect(leaks(canaries, items.map(textOf))).toEqual([]);
    const all = items.map(textOf).join('\n');
    expect(signatures().filter((signature) => all.includes(signature))).toEqual([]);
  });
});

describe('in the table', () => {
  it('sealed credentials lie in the items of accounts alone, as ciphertext', () => {
    const binary = items.filter((item) => /ciphertext/.test(JSON.stringify(Object.keys(flat(item)))));
    expect(binary.length).toBeGreaterThan(2);
    for (const item of binary) expect(flat(item)['sk.S']).toBe('ACCOUNT');
  });

  const flat = (value: unknown, path = ''): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
      ? Object.assign(
          {},
          ...Object.entries(value).map(([key, part]) => flat(part, path === '' ? key : `${path}.${key}`)),
        )
      : { [path]: value };
});

describe('log lines', () => {
  const allowed = [
    'timestamp',
    'level',
    'message',
    'tenant',
    'account',
    'outcome',
    'statusCode',
    'code',
    'exchangeCode',
    'journal',
    'attempts',
    'ageMs',
    'error',
    'requestId',
    'operation',
    'elapsedMs',
    'hops',
    'exchange',
    'step',
    ...['subject', 'client', 'sourceIp', 'orderId', 'clientOrderId', 'transferId'],
    ...['_aws', ...Object.keys(metrics)],
  ];
  const lines = (): Record<string, unknown>[] => oems.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('log lines are JSON with fields of the allow-list alone', () => {
    const unknown = lines().flatMap((line) => Object.keys(line).filter((key) => !allowed.includes(key)));
    expect(unknown).toEqual([]);
  });

  it('a metric in a log line is a number', () => {
    const measured = lines().flatMap((line) => Object.keys(metrics).flatMap((name) => line[name] ?? []));
    expect(measured.length).toBeGreaterThan(0);
    expect(measured.filter((value) => typeof value !== 'number')).toEqual([]);
  });

  it('the log line of a call tells tenant, operation, outcome and the time of each hop', () => {
    const calls = lines().filter(({ message }) => message === 'call');
    expect(calls.length).toBeGreaterThan(50);
    for (const call of calls) {
      expect(call).toMatchObject({
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        operation: expect.stringMatching(/^[a-z-]+$/),
        tenant: 'acme',
        outcome: expect.stringMatching(/^(success|error)$/),
        statusCode: expect.any(Number),
        elapsedMs: expect.any(Number),
      });
      for (const hop of Object.values(call.hops as object))
        expect(hop).toEqual({ ms: expect.any(Number), count: expect.any(Number) });
    }
  });

  it('log lines bear the request id of the answer', () => {
    const given = canaries.answers.flatMap((text) => /"requestId":"([^"]+)"/.exec(text)?.[1] ?? []);
    const logged = new Set(lines().map(({ requestId }) => requestId));
    expect(given.length).toBeGreaterThan(10);
    expect(given.filter((id) => !logged.has(id))).toEqual([]);
  });

  it('the log line of an unexpected error tells the place of the error and not the text', () => {
    const errors = lines().filter(({ error }) => error !== undefined);
    const places = errors.map(({ operation }) => operation);
    // Three kinds of fault, in KMS for each of two wallets and in the table; and in KMS at a registration.
    expect(places.filter((operation) => operation === 'get-balance')).toHaveLength(9);
    expect(places.filter((operation) => operation === 'register-exchange-account')).toHaveLength(3);
    for (const { error } of errors) expect(error).toMatch(/^\w+( at .*)?$/);
  });
});
