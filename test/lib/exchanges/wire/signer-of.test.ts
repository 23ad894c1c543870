import KrakenClient from 'ccxt/js/src/kraken.js';
import KrakenFuturesClient from 'ccxt/js/src/krakenfutures.js';
import { describe, expect, it } from 'vitest';
import { endpoints as futuresEndpoints } from '../../../../lib/exchanges/kraken/futures/endpoints.ts';
import { code as krakenFutures } from '../../../../lib/exchanges/kraken/futures/module.ts';
import { endpoints as spotEndpoints } from '../../../../lib/exchanges/kraken/spot/endpoints.ts';
import { code as krakenSpot } from '../../../../lib/exchanges/kraken/spot/module.ts';
import type { Endpoint } from '../../../../lib/exchanges/wire/endpoint.ts';
import { type CcxtSigner, ccxtSigner, signerOf } from '../../../../lib/exchanges/wire/signer.ts';

const origin = 'https://exchange.test';
const credential = { apiKey: 'key', secret: Buffer.from('secret').toString('base64') };
const parameters = { pair: 'XXBTZUSD', price: '+5%', symbol: 'PF_XBTUSD', orders: ['one', 'two'], size: '1' };

/** The markets of Kraken, each with the whole CCXT instance in the same settings. */
const markets = [
  {
    name: 'Kraken Spot',
    endpoints: spotEndpoints,
    module: krakenSpot,
    whole: () => new KrakenClient({ urls: { api: { public: origin, private: origin } } }),
  },
  {
    name: 'Kraken Futures',
    endpoints: futuresEndpoints,
    module: krakenFutures,
    whole: () =>
      new KrakenFuturesClient({
        urls: {
          api: {
            public: `${origin}/derivatives/api/`,
            private: `${origin}/derivatives/api/`,
            history: `${origin}/api/history/`,
            charts: `${origin}/api/charts/`,
            auth: `${origin}/api/auth/`,
          },
        },
        options: { access: { auth: { GET: { 'api-keys/v3/check': 'private' } } } },
      }),
  },
];

const cases = markets.flatMap(({ name, endpoints, module, whole }) =>
  Object.values<Endpoint>(endpoints).flatMap((endpoint) =>
    [parameters, {}].map((given) => ({ title: `${name} ${endpoint.path}`, endpoint, given, module, whole })),
  ),
);

describe('signers without the constructor of their CCXT class', () => {
  it.each(cases)(
    'the lean signer signs $title $given as the whole CCXT instance does',
    ({ endpoint, given, module, whole }) => {
      const nonce = endpoint.isSigned ? '1700000000000' : null;
      const expected = ccxtSigner(whole as unknown as () => CcxtSigner)(endpoint, given, credential, nonce);
      expect(module.signerAt(origin)(endpoint, given, credential, nonce)).toEqual(expected);
    },
  );

  it('two signers of one CCXT class with two origins stay apart: the description of the class is never changed', () => {
    const at = (api: string) => signerOf(KrakenClient, { urls: { api: { public: api } } });
    const [first, second] = [at('https://one.test'), at('https://two.test')];
    expect(first.sign('Time', 'public', 'GET', {}).url).toBe('https://one.test/0/public/Time');
    expect(second.sign('Time', 'public', 'GET', {}).url).toBe('https://two.test/0/public/Time');
  });
});
