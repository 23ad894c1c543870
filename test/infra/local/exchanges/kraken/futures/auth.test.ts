import { describe, expect, it } from 'vitest';
import { authent, signedMessage } from '../../../../../../infra/local/exchanges/kraken/futures/auth.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { CallOptions } from './fixture-client.ts';
import { openExchange, sign } from './fixture-client.ts';

function mint(exchange: ReturnType<typeof openExchange>, body: Record<string, unknown>) {
  const minted = exchange.control('key', body) as { api_key: string; secret: string };
  return { apiKey: minted.api_key, secret: minted.secret };
}

describe('kraken futures signatures', () => {
  it("the documentation's test vector comes out byte for byte", () => {
    const secret = '7zxMEF5p/Z8l2p2U7Ghv6x14Af+Fx+92tPgUdVQ748FOIrEoT9bgT+bTRfXc5pz8na+hL/QdrCVG7bh9KpT0eMTm';
    const signed = '4JEpF3ix66GA2B+ooK128Ift4XQVtc137N9yeg4Kqsn9PI0Kpzbysl9M1IeCEdjg0zl00wkVqcsnG4bmnlMb3A==';
    expect(authent(secret, 'c100b894-1729-464d-ace1-52dbce11db42')).toBe(signed);
    expect(sign(secret, '', '', 'c100b894-1729-464d-ace1-52dbce11db42')).toBe(signed);
  });

  it('the message is post data, nonce and path without /derivatives', () => {
    const request = {
      method: 'GET',
      path: '/derivatives/api/v3/orderbook',
      query: 'symbol=fi_xbtusd_180615',
      body: '',
      headers: {},
    };
    expect(signedMessage(request, '1415957147987')).toBe('symbol=fi_xbtusd_1806151415957147987/api/v3/orderbook');
  });

  it('parameters are signed as they went over the wire', () => {
    const exchange = openExchange();
    const path = '/derivatives/api/v3/cancelorder';
    const call = (signedData: string) => {
      const headers = {
        apikey: sandbox.futures.apiKey,
        authent: sign(sandbox.futures.secret, signedData, '', '/api/v3/cancelorder'),
      };
      return exchange.protocol.handle({ method: 'POST', path, query: 'cliOrdId=a%20b', body: '', headers }).body;
    };
    expect(call('cliOrdId=a%20b')).toMatchObject({ result: 'success' });
    expect(call('cliOrdId=a b')).toMatchObject({ result: 'error', error: 'authenticationError' });
  });

  it('parameters may come in the body', () => {
    const exchange = openExchange();
    const answer = exchange.post(
      'sendorder',
      { orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 0.01 },
      { inBody: true },
    );
    expect(answer.sendStatus.status).toBe('placed');
  });
});

describe('kraken futures authentication', () => {
  const refused: [string, CallOptions][] = [
    ['an unknown key', { key: { apiKey: 'nobody', secret: sandbox.futures.secret } }],
    ['a wrong secret', { key: { apiKey: sandbox.futures.apiKey, secret: sandbox.spot.secret } }],
    ['a spot key', { key: sandbox.spot }],
    ['no key', { headers: { apikey: '', authent: '' } }],
    ['a signature of another length', { headers: { authent: 'short' } }],
  ];
  it.each(refused)('%s is an authenticationError with HTTP 200', (_name, options) => {
    const answer = openExchange().call('GET', '/derivatives/api/v3/accounts', {}, options);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ result: 'error', error: 'authenticationError' });
  });

  it('a revoked key is unknown', () => {
    const exchange = openExchange();
    const key = mint(exchange, {});
    expect(exchange.get('accounts', {}, { key }).result).toBe('success');
    exchange.control('key', { api_key: key.apiKey, revoked: true });
    expect(exchange.get('accounts', {}, { key }).error).toBe('authenticationError');
  });

  it('history answers 401 to whoever it does not know', () => {
    const answer = openExchange().call('GET', '/api/history/v3/account-log', {}, { key: sandbox.spot });
    expect(answer).toMatchObject({ status: 401, body: { status: 'unauthorized' } });
  });

  it('a path it does not serve is not found', () => {
    expect(openExchange().call('GET', '/derivatives/api/v3/nothing').status).toBe(404);
    expect(openExchange().call('GET', '/derivatives/api/v3/sendorder').status).toBe(404);
  });
});

