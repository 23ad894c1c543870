import { randomBytes } from 'node:crypto';
import { walkGuide } from './fixture-guide.ts';
import { type Client, type KeyPair, type Oems, paramsOf } from './fixture-oems.ts';

/** Keys that must never be seen again, and every byte of every answer there was, headers included. */
export interface Canaries {
  readonly pairs: KeyPair[];
  readonly answers: string[];
}

interface Run extends Canaries {
  readonly oems: Oems;
}

async function canary(
  { oems, pairs }: Run,
  marketType: 'spot' | 'futures',
  terms: Record<string, unknown> = {},
): Promise<KeyPair> {
  const pair = {
    // With the characters that look different in URLs, JSON and base64.
    api_key: `CANARY+${marketType}/${randomBytes(30).toString('base64').replaceAll('=', '+')}`,
    secret: randomBytes(64).toString('base64'),
  };
  const minted = await (marketType === 'spot'
    ? oems.mintSpot({ ...pair, ...terms })
    : oems.mintFutures({ ...pair, ...terms }));
  pairs.push(minted);
  return minted;
}

/** The guide from end to end, and everything that can go wrong, with canary keys. */
export async function flyCanaries(oems: Oems): Promise<Canaries> {
  const run: Run = { oems, pairs: [], answers: [] };
  const [spot, futures] = [await canary(run, 'spot', { nonce_window: 10_000 }), await canary(run, 'futures')];
  const recorded = recording(oems.client.bind(oems), run.answers);
  const client = await recorded('acme');
  await walkGuide({ ...oems, client: recorded }, { spot, futures });
  await readLedger(client);
  await failWithKeys(run, client);
  await failAtTheExchange(run, client);
  await failInside(run, client);
  const next = paramsOf(await canary(run, 'spot'));
  await client.call('setCredentials', { exchange_account_id: 'later', params: next });
  await client.call('deleteExchangeAccount', { exchange_account_id: 'fut', force: true });
  return run;
}

/** A client that keeps the bytes of every answer, headers included. */
function recording(clientFor: Oems['client'], answers: string[]): Oems['client'] {
  return async (...identity) => {
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
}

const account = { exchange_account_id: 'exchange_my_kraken' };
const order = { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'limit', quantity: 0.001, price: 70000 };

async function readLedger(client: Client): Promise<void> {
  await client.call('getExchangeAccount', account);
  await client.call('getPnlSummary');
  await client.call('exportPnl', { ...account, format: 'csv', from: '2026-06-01', to: '2026-07-01' });
}

async function failWithKeys(run: Run, client: Client): Promise<void> {
  const [a, b] = [await canary(run, 'spot'), await canary(run, 'spot')];
  const swapped = { apiKey: a.apiKey, secret: b.secret };
  const register = (params: unknown, more = {}) =>
    client.call('registerExchangeAccount', { exchange_account_id: 'bad', exchange: 'kraken', params, ...more });
  await register(swapped);
  await register({ ...swapped, urls: a.secret });
  await register({ apiKey: a.apiKey, secret: `${a.secret}!` });
  await register({ apiKey: a.secret, secret: a.apiKey });
  await register({ [a.apiKey]: a.secret });
  await register({ ...swapped, [a.secret]: '' });
  await client.call('getBalance', { exchange_account_id: 'bad', [a.secret]: a.apiKey });
  await client.send('POST', '/delegation/register-exchange-account', JSON.stringify(swapped).slice(0, -2));
  await register(swapped, { verify: false });
  await client.call('getBalance', { exchange_account_id: 'bad' });
  await client.call('createOrder', { ...order, exchange_account_id: 'bad' });
}

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

async function failAtTheExchange(run: Run, client: Client): Promise<void> {
  for (const kind of exchangeFaults) {
    await run.oems.stack.simulators.kraken.spot?.control('fault', { path: '/BalanceEx', kind });
    await client.call('getBalance', account);
    await run.oems.stack.simulators.kraken.futures?.control('fault', { path: '/accounts', kind });
    await client.call('getBalance', { ...account, market_type: 'swap' });
  }
  // Accepted, but the answer is lost: the look-up settles these at once.
  for (const kind of ['drop-after', 'truncate', 'html-200']) {
    await run.oems.stack.simulators.kraken.spot?.control('fault', { path: '/AddOrder', kind });
    await client.call('createOrder', { ...order, client_order_id: `fault-${kind}` });
  }
}

/** More faults than attempts: two wallets are read side by side, and each client repeats what has failed. */
const beyondRetries = 20;

async function failInside(run: Run, client: Client): Promise<void> {
  for (const kind of ['throttle', 'error', 'timeout-not-applied'] as const) {
    await run.oems.stack.kill('get-balance');
    run.oems.stack.kms?.faults.arm({ operation: 'Decrypt', kind, times: beyondRetries });
    await client.call('getBalance', account);
    run.oems.stack.kms?.faults.clear();
    run.oems.stack.dynamodb?.faults.arm({ operation: '*', kind, times: beyondRetries });
    await client.call('getBalance', account);
    run.oems.stack.dynamodb?.faults.clear();
    run.oems.stack.kms?.faults.arm({ operation: 'Encrypt', kind, times: beyondRetries });
    const params = paramsOf(await canary(run, 'spot'), await canary(run, 'futures'));
    await client.call('registerExchangeAccount', { exchange_account_id: `kms-${kind}`, exchange: 'kraken', params });
    run.oems.stack.kms?.faults.clear();
  }
}

/** Each form a secret can take on its way out. A piece of it is as bad as all of it. */
function formsOf(secret: string): string[] {
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
}

/** Bytes as the text in which an encoded secret would show, for each item attribute that is binary. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array)
    return `${Buffer.from(value).toString('latin1')} ${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, part]) => `${key} ${textOf(part)}`)
      .join(' ');
  return String(value);
}

/** The forms of any key or secret that are in the texts. */
export function leaks({ pairs }: Canaries, texts: readonly string[]): string[] {
  const all = texts.join('\n');
  const secrets = pairs.flatMap(({ apiKey, secret }) => [apiKey, secret]);
  return secrets.flatMap((secret) => formsOf(secret).filter((form) => all.includes(form)));
}
