import { describe, expect, it } from 'vitest';
import { loadExchange } from '../../../../lib/exchanges/load-exchange.ts';
import type { Credential } from '../../../../lib/exchanges/model/credential.ts';
import { signedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { type CcxtSigner, ccxtSigner } from '../../../../lib/exchanges/wire/signer.ts';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';

const endpoint = signedCall('POST', 'Balance');
const credential: Credential = { apiKey: 'a-key', secret: 'a-secret', password: 'a-password' };
const parts = ['apiKey', 'secret', 'password', 'walletAddress', 'privateKey'] as const;

type Instance = CcxtSigner & { nonce: () => string } & { [P in (typeof parts)[number]]?: string | undefined };

/** A client with the parts of CCXT that signing uses. `take` chooses how the client asks for nonces. */
function clientWith(take: (client: Instance) => string = (client) => client.nonce()): Instance {
  return {
    nonce: () => 'the clock',
    sign(path, _api, method) {
      const headers = { key: this.apiKey ?? '', secret: this.secret ?? '', nonce: take(this) };
      return { url: `https://exchange.test/${path}`, method, headers };
    },
  };
}

function failureOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('nonces of a signature', () => {
  it('a signature uses the nonce that was handed in', () => {
    const sign = ccxtSigner(() => clientWith());
    expect(sign(endpoint, {}, credential, '42').headers).toMatchObject({ nonce: '42' });
    expect(sign(endpoint, {}, credential, '43').headers).toMatchObject({ nonce: '43' });
  });

  it.each<[string, string | null, (client: Instance) => string]>([
    ['that asks for a second nonce', '42', (client) => client.nonce() + client.nonce()],
    ['that asks for a nonce without having one', null, (client) => client.nonce()],
  ])('a signature %s fails and never signs with the clock', (_title, nonce, take) => {
    const error = failureOf(() => ccxtSigner(() => clientWith(take))(endpoint, {}, credential, nonce));
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ phase: 'notSent' });
  });

  it('a nonce that a signature did not use is not left for the next signature', () => {
    let isFirst = true;
    const sign = ccxtSigner(() => clientWith((client) => (isFirst ? 'none' : client.nonce())));
    sign(endpoint, {}, credential, '42');
    isFirst = false;
    expect(failureOf(() => sign(endpoint, {}, credential, null))).toBeInstanceOf(TransportError);
  });
});

describe('the credential of a signature', () => {
  it('no part of a credential stays on the instance after a signature', () => {
    const client = clientWith();
    ccxtSigner(() => client)(endpoint, {}, credential, '42');
    for (const part of parts) expect(client[part], part).toBeUndefined();
  });

  it('no part of a credential stays on the instance after a signature that failed', () => {
    const client = clientWith(() => {
      throw new Error('no base64');
    });
    expect(failureOf(() => ccxtSigner(() => client)(endpoint, {}, credential, '42'))).toBeInstanceOf(Error);
    for (const part of parts) expect(client[part], part).toBeUndefined();
  });

  it('a public request is signed without the credential of the request before', () => {
    const sign = ccxtSigner(() => clientWith(() => ''));
    sign(endpoint, {}, credential, null);
    expect(sign(endpoint, {}, null, null).headers).toEqual({ key: '', secret: '', nonce: '' });
  });

  it('signatures of two credentials that run side by side do not mix', async () => {
    const sign = ccxtSigner(() => clientWith());
    const signOften = async (name: string) => {
      const signed = [];
      for (let nonce = 0; nonce < 50; nonce += 1) {
        await Promise.resolve();
        signed.push(
          sign(endpoint, {}, { apiKey: `${name}-key`, secret: `${name}-secret` }, `${name}-${nonce}`).headers,
        );
      }
      return signed;
    };
    const expected = (name: string) =>
      Array.from({ length: 50 }, (_, nonce) => ({
        key: `${name}-key`,
        secret: `${name}-secret`,
        nonce: `${name}-${nonce}`,
      }));
    expect(await Promise.all([signOften('one'), signOften('two')])).toEqual([expected('one'), expected('two')]);
  });

  it.each(['spot', 'swap'] as const)(
    'a shared signer on %s signs as a signer of each credential alone',
    async (marketType) => {
      const { signerAt } = await loadExchange({ exchange: 'kraken', marketType });
      const shared = signerAt('https://exchange.test');
      const secretOf = (text: string) => Buffer.from(text.repeat(8)).toString('base64');
      const credentials = ['one', 'two', 'one'].map((name) => ({ apiKey: `${name}-key`, secret: secretOf(name) }));
      for (const each of credentials) {
        const alone = signerAt('https://exchange.test')(endpoint, { a: '1' }, each, '42');
        expect(shared(endpoint, { a: '1' }, each, '42')).toEqual(alone);
      }
    },
  );
});

describe('the instance of a signer', () => {
  it('a signer builds one instance, at its first signature', () => {
    let built = 0;
    const sign = ccxtSigner(() => {
      built += 1;
      return clientWith();
    });
    expect(built).toBe(0);
    for (const nonce of ['1', '2', '3']) sign(endpoint, {}, credential, nonce);
    expect(built).toBe(1);
  });

  it('a request without headers and body has no headers and no body', () => {
    const sign = ccxtSigner(() => ({ sign: (path, api, method) => ({ url: `${api}/${path}`, method }) }));
    expect(sign(endpoint, {}, null, null)).toEqual({ url: 'private/Balance', method: 'POST', headers: {} });
  });
});
