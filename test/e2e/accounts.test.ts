import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type KeyPair, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 3 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

function register(id: string, params: Record<string, string>, more: Record<string, unknown> = {}): Promise<Answer> {
  return client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', params, ...more });
}
function read(id: string): Promise<Answer> {
  return client.call('getExchangeAccount', { exchange_account_id: id });
}
function balance(id: string): Promise<Answer> {
  return client.call('getBalance', { exchange_account_id: id });
}
function spotKey({ body }: Answer): Record<string, unknown> {
  return (body.data.credentials as Record<string, Record<string, unknown>>).spot ?? {};
}

describe('registration', () => {
  it('a registration asks the exchange about each key before anything is stored', async () => {
    const [spot, futures] = [await oems.mintSpot(), await oems.mintFutures()];
    await register('checked', paramsOf(spot, futures));
    const asked = [...(await oems.spotLog()), ...(await oems.futuresLog())].filter(({ apiKey }) =>
      [spot.apiKey, futures.apiKey].includes(apiKey ?? ''),
    );
    expect(asked.map(({ path }) => path)).toContain('/0/private/GetApiKeyInfo');
    expect(asked.map(({ apiKey }) => apiKey)).toEqual(expect.arrayContaining([spot.apiKey, futures.apiKey]));
  });

  const wrongSecret = Buffer.alloc(64, 9).toString('base64');
  const refusals: Record<string, () => Promise<Record<string, string>>> = {
    'an unknown spot key': async () => paramsOf({ apiKey: 'U'.repeat(56), secret: wrongSecret }),
    'a wrong spot secret': async () => paramsOf({ ...(await oems.mintSpot()), secret: wrongSecret }),
    'a revoked spot key': async () => paramsOf(await oems.mintSpot({ revoked: true })),
    'a futures key as spot key': async () => paramsOf(await oems.mintFutures()),
    'a wrong futures secret': async () => paramsOf(undefined, { ...(await oems.mintFutures()), secret: wrongSecret }),
    'a good spot key with a bad futures key': async () =>
      paramsOf(await oems.mintSpot(), { ...(await oems.mintFutures()), secret: wrongSecret }),
    'a spot key that can withdraw': async () =>
      paramsOf(await oems.mintSpot({ permissions: ['query-funds', 'withdraw-funds'] })),
    'a spot key that can add withdrawal addresses': async () =>
      paramsOf(await oems.mintSpot({ permissions: ['query-funds', 'add-withdraw-address'] })),
    'a futures key that can withdraw': async () =>
      paramsOf(undefined, await oems.mintFutures({ permissions: { general: 'full', withdrawal: 'full' } })),
  };

  it.each(Object.entries(refusals))('%s is refused, nothing is stored, and the id stays free', async (title, make) => {
    const id = title.replaceAll(' ', '-');
    const refused = await register(id, await make());
    const code = /can (withdraw|add)/.test(title) ? 'PERMISSION_DENIED' : 'KEY_REFUSED';
    expect(refused.body).toMatchObject({ isError: true, statusCode: 403, code });
    expect(refused.body.message).toMatch(/^The account was not created\. /);
    expect(refused.body.message).not.toContain('/delegation/exchange-account/credentials');
    expect((await read(id)).body).toMatchObject({ statusCode: 404, code: 'NOT_FOUND' });
    expect((await client.call('listExchangeAccounts')).text).not.toContain(`"${id}"`);
    expect((await register(id, paramsOf(await oems.mintSpot()))).status).toBe(200);
  });

  it('a key that can withdraw is refused by its field, and taken with allow_withdraw, with a warning', async () => {
    const params = paramsOf(await oems.mintSpot({ permissions: ['query-funds', 'withdraw-funds'] }));
    expect((await register('risky', params)).body).toMatchObject({
      message: expect.stringContaining('allow_withdraw: true'),
      details: [{ field: 'params.apiKey' }],
    });
    const accepted = await register('risky', params, { allow_withdraw: true });
    expect(spotKey(accepted)).toMatchObject({
      permissions: ['query-funds', 'withdraw-funds'],
      warnings: expect.arrayContaining([expect.stringContaining('can withdraw')]),
    });
  });

  it.each(['drop-before', 'http-503', 'http-502-html', 'http-429', 'truncate', 'empty-200'])(
    'an exchange that answers %s leaves the key pending, and usable',
    async (kind) => {
      const id = `pending-${kind}`;
      const spot = await oems.mintSpot();
      await oems.stack.simulators.kraken.spot?.control('fault', { path: '/GetApiKeyInfo', kind, times: 1 });
      const stored = await register(id, paramsOf(spot));
      expect(stored.status).toBe(200);
      expect(spotKey(stored)).toMatchObject({
        verification: 'pending',
        permissions: null,
        warnings: [expect.stringContaining('not verified yet')],
      });
      expect((await balance(id)).status).toBe(200);
    },
  );

  it('a registration with verify: false asks no exchange, and the answer says so', async () => {
    const before = oems.arrived.length;
    const stored = await register('unasked', paramsOf(await oems.mintSpot()), { verify: false });
    expect(spotKey(stored)).toMatchObject({ configured: true, verification: 'skipped', permissions: null });
    expect(oems.arrived.length).toBe(before);
  });

  it('a second registration of an id is ALREADY_EXISTS and changes nothing', async () => {
    const first = await register('taken', paramsOf(await oems.mintSpot()));
    const second = await register('taken', paramsOf(await oems.mintSpot()));
    expect(second.body).toMatchObject({ statusCode: 409, code: 'ALREADY_EXISTS' });
    expect((await read('taken')).body.data).toEqual({ ...first.body.data, pulls: { spot: null, swap: null } });
  });

  it('one of ten registrations of an id at once wins, and the keys of the winner are in use', async () => {
    const pairs = await Promise.all(Array.from({ length: 10 }, () => oems.mintSpot()));
    // Slow checks hold them all between the first look and the write.
    await oems.stack.simulators.kraken.spot?.control('fault', {
      path: '/GetApiKeyInfo',
      kind: 'delay',
      ms: 400,
      times: 10,
    });
    const answers = await Promise.all(pairs.map((pair) => register('race', paramsOf(pair))));
    const winners = pairs.filter((_pair, index) => answers[index]?.status === 200);
    expect(answers.filter(({ body }) => body.code === 'ALREADY_EXISTS')).toHaveLength(9);
    await balance('race');
    expect((await oems.spotLog()).at(-1)?.apiKey).toBe(winners[0]?.apiKey);
  });
});

