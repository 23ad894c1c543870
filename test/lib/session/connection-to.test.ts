import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Credential } from '../../../lib/exchanges/model/credential.ts';
import { atHost, signedCall, unrepeatedCall } from '../../../lib/exchanges/wire/endpoint.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';
import type { NonceSource } from '../../../lib/exchanges/wire/nonce-retry.ts';
import { connectionTo } from '../../../lib/session/connection-to.ts';
import { httpAnswer, type RawServer, startRawServer } from '../exchanges/wire/fixture-raw-server.ts';

const spot = { exchange: 'kraken', marketType: 'spot' } as const;
const swap = { exchange: 'kraken', marketType: 'swap' } as const;
const order = unrepeatedCall('POST', 'order');

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer((socket) => void socket.write(httpAnswer('{"ok":true}')));
  vi.stubEnv('OEMS_KRAKEN_SPOT_URL', server.url);
  vi.stubEnv('OEMS_KRAKEN_FUTURES_URL', server.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

/** Market code with signatures in the clear: key and nonce. `origins` lists the built signers. */
function moduleOf(signedOrigin?: string) {
  const origins: string[] = [];
  const module: Pick<MarketModule, 'rules' | 'protocol' | 'signerAt'> = {
    rules: [{ match: '', kind: 'ambiguous', code: 'EXCHANGE_UNAVAILABLE', message: '{code}' }],
    protocol: {
      verifyAnswer: () => undefined,
      nonce: { isRefusal: () => false, inquiry: signedCall('POST', 'inquiry'), lastNonce: () => null },
    },
    signerAt: (origin) => {
      origins.push(origin);
      return ({ path, method }, _parameters, credential, nonce) => ({
        url: `${signedOrigin ?? origin}/${path}`,
        method,
        headers: { signature: `${credential?.apiKey ?? 'nobody'} ${nonce}` },
      });
    },
  };
  return { origins, module: module as MarketModule };
}

function portsOf(apiKey: string | null, nonces: NonceSource | null = null) {
  const credential: Credential | null = apiKey === null ? null : { apiKey };
  return { markets: {} as never, credential, nonces };
}
function countFrom(start: number): NonceSource {
  let last = start;
  const next = async () => {
    last += 1;
    return String(last);
  };
  return { next, leap: next, raiseAbove: async () => undefined };
}
function signatures(): string[] {
  return server.requests.map((request) => /signature: (.*)\r\n/.exec(request)?.[1] ?? '');
}

describe('the origin of a connection', () => {
  it('a request goes to the origin that the deployment names for the market', async () => {
    const { module, origins } = moduleOf();
    expect(await connectionTo(spot, module, portsOf('key')).read(order)).toEqual({ ok: true });
    expect(origins).toEqual([server.url]);
    expect(server.requests[0]).toMatch(/^POST \/order HTTP\/1\.1\r\n/);
  });

  it('a request to another host of the exchange goes to the origin of that host, signed for that origin', async () => {
    const { module, origins } = moduleOf();
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{"ok":true}')));
    vi.stubEnv('OEMS_KRAKEN_SPOT_URL', other.url);
    const wire = connectionTo(swap, module, portsOf('key', countFrom(10)));
    for (const endpoint of [order, atHost('spot', order), order]) await wire.read(endpoint);
    expect(origins).toEqual([server.url, other.url]);
    expect(signatures()).toEqual(['key 11', 'key 13']);
    expect(other.requests[0]).toContain('signature: key 12');
    await other.close();
  });

  it('a request to a host that the exchange does not have is not sent', async () => {
    const { module } = moduleOf();
    const outcome = await connectionTo(swap, module, portsOf('key')).attempt(atHost('evil', order), {}, () => 'done');
    expect(outcome).not.toBe('done');
    expect(server.connections()).toBe(0);
  });

  it('a request that was signed for another origin is not sent', async () => {
    const { module } = moduleOf('http://127.0.0.1:9');
    const outcome = await connectionTo(spot, module, portsOf('key')).attempt(order, {}, () => 'accepted');
    expect(outcome).toMatchObject({ kind: 'notSent' });
    expect(server.connections()).toBe(0);
  });
});

describe('the signers of connections', () => {
  it('connections of two credentials share one signer, and each request carries its own credential', async () => {
    const { module, origins } = moduleOf();
    const connections = ['one', 'two', 'one'].map((apiKey) => connectionTo(spot, module, portsOf(apiKey)));
    await Promise.all(connections.map((connection) => connection.read(order)));
    expect(origins).toHaveLength(1);
    expect(signatures().toSorted()).toEqual(['one null', 'one null', 'two null']);
  });

  it('a public connection after a private connection signs without a credential', async () => {
    const { module } = moduleOf();
    await connectionTo(spot, module, portsOf('key')).read(order);
    await connectionTo(spot, module, portsOf(null)).read(order);
    expect(signatures()).toEqual(['key null', 'nobody null']);
  });

  it('two markets at one origin have two signers', async () => {
    const { module, origins } = moduleOf();
    for (const name of [spot, swap, spot, swap]) await connectionTo(name, module, portsOf('key')).read(order);
    expect(origins).toEqual([server.url, server.url]);
  });

  it('a market whose origin changes gets a signer for the new origin', async () => {
    const { module, origins } = moduleOf();
    const other = await startRawServer((socket) => void socket.write(httpAnswer('{"ok":true}')));
    await connectionTo(spot, module, portsOf('key')).read(order);
    vi.stubEnv('OEMS_KRAKEN_SPOT_URL', other.url);
    await connectionTo(spot, module, portsOf('key')).read(order);
    expect(origins).toEqual([server.url, other.url]);
    await other.close();
  });
});

describe('the wire of a connection', () => {
  it('each signed request takes the next nonce of its own connection', async () => {
    const { module } = moduleOf();
    const one = connectionTo(spot, module, portsOf('one', countFrom(10)));
    const two = connectionTo(spot, module, portsOf('two', countFrom(20)));
    for (const wire of [one, two, one]) await wire.read(order);
    expect(signatures()).toEqual(['one 11', 'two 21', 'one 12']);
  });

  it('the wire has the definition of its market', () => {
    const { module } = moduleOf();
    expect(connectionTo(swap, module, portsOf('key')).market).toMatchObject({ title: 'Kraken Futures' });
  });
});
