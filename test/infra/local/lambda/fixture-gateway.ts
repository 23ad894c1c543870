import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { LocalServer } from '../../../../infra/local/http-server.ts';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { type GatewayRoute, startGateway } from '../../../../infra/local/lambda/gateway.ts';
import type { HttpEvent } from '../../../../infra/local/lambda/lambda-event.ts';
import { openTokenIssuer, type TokenIssuer } from '../../../../infra/local/stack/token-issuer.ts';

function route(functionName: string, method: string, path: string, scope: string | null): GatewayRoute {
  return { functionName, method, path, scope, timeoutSeconds: 29 };
}

const routes = [
  route('get-balance', 'GET', '/balance', 'oems/read'),
  route('create-order', 'POST', '/order', 'oems/trade'),
  route('health', 'GET', '/health', null),
];

interface Invoked {
  readonly functionName: string;
  readonly event: HttpEvent;
  readonly timeoutMs: number;
}

type Init = RequestInit & { headers?: Record<string, string> };

export function ok(value: unknown): Invocation {
  return { ok: true, payload: JSON.stringify(value) };
}

/** A gateway for the tests of a file. Every function is `answer`; `invoked` lists the calls. */
export function useGateway() {
  let server: LocalServer;
  let dir: string;
  const fixture = {
    invoked: [] as Invoked[],
    answer: async (_event: HttpEvent): Promise<Invocation> => ok({ statusCode: 200, body: 'fine' }),
    token: '',
    tokens: undefined as unknown as TokenIssuer,
    /** The private key of `tokens`. */
    signingKey: undefined as unknown as CryptoKey,
    get url() {
      return server.url;
    },
    get port() {
      return Number(new URL(server.url).port);
    },
    lastEvent(): HttpEvent {
      const last = fixture.invoked.at(-1);
      if (last === undefined) throw new Error('no function was invoked');
      return last.event;
    },
    call: (path: string, init: Init = {}): Promise<Response> =>
      fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${fixture.token}`, ...init.headers } }),
    raw: (text: string) => raw(fixture.port, text),
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'oems-gateway-'));
    const tokens = await openTokenIssuer(dir);
    const jwk = JSON.parse(await readFile(join(dir, 'token-issuer.json'), 'utf8')) as JWK;
    fixture.tokens = tokens;
    fixture.signingKey = (await importJWK(jwk, 'RS256')) as CryptoKey;
    fixture.token = await tokens.issueToken({ tenant: 'acme', scope: 'oems/read oems/trade' });
    const invoke = (functionName: string, event: HttpEvent, timeoutMs: number) => {
      fixture.invoked.push({ functionName, event, timeoutMs });
      return fixture.answer(event);
    };
    server = await startGateway({ routes, tokens, invoke, integrationTimeoutMs: 1_000 });
  });

  beforeEach(() => {
    fixture.invoked = [];
    fixture.answer = async () => ok({ statusCode: 200, body: 'fine' });
  });

  afterAll(async () => {
    await server.close();
    await rm(dir, { recursive: true });
  });
  return fixture;
}

/**
 * Sends raw bytes without a client library, and returns everything that the server sends before the end of the
 * connection.
 */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return received;
}
