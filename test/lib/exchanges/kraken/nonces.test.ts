import { setTimeout as sleep } from 'node:timers/promises';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../../infra/local/exchanges/engine/world.ts';
import { sandbox } from '../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { Account, SealedCredential } from '../../../../lib/accounts/account.ts';
import { accountKey } from '../../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../../lib/aws/clients.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import { signedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import type { NonceSource } from '../../../../lib/exchanges/wire/nonce-retry.ts';
import { ccxtSigner } from '../../../../lib/exchanges/wire/signer.ts';
import type { Transport } from '../../../../lib/exchanges/wire/transport.ts';
import { inScale, type NonceScale, nonceScales } from '../../../../lib/nonce/nonce-scale.ts';
import { forgetTakenKeys, noteTaken } from '../../../../lib/nonce/taken-keys.ts';
import { countedNonces } from '../../../../lib/session/nonce-source.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { placeOrder } from '../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../fixture-venues.ts';

useEmbeddedTable();
let simulators: Venues;
beforeAll(() => {
  simulators = openVenues();
});
afterAll(() => simulators.world.close());

const { apiKey, secret } = sandbox.spot;
/** Sets the last nonce and the nonce window of the simulator's key. */
function setKey(terms: Record<string, unknown>) {
  return simulators.spot.control('key', { api_key: apiKey, secret, ...terms });
}
function log() {
  return simulators.spot.protocol.log;
}
beforeEach(() => {
  setKey({ nonce: '0', nonce_window: 0 });
  log().length = 0;
});

let serial = 0;
/** Counters of a fresh account. Each call of the result is an invocation with its own source of nonces. */
async function account(
  scale: NonceScale = 'ms',
  at: bigint = inScale(Date.now(), scale),
  credentials: Account['credentials'] = {},
): Promise<() => NonceSource> {
  serial += 1;
  const ref = { tenant: 't', accountId: `a${serial}`, nonceScales: { spot: scale }, credentials };
  const key = accountKey(ref);
  const item = { pk: key.pk.S, sk: key.sk.S, nonces: { spot: at }, nonceScales: { spot: scale } };
  await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: marshall(item) }));
  return () => countedNonces(ref, 'spot', null);
}

/** A transport on which requests overtake each other by up to `maxMs`. */
function jittery(maxMs: number): Transport {
  const random = randomNumbers(7);
  return async (request) => {
    await sleep(random() * maxMs);
    return simulators.spot.transport(request);
  };
}

describe('concurrent invocations on one key', () => {
  async function storm(window: number, scale: NonceScale) {
    setKey({ nonce_window: window });
    const nonces = await account(scale);
    const transport = jittery(15);
    const reads = Array.from({ length: 16 }, async () => {
      const exchange = await openOver('spot', simulators.spot, { transport, nonces: nonces() });
      for (let index = 0; index < 5; index += 1) await exchange.wallets.balances();
    });
    await Promise.all(reads);
    const accepted = log()
      .filter((entry) => entry.accepted)
      .map((entry) => BigInt(entry.nonce ?? 0));
    return { accepted, refused: log().length - accepted.length };
  }

  it('16 concurrent invocations succeed with a nonce window of 0 by retrying, and no nonce is accepted twice or out of order', async () => {
    const { accepted, refused } = await storm(0, 'ms');
    expect(accepted).toHaveLength(80);
    expect(accepted).toEqual(accepted.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(accepted).size).toBe(80);
    expect(refused, 'the storm was one').toBeGreaterThan(0);
  });

  it.each(nonceScales)(
    '16 concurrent invocations meet no refusal with a nonce window of ten seconds in %s',
    async (scale) => {
      const { accepted, refused } = await storm(Number(inScale(10_000, scale)), scale);
      expect({ accepted: new Set(accepted).size, refused }).toEqual({ accepted: 80, refused: 0 });
    },
  );
});