describe("a spot key's nonces", () => {
  const accepted = async ({ apiKey }: KeyPair): Promise<bigint[]> =>
    (await oems.spotLog())
      .filter((entry) => entry.apiKey === apiKey && entry.accepted)
      .map(({ nonce }) => BigInt(nonce ?? 0));
  const units = { ms: 1n, us: 1000n, ns: 1_000_000n };

  it.concurrent.each(['ms', 'us', 'ns'] as const)(
    'the nonces of a spot key go on in %s, above the last nonce that the key has seen',
    async (scale) => {
      const window = Number(10_000n * units[scale]);
      const pair = await oems.mintSpot({ nonce: String(BigInt(Date.now()) * units[scale]), nonce_window: window });
      const before = BigInt(Date.now()) * units[scale];
      const stored = await register(`scale-${scale}`, paramsOf(pair));
      expect(spotKey(stored)).toMatchObject({
        nonce_scale: scale,
        nonce_window: String(window),
        verification: 'verified',
      });
      for (let call = 0; call < 3; call += 1) expect((await balance(`scale-${scale}`)).status).toBe(200);
      const nonces = await accepted(pair);
      expect(nonces).toEqual([...new Set(nonces)].sort((a, b) => (a < b ? -1 : 1)));
      expect(nonces.every((nonce) => nonce >= before && nonce < before * 2n)).toBe(true);
      const warned = (spotKey(stored).warnings as string[]).some((text) => text.includes(`used ${scale} nonces`));
      expect(warned).toBe(scale !== 'ms');
    },
    30_000,
  );

  it('a key that another program has run a few seconds ahead of the clock stays a millisecond key', async () => {
    const pair = await oems.mintSpot({ nonce: String(Date.now() + 8000) });
    expect(spotKey(await register('ahead', paramsOf(pair)))).toMatchObject({ nonce_scale: 'ms' });
    expect((await balance('ahead')).status).toBe(200);
    const [highest] = (await accepted(pair)).slice(-1);
    expect(highest).toBeLessThan(BigInt(Date.now() + 30_000));
  }, 30_000);

  it('a key with too small a nonce window brings a warning that tells the right window', async () => {
    // A customer of its own: a second key of one customer brings a warning as well.
    const spot = await oems.mintSpot({ nonce_window: 5000, customer: 'window' });
    const stored = await register('window', paramsOf(spot));
    expect(spotKey(stored).warnings).toEqual([expect.stringContaining('set Nonce Window = 10000 on the key')]);
  });
});

describe('the list of accounts', () => {
  it('the list of accounts comes in pages that together hold every account once, in order', async () => {
    const other = await oems.client('many');
    const ids = ['a', 'A', '_', '-', '0', 'b-1', 'b_1'];
    for (const id of ids) {
      const params = paramsOf(await oems.mintSpot());
      await other.call('registerExchangeAccount', {
        exchange_account_id: id,
        exchange: 'kraken',
        params,
        verify: false,
      });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Answer = await other.call('listExchangeAccounts', {
        limit: 3,
        ...(cursor === null ? {} : { cursor }),
      });
      const accounts = page.body.data.accounts as { exchange_account_id: string }[];
      expect(page.body.data.count).toBe(accounts.length);
      expect(accounts.length).toBeLessThanOrEqual(3);
      seen.push(...accounts.map((account) => account.exchange_account_id));
      cursor = page.body.data.next_cursor as string | null;
    } while (cursor !== null);
    expect(seen).toEqual([...ids].sort());
  });

  it('the list of accounts shows the last four characters of each key and no more', async () => {
    const pair = await oems.mintSpot();
    await register('shown', paramsOf(pair));
    for (const { text } of [await read('shown'), await client.call('listExchangeAccounts', { limit: 100 })]) {
      expect(text).toContain(`"key_hint":"${pair.apiKey.slice(-4)}"`);
      expect(text).not.toContain(pair.apiKey.slice(-5));
      expect(text).not.toContain(pair.secret.slice(0, 8));
      expect(text).not.toMatch(/ciphertext|"nonces?"/);
    }
  });
});
