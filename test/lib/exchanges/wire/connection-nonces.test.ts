import { describe, expect, it } from 'vitest';
import { connect, type WireProtocol } from '../../../../lib/exchanges/wire/connection.ts';
import { publicCall, signedCall, unrepeatedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import type { NonceSource } from '../../../../lib/exchanges/wire/nonce-retry.ts';
import { ExchangeRejection, NotSent } from '../../../../lib/exchanges/wire/refusals.ts';

/** What each request was signed with, for an exchange that tells no last nonce. */
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

describe('an exchange that tells no last nonce', () => {
  it('gets a value of the source with each signed request, whether or not the request may be repeated', async () => {
    const { signed, send } = connection(counting());
    await send(signedCall('GET', '/balances'), {});
    await send(unrepeatedCall('POST', '/orders'), {});
    expect(signed).toEqual(['101', '102']);
  });

  it('gets none with a public request, and none where the key has no source', async () => {
    const { signed, send } = connection(counting());
    await send(publicCall('GET', '/price'), {});
    expect(signed).toEqual([null]);
    const without = connection(null);
    await without.send(signedCall('GET', '/balances'), {});
    expect(without.signed).toEqual([null]);
  });

  it('is not asked again after a refusal', async () => {
    const refuse = () => {
      throw new ExchangeRejection('Somewhere', 'auth.time');
    };
    const { signed, send } = connection(counting(), refuse);
    await expect(send(signedCall('GET', '/balances'), {})).rejects.toThrow('auth.time');
    expect(signed).toHaveLength(1);
  });

  it('gets no request when the source fails', async () => {
    const failing = { ...counting(), next: async () => Promise.reject(new Error('the table is away')) };
    const { signed, send } = connection(failing);
    await expect(send(signedCall('GET', '/balances'), {})).rejects.toBeInstanceOf(NotSent);
    expect(signed).toEqual([]);
  });
});