describe('keys that another program has moved ahead', () => {
  it.each(nonceScales)(
    'a call overtakes a key that is 8 seconds ahead in %s, and the next call succeeds at the first try',
    async (scale) => {
      const nonces = await account(scale);
      const exchange = await openOver('spot', simulators.spot, { nonces: nonces() });
      setKey({ nonce: inScale(Date.now() + 8000, scale).toString() });
      expect(await exchange.wallets.balances()).not.toEqual([]);
      log().length = 0;
      const next = await openOver('spot', simulators.spot, { nonces: nonces() });
      await next.wallets.balances();
      expect(log().map((entry) => entry.accepted)).toEqual([true]);
    },
  );

  describe('keys an hour ahead', () => {
    let exchange: MarketAdapter;
    beforeEach(async () => {
      exchange = await openOver('spot', simulators.spot, { nonces: (await account())() });
      setKey({ nonce: String(Date.now() + 3_600_000) });
    });

    it('a read with a key that is an hour ahead ends in NONCE_REJECTED with cause and remedy', async () => {
      const message = expect.stringMatching(/another program uses this spot key.*Nonce Window = 10000/);
      await expect(exchange.wallets.balances()).rejects.toMatchObject({ code: 'NONCE_REJECTED', message });
    });

    it('an order with a key that is an hour ahead is not executed', async () => {
      const outcome = await placeOrder(exchange, orderOf('spot'), notAfter);
      expect(outcome).toMatchObject({ kind: 'notExecuted', error: { code: 'NONCE_REJECTED' } });
      expect(log().filter((entry) => entry.accepted)).toEqual([]);
    });
  });
});

describe('a key that another program has taken with nanoseconds', () => {
  const version = `taken-${Date.now()}`;
  const stored = { version } as SealedCredential;
  const open = async () =>
    openOver('spot', simulators.spot, { nonces: (await account('ms', undefined, { spot: stored }))() });
  beforeEach(() => {
    forgetTakenKeys();
    setKey({ nonce: inScale(Date.now(), 'ns').toString() });
  });
  const message = expect.stringMatching(/another program.*nothing was executed.*PUT .*credentials/);

  it('a balance costs three refused requests, and the next calls cost none', async () => {
    const exchange = await open();
    await expect(exchange.wallets.balances()).rejects.toMatchObject({ code: 'NONCE_REJECTED', message });
    expect(log().map(({ accepted }) => accepted)).toEqual([false, false, false]);
    await expect(exchange.wallets.balances()).rejects.toMatchObject({ code: 'NONCE_REJECTED', message });
    const outcome = await placeOrder(exchange, orderOf('spot'), notAfter);
    expect(outcome).toMatchObject({ kind: 'notSent', error: { code: 'NONCE_REJECTED' } });
    expect(log()).toHaveLength(3);
  });

  it('the same key under a new credential is free at once', async () => {
    noteTaken(version);
    setKey({ nonce: '0' });
    await expect((await open()).wallets.balances()).rejects.toMatchObject({ code: 'NONCE_REJECTED' });
    const nonces = (await account('ms', undefined, { spot: { ...stored, version: 'again' } }))();
    expect(await (await openOver('spot', simulators.spot, { nonces })).wallets.balances()).not.toEqual([]);
  });
});

describe('nonces of signed requests', () => {
  it('each signed request takes exactly one nonce, and the retry after a refusal takes a new nonce', async () => {
    const taken: string[] = [];
    const start = BigInt(Date.now());
    const next = async (): Promise<string> => taken[taken.push((start + BigInt(taken.length)).toString()) - 1] ?? '';
    const counted: NonceSource = { ...(await account())(), next };
    const exchange = await openOver('spot', simulators.spot, { nonces: counted });
    await exchange.wallets.balances();
    setKey({ nonce: String(start + 1n) });
    await exchange.wallets.balances();
    expect(log().map((entry) => entry.nonce)).toEqual(taken);
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken).toHaveLength(3);
  });

  it('a request cannot be signed twice with one nonce: the second use is refused before a request leaves', () => {
    const greedy = {
      nonce: () => 'the clock',
      sign(path: string, _api: string, method: string) {
        return { url: path, method, body: this.nonce() + this.nonce() };
      },
    };
    const sign = ccxtSigner(() => greedy);
    expect(() => sign(signedCall('POST', 'AddOrder'), {}, sandbox.spot, '7')).toThrow(/without a nonce of its own/);
  });

  it('a signed request leaves no key on the CCXT instance', () => {
    const client = { sign: (url: string, _api: string, method: string) => ({ url, method }) };
    ccxtSigner(() => client)(signedCall('POST', 'AddOrder'), {}, sandbox.spot, '7');
    expect(Object.values(client)).not.toContain(sandbox.spot.secret);
    expect(Object.values(client)).not.toContain(sandbox.spot.apiKey);
  });
});
