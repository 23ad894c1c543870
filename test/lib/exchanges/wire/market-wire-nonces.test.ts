import { describe, expect, it } from 'vitest';
import { publicCall, signedCall, unrepeatedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { connect, type WireProtocol } from '../../../../lib/exchanges/wire/market-wire.ts';
import type { NonceSource } from '../../../../lib/exchanges/wire/nonce-retry.ts';
import { ExchangeRejection, NotSent } from '../../../../lib/exchanges/wire/refusals.ts';

/** A connection to an exchange that tells no last nonce. `signed` lists the nonces of the signatures. */
function connection(nonces: NonceSource | null, verifyAnswer: WireProtocol['verifyAnswer'] = () => undefined) {
  const signed: (string | null)[] = [];
  const send = connect({
    transport: async () => ({ status: 200, body: '{}' }),
    sign: ({ path, method }, _parameters, _credential, nonce) => {
      signed.push(nonce);
      return { url: path, method };
    },
    credential: { apiKey: 'k', secret: 's' },
    nonces,
    protocol: { verifyAnswer, nonce: null },
  });
  return { signed, send };
}

function counting(): NonceSource {
  let last = 100;
  const next = async () => {
    last += 1;
    return String(last);
  };
  return { next, leap: next, raiseAbove: async () => undefined };
}

describe('exchanges that tell no last nonce', () => {
  it('each signed request to an exchange without an inquiry takes a value of the source, repeatable or not', async () => {
    const { signed, send } = connection(counting());
    await send(signedCall('GET', '/balances'), {});
    await send(unrepeatedCall('POST', '/orders'), {});
    expect(signed).toEqual(['101', '102']);
  });

  it('a public request and a request of a key without a source take no nonce', async () => {
    const { signed, send } = connection(counting());
    await send(publicCall('GET', '/price'), {});
    expect(signed).toEqual([null]);
    const without = connection(null);
    await without.send(signedCall('GET', '/balances'), {});
    expect(without.signed).toEqual([null]);
  });

  it('a refused request to an exchange without an inquiry is not sent again', async () => {
    const refuse = () => {
      throw new ExchangeRejection('Somewhere', 'auth.time');
    };
    const { signed, send } = connection(counting(), refuse);
    await expect(send(signedCall('GET', '/balances'), {})).rejects.toThrow('auth.time');
    expect(signed).toHaveLength(1);
  });

  it('a failing source of nonces sends no request to an exchange without an inquiry', async () => {
    const failing = { ...counting(), next: async () => Promise.reject(new Error('the table is away')) };
    const { signed, send } = connection(failing);
    await expect(send(signedCall('GET', '/balances'), {})).rejects.toBeInstanceOf(NotSent);
    expect(signed).toEqual([]);
  });
});
