import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  checkEncoding,
  checkSignature,
  signedPart,
} from '../../../../../../infra/local/exchanges/binance/rest/signature.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/binance/sandbox.ts';
import { openSpot, openUsdm } from '../fixture-caller.ts';

const spot = {
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
  payload:
    'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
  signature: 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
};
const futures = {
  secret: '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9',
  payload:
    'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943',
  signature: '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
};

describe('the signature', () => {
  it.each([
    ['spot', spot],
    ['futures', futures],
  ])('of the documented %s example is right in the query, in the body, and divided', (_name, example) => {
    const { secret, payload, signature } = example;
    const half = payload.indexOf('&quantity');
    const sent = [
      [`${payload}&signature=${signature}`, ''],
      ['', `${payload}&signature=${signature.toUpperCase()}`],
      [payload.slice(0, half), `${payload.slice(half)}&signature=${signature}`],
    ] as const;
    for (const [query, body] of sent) expect(() => checkSignature(secret, signedPart(query, body))).not.toThrow();
  });

  it('covers every byte: one changed digit is -1022', () => {
    const changed = spot.payload.replace('quantity=1', 'quantity=2');
    const part = signedPart(`${changed}&signature=${spot.signature}`, '');
    expect(() => checkSignature(spot.secret, part)).toThrow('Signature for this request is not valid.');
  });

  it('must come last, and must be there', () => {
    expect(() => signedPart(`signature=${spot.signature}&${spot.payload}`, '')).toThrow('not valid');
    expect(() => signedPart(spot.payload, '')).toThrow("Mandatory parameter 'signature'");
  });

  it.each(['symbols=["BTCUSDT"]', 'newClientOrderId=a:b', 'symbol=币安', 'note=a b', 'price=1%'])(
    'of a payload that is not percent-encoded is refused: %s',
    (payload) => {
      expect(() => checkEncoding({ payload, signature: '' })).toThrow('not valid');
    },
  );

  it('of what was encoded after signing is refused on spot, and counts as sent on futures', () => {
    const { spot, world, send } = openUsdm();
    const signed = (query: string) => {
      const all = `${query}&timestamp=${world.now()}`;
      return `${all}&signature=${createHmac('sha256', sandbox.secret).update(all).digest('hex')}`;
    };
    const query = (path: string, id: string) => [path, signed(`symbol=BTCUSDT&origClientOrderId=${id}`)] as const;
    expect(spot.send('GET', ...query('/api/v3/order', 'a:b')).body.code).toBe(-1022);
    expect(spot.send('GET', ...query('/api/v3/order', 'a%3Ab')).body.code).toBe(-2013);
    expect(send('GET', ...query('/fapi/v1/order', 'a:b')).body.code).toBe(-2013);
  });

  it('of RSA and Ed25519 keys opens the account, and a foreign key does not', () => {
    const { protocol, send } = openSpot();
    const pairs = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ed25519')];
    for (const [index, { publicKey, privateKey }] of pairs.entries()) {
      const apiKey = String(index).padEnd(64, 'k');
      const pem = publicKey.export({ type: 'spki', format: 'pem' });
      protocol.control.key?.({ api_key: apiKey, secret: pem, customer: 'sandbox' });
      const query = `omitZeroBalances=true&timestamp=${protocol.clock?.()}`;
      const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
      const signature = encodeURIComponent(sign(algorithm, Buffer.from(query), privateKey).toString('base64'));
      const call = (text: string) =>
        protocol.handle({
          ...{ method: 'GET', path: '/api/v3/account', query: text, body: '' },
          headers: { 'x-mbx-apikey': apiKey },
        });
      expect(call(`${query}&signature=${signature}`).status).toBe(200);
      const mac = createHmac('sha256', String(pem)).update(query).digest('hex');
      expect(call(`${query}&signature=${mac}`)).toMatchObject({ status: 400 });
    }
    expect(send('GET', '/api/v3/account', 'timestamp=1').body.code).toBe(-1102);
  });
});
