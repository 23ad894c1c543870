import { randomBytes } from 'node:crypto';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkGuide } from './fixture-guide.ts';
import { type Client, type KeyPair, type Oems, paramsOf, startOems } from './fixture-oems.ts';

/**
 * Canary keys through the whole guide and through everything that can go wrong, then a search of every byte that was written:
 * answers, log lines, table items, this process's own stderr.
 */
let oems: Oems;
const canaries: KeyPair[] = [];
const answers: string[] = [];
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
    await runEverything();
    items = await scan();
  } finally {
    process.stderr.write = write;
  }
}, 90_000);

afterAll(() => oems?.close());

const canary = async (product: 'spot' | 'futures', terms: Record<string, unknown> = {}): Promise<KeyPair> => {
  const pair = {
    // With the characters that look different in URLs, JSON and base64.
    api_key: `CANARY+${product}/${randomBytes(30).toString('base64').replaceAll('=', '+')}`,
    secret: randomBytes(64).toString('base64'),
  };
  const minted = await (product === 'spot'
    ? oems.mintSpot({ ...pair, ...terms })
    : oems.mintFutures({ ...pair, ...terms }));
  canaries.push(minted);
  return minted;
};

const runEverything = async (): Promise<void> => {
  const [spot, futures] = [await canary('spot', { nonce_window: 10_000 }), await canary('futures')];
  const recorded = recording(oems.client.bind(oems));
  const client = await recorded('acme');
  await walkGuide({ ...oems, client: recorded }, { spot, futures });
  await failWithKeys(client);
  await failAtTheExchange(client);
  await failInside(client);
  await client.call('setCredentials', { exchange_account_id: 'later', params: paramsOf(await canary('spot')) });
  await client.call('deleteExchangeAccount', { exchange_account_id: 'fut' });
};

/** A client that keeps the bytes of every answer, headers included. */
const recording =
  (clientFor: Oems['client']): Oems['client'] =>
  async (...identity) => {
    const client = await clientFor(...identity);
    const send: Client['send'] = async (...request) => {
      const answer = await client.send(...request);
      answers.push(answer.text, JSON.stringify([...answer.headers]));
      return answer;
    };
    const call: Client['call'] = async (...request) => {
      const answer = await client.call(...request);
      answers.push(answer.text, JSON.stringify([...answer.headers]));
      return answer;
    };
    return { ...client, send, call };
  };

const account = { exchange_account_id: 'exchange_my_kraken' };
const order = { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'limit', quantity: 0.001, price: 70000 };

const failWithKeys = async (client: Client): Promise<void> => {
  const [a, b] = [await canary('spot'), await canary('spot')];
  const swapped = { apiKey: a.apiKey, secret: b.secret };
  const register = (params: unknown, more = {}) =>
    client.call('registerExchangeAccount', { exchange_account_id: 'bad', exchange: 'kraken', params, ...more });
  await register(swapped);
  await register({ ...swapped, urls: a.secret });
  await register({ apiKey: a.apiKey, secret: `${a.secret}!` });
  await register({ apiKey: a.secret, secret: a.apiKey });
  await register({ [a.secret.replace(/\W/g, '').slice(0, 30)]: a.secret });
  await client.send('POST', '/delegation/register-exchange-account', JSON.stringify(swapped).slice(0, -2));
  await register(swapped, { verify: false });
  await client.call('getBalance', { exchange_account_id: 'bad' });
  await client.call('createOrder', { ...order, exchange_account_id: 'bad' });
};

const exchangeFaults = [
  'drop-before',
  'drop-after',
  'http-500',
  'http-502-html',
  'http-429',
  'truncate',
  'html-200',
  'reset',
];

const failAtTheExchange = async (client: Client): Promise<void> => {
  for (const kind of exchangeFaults) {
    await oems.stack.spot?.control('fault', { path: '/BalanceEx', kind });
    await client.call('getBalance', account);
    await oems.stack.futures?.control('fault', { path: '/accounts', kind });
    await client.call('getBalance', { ...account, market_type: 'swap' });
  }
  // Accepted, but the answer is lost: the look-up settles these at once.
  for (const kind of ['drop-after', 'truncate', 'html-200']) {
    await oems.stack.spot?.control('fault', { path: '/AddOrder', kind });
    await client.call('createOrder', { ...order, client_order_id: `fault-${kind}` });
  }
};

const failInside = async (client: Client): Promise<void> => {
  for (const kind of ['throttle', 'error', 'timeout-not-applied'] as const) {
    await oems.stack.kill('get-balance');
    oems.stack.kms?.faults.arm({ operation: 'Decrypt', kind, times: 3 });
    await client.call('getBalance', account);
    oems.stack.kms?.faults.clear();
    oems.stack.dynamodb?.faults.arm({ operation: '*', kind, times: 3 });
    await client.call('getBalance', account);
    oems.stack.dynamodb?.faults.clear();
    oems.stack.kms?.faults.arm({ operation: 'Encrypt', kind, times: 3 });
    const params = paramsOf(await canary('spot'), await canary('futures'));
    await client.call('registerExchangeAccount', { exchange_account_id: `kms-${kind}`, exchange: 'kraken', params });
    oems.stack.kms?.faults.clear();
  }
};