describe('kraken futures nonces', () => {
  const nonceOf = (exchange: ReturnType<typeof openExchange>, nonce: string) =>
    exchange.get('openorders', {}, { nonce });

  it('none is needed', () => {
    expect(openExchange().get('openorders').result).toBe('success');
  });

  it('one is used once', () => {
    const exchange = openExchange();
    expect(nonceOf(exchange, '1415957147987').result).toBe('success');
    expect(nonceOf(exchange, '1415957147987').error).toBe('nonceDuplicate');
  });

  it('a little out of order is tolerated, far below is not', () => {
    const exchange = openExchange();
    nonceOf(exchange, '1415957147987');
    expect(nonceOf(exchange, '1415957147900').result).toBe('success');
    expect(nonceOf(exchange, '1415957100000').error).toBe('nonceBelowThreshold');
  });

  it('one that was not signed is an authenticationError', () => {
    const answer = openExchange().get('openorders', {}, { headers: { nonce: '5' } });
    expect(answer.error).toBe('authenticationError');
  });
});

describe('kraken futures permissions', () => {
  it('a read-only key reads and does not trade', () => {
    const exchange = openExchange();
    const key = mint(exchange, { permissions: { general: 'read' } });
    expect(exchange.get('accounts', {}, { key }).result).toBe('success');
    const order = exchange.post(
      'sendorder',
      { orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: 0.01 },
      { key },
    );
    expect(order.error).toBe('insufficientPrivileges');
    expect(exchange.put('leveragepreferences', { symbol: 'PF_XBTUSD', maxLeverage: 5 }, { key }).error).toBe(
      'insufficientPrivileges',
    );
  });

  it('the default key trades and does not withdraw', () => {
    const exchange = openExchange();
    expect(exchange.order({ orderType: 'mkt' }).status).toBe('placed');
    const answer = exchange.post('withdrawal', { currency: 'usd', amount: 1, sourceWallet: 'flex' });
    expect(answer.error).toBe('insufficientPrivileges');
  });

  it('a withdrawal key without general access reads nothing', () => {
    const exchange = openExchange();
    const key = mint(exchange, { permissions: { general: 'none', withdrawal: 'full' } });
    expect(exchange.get('accounts', {}, { key }).error).toBe('insufficientPrivileges');
    expect(exchange.call('GET', '/api/history/v3/orders', {}, { key }).status).toBe(401);
  });

  it('the key check tells what a key may', () => {
    const exchange = openExchange();
    const key = mint(exchange, { permissions: { general: 'read', withdrawal: 'full' } });
    const answer = exchange.call('GET', '/api/auth/v1/api-keys/v3/check', {}, { key });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      apiKey: key.apiKey,
      permissions: { general: 'READ_ONLY', transfer: 'FULL_ACCESS' },
    });
  });

  it('the key check answers 401 to a bad signature', () => {
    const answer = openExchange().call('GET', '/api/auth/v1/api-keys/v3/check', {}, { key: sandbox.spot });
    expect(answer).toMatchObject({ status: 401, body: { message: 'authenticationError', suberror: null } });
  });
});

describe('kraken futures request budget', () => {
  it('500 units in 10 seconds, when enforced', () => {
    const exchange = openExchange({ rateLimits: true });
    const cancel = () => exchange.post('cancelallorders').error;
    for (let call = 0; call < 20; call++) expect(cancel()).toBeUndefined();
    expect(cancel()).toBe('apiLimitExceeded');
    exchange.world.advance(10_000);
    expect(cancel()).toBeUndefined();
  });
});

describe('kraken futures request log', () => {
  it('names what was asked and how it ended, and no secret', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'lmt', limitPrice: 0.5, cliOrdId: 'mine' });
    exchange.get('accounts', {}, { key: sandbox.spot });
    const [order, read] = exchange.protocol.log;
    expect(order).toMatchObject({
      path: '/derivatives/api/v3/sendorder',
      accepted: true,
      error: 'invalidPrice',
      clientOrderId: 'mine',
    });
    expect(read).toMatchObject({ accepted: false, error: 'authenticationError', apiKey: sandbox.spot.apiKey });
    expect(JSON.stringify(exchange.protocol.log)).not.toContain(sandbox.futures.secret);
  });
});
