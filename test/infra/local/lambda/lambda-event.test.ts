import { describe, expect, it } from 'vitest';
import { ISSUER } from '../../../../infra/local/stack/token-issuer.ts';
import { AUDIENCE } from '../../../../infra/local/stack/token-shapes.ts';
import { useGateway } from './fixture-gateway.ts';

const gateway = useGateway();

function rawGet(target: string) {
  return gateway.raw(
    `GET ${target} HTTP/1.1\r\nHost: local\r\nAuthorization: Bearer ${gateway.token}\r\nConnection: close\r\n\r\n`,
  );
}

describe('the event of the gateway', () => {
  it('the event has payload format 2.0 with all claims as strings', async () => {
    await gateway.call('/balance?symbol=BTC/USD', { headers: { 'user-agent': 'test', 'x-one': '1' } });
    expect(gateway.invoked[0]).toMatchObject({ functionName: 'get-balance', timeoutMs: 29_000 });
    const event = gateway.lastEvent();
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /balance',
      rawPath: '/balance',
      rawQueryString: 'symbol=BTC/USD',
      queryStringParameters: { symbol: 'BTC/USD' },
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'GET', path: '/balance', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        routeKey: 'GET /balance',
        stage: '$default',
        authorizer: { jwt: { scopes: ['oems/read', 'oems/trade'] } },
      },
    });
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(event.headers).toMatchObject({ 'x-one': '1', host: expect.any(String) });
    const { claims = {} } = event.requestContext.authorizer?.jwt ?? {};
    expect(claims).toMatchObject({ sub: 'acme', iss: ISSUER, aud: AUDIENCE, scope: 'oems/read oems/trade' });
    for (const [name, value] of Object.entries(claims)) expect(typeof value, name).toBe('string');
    expect('body' in event).toBe(false);
  });

  it('the event has no authorizer without a token and no query map without a query', async () => {
    await fetch(`${gateway.url}/health`);
    expect('authorizer' in gateway.lastEvent().requestContext).toBe(false);
    expect('queryStringParameters' in gateway.lastEvent()).toBe(false);
  });

  it.each([
    ['symbol=BTC/USD:USD', { symbol: 'BTC/USD:USD' }],
    ['symbol=BTC%2FUSD%3AUSD', { symbol: 'BTC/USD:USD' }],
    ['a=1&a=2&b=', { a: '1,2', b: '' }],
    ['a=x=y&flag', { a: 'x=y', flag: '' }],
    ['a=one+two%2B', { a: 'one two+' }],
  ])('the query %s is decoded', async (query, expected) => {
    await rawGet(`/balance?${query}`);
    expect(gateway.lastEvent().rawQueryString).toBe(query);
    expect({ ...gateway.lastEvent().queryStringParameters }).toEqual(expected);
  });

  it('__proto__ is an ordinary name in query and headers', async () => {
    await gateway.call('/balance?__proto__=polluted&constructor=c', { headers: { __proto__x: 'h' } });
    const { queryStringParameters = {} } = gateway.lastEvent();
    expect(Object.keys(queryStringParameters)).toEqual(['__proto__', 'constructor']);
    expect(JSON.stringify(queryStringParameters)).toBe('{"__proto__":"polluted","constructor":"c"}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(['/balance?symbol=%E0%A4%A', '/balance?%=1', '/%zz'])(
    'broken percent-encoding gets a 400: %s',
    async (target) => {
      expect(await rawGet(target)).toMatch(/^HTTP\/1.1 400 .*"code":"INVALID_REQUEST"/s);
      expect(gateway.invoked).toEqual([]);
    },
  );

  it.each([
    ['application/json', '{"a":"ü"}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['text/plain', 'x', false],
    ['application/problem+json', '{}', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', '\u0000\u0001', true],
  ])('a body of type %s arrives as text or base64', async (contentType, body, isBase64Encoded) => {
    await gateway.call('/order', { method: 'POST', body, headers: { 'content-type': contentType } });
    const event = gateway.lastEvent();
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString()).toBe(body);
  });

  it('duplicate headers are joined with commas and cookies are split', async () => {
    await gateway.raw(
      `GET /health HTTP/1.1\r\nHost: local\r\nX-A: 1\r\nx-a: 2\r\nCookie: c=1; d=2\r\nConnection: close\r\n\r\n`,
    );
    expect(gateway.lastEvent().headers['x-a']).toBe('1,2');
    expect(gateway.lastEvent().cookies).toEqual(['c=1', 'd=2']);
  });
});