const scan = async (): Promise<Record<string, unknown>[]> => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const table = new DynamoDBClient({ endpoint: oems.stack.dynamodbUrl, region: 'us-east-1', credentials });
  const { Items = [], LastEvaluatedKey } = await table.send(new ScanCommand({ TableName: oems.stack.tableName }));
  expect(LastEvaluatedKey).toBeUndefined();
  table.destroy();
  return Items;
};

/** Each form a secret can take on its way out. A piece of it is as bad as all of it. */
const formsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  const decoded = Buffer.from(secret, 'base64');
  return [
    secret,
    secret.slice(0, 24),
    secret.slice(-24),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').slice(0, -4),
    bytes.toString('base64url').slice(0, -4),
    bytes.toString('hex'),
    decoded.toString('hex'),
    decoded.toString('latin1'),
  ];
};

/** Bytes as the text in which an encoded secret would show, for each item attribute that is binary. */
const textOf = (value: unknown): string => {
  if (value instanceof Uint8Array)
    return `${Buffer.from(value).toString('latin1')} ${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, part]) => `${key} ${textOf(part)}`)
      .join(' ');
  return String(value);
};

const leaks = (texts: readonly string[]): string[] => {
  const all = texts.join('\n');
  const secrets = canaries.flatMap(({ apiKey, secret }) => [apiKey, secret]);
  return secrets.flatMap((secret) => formsOf(secret).filter((form) => all.includes(form)));
};

const signatures = (): string[] =>
  oems.arrived.flatMap(({ headers }) => [headers['api-sign'], headers.authent].flatMap((value) => value ?? []));

describe('the search', () => {
  it('had something to find: calls of every kind ran, requests were signed', () => {
    const statuses = new Set(answers.flatMap((text) => /"statusCode":(\d+)/.exec(text)?.[1] ?? []));
    expect([...statuses].sort()).toEqual(expect.arrayContaining(['200', '400', '403', '429', '500', '503']));
    expect(new Set(signatures()).size).toBeGreaterThan(30);
    expect(items.length).toBeGreaterThan(10);
  });

  it.each(['plain', 'url', 'json', 'base64', 'hex'])('finds a canary in %s form', (form) => {
    const secret = canaries[0]?.secret ?? '';
    const written = {
      plain: secret,
      url: encodeURIComponent(secret),
      json: JSON.stringify({ secret }),
      base64: Buffer.from(`${secret} and more`).toString('base64'),
      hex: Buffer.from(secret).toString('hex'),
    }[form];
    expect(leaks([`text ${written} text`])).not.toEqual([]);
  });
});

describe('no key, secret or signature is in', () => {
  it('any answer', () => {
    expect(leaks(answers)).toEqual([]);
    expect(signatures().filter((signature) => answers.join('\n').includes(signature))).toEqual([]);
  });

  it('any line a function wrote', () => {
    expect(leaks(oems.lines)).toEqual([]);
    expect(signatures().filter((signature) => oems.lines.join('\n').includes(signature))).toEqual([]);
  });

  it('what the stack itself wrote', () => {
    expect(leaks(stderr)).toEqual([]);
  });

  it('any item of the table, in any encoding', () => {
    expect(leaks(items.map(textOf))).toEqual([]);
    const all = items.map(textOf).join('\n');
    expect(signatures().filter((signature) => all.includes(signature))).toEqual([]);
  });
});

describe('in the table', () => {
  it('what is sealed lies in ciphertext, of the accounts alone', () => {
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
    'attempts',
    'error',
    'requestId',
    'operation',
    'elapsedMs',
    'hops',
  ];
  const lines = (): Record<string, unknown>[] => oems.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('are JSON with fields of the allow-list alone', () => {
    const unknown = lines().flatMap((line) => Object.keys(line).filter((key) => !allowed.includes(key)));
    expect(unknown).toEqual([]);
  });

  it('tell of every call who, what, how it ended, and how long each hop took', () => {
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

  it('bear the request id that the client was given', () => {
    const given = answers.flatMap((text) => /"requestId":"([^"]+)"/.exec(text)?.[1] ?? []);
    const logged = new Set(lines().map(({ requestId }) => requestId));
    expect(given.length).toBeGreaterThan(10);
    expect(given.filter((id) => !logged.has(id))).toEqual([]);
  });

  it('of an unexpected error say where it happened, not what it said', () => {
    const errors = lines().filter(({ error }) => error !== undefined);
    expect(errors.length).toBeGreaterThan(3);
    for (const { error } of errors) expect(error).toMatch(/^\w+( at .*)?$/);
  });
});
