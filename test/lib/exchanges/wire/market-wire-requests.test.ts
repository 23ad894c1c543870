import { describe, expect, it } from 'vitest';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { publicCall, signedCall, unrepeatedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { parseExact } from '../../../../lib/exchanges/wire/exact-json.ts';
import { type Answer, type ConnectionPorts, connect } from '../../../../lib/exchanges/wire/market-wire.ts';
import type { NonceSource } from '../../../../lib/exchanges/wire/nonce-retry.ts';
import { NotSent } from '../../../../lib/exchanges/wire/refusals.ts';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';

const credential = { apiKey: 'a-key', secret: 'the secret' };
const read = signedCall('POST', 'Read');
const order = unrepeatedCall('POST', 'Order');
const inquiry = signedCall('POST', 'Inquiry');
const refused = new Error('refused nonce');

/** A connection with a list of its steps. `ports` replaces single ports. */
function scene(ports: Partial<ConnectionPorts> = {}) {
  const steps: unknown[][] = [];
  let last = 0;
  const nonces: NonceSource = {
    next: async () => {
      last += 1;
      steps.push(['nonce', String(last)]);
      return String(last);
    },
    leap: async () => '1000',
    raiseAbove: async (nonce) => void steps.push(['raise', nonce]),
  };
  const send = connect({
    transport: async ({ url, headers, body }) => {
      steps.push(['send', url, headers, body]);
      return { status: 200, body: '{"price":0.10000000000000000555}' };
    },
    sign: ({ path, method }, parameters, signedWith, nonce) => {
      steps.push(['sign', path, parameters, signedWith, nonce]);
      return { url: `/${path}`, method, headers: { signature: `of ${nonce}` }, body: JSON.stringify(parameters) };
    },
    credential,
    nonces,
    protocol: {
      verifyAnswer: (answer) => void steps.push(['verify', answer]),
      nonce: { isRefusal: (error) => error === refused, inquiry, lastNonce: () => '77' },
    },
    ...ports,
  });
  return { steps, send, nonces, names: () => steps.map(([name]) => name) };
}

/** A protocol that refuses the nonces of the first `times` answers. */
function refusing(times: number): ConnectionPorts['protocol'] {
  let left = times;
  const verifyAnswer = (_answer: Answer): void => {
    left -= 1;
    if (left >= 0) throw refused;
  };
  return { verifyAnswer, nonce: { isRefusal: (error) => error === refused, inquiry, lastNonce: () => '77' } };
}

describe('the way of a request', () => {
  it('a signed request takes a nonce, is signed, gets its headers, is sent and verified, in this order', async () => {
    const { send, steps } = scene();
    expect(await send(order, { pair: 'X' }, { deadline: 'soon' })).toEqual({ price: '0.10000000000000000555' });
    expect(steps).toEqual([
      ['nonce', '1'],
      ['sign', 'Order', { pair: 'X' }, credential, '1'],
      ['send', '/Order', { signature: 'of 1', deadline: 'soon' }, '{"pair":"X"}'],
      ['verify', { status: 200, json: { price: '0.10000000000000000555' }, text: '{"price":0.10000000000000000555}' }],
    ]);
  });

  it.each<[string, Partial<ConnectionPorts>, typeof read]>([
    ['a public request', {}, publicCall('GET', 'Time')],
    ['a signed request of a key without a counter', { nonces: null }, read],
  ])('%s takes no nonce', async (_title, ports, endpoint) => {
    const { send, steps, names } = scene(ports);
    await send(endpoint, {});
    expect(names()).not.toContain('nonce');
    expect(steps.find(([name]) => name === 'sign')?.at(-1)).toBeNull();
  });

  it.each([read, order])(
    'a signed request to $path takes a value of its source where the exchange tells no last nonce',
    async (endpoint) => {
      const { send, names } = scene({ protocol: { verifyAnswer: () => undefined, nonce: null } });
      await send(endpoint, {});
      expect(names()).toEqual(['nonce', 'sign', 'send']);
    },
  );

  it('a refused request is not sent again where the exchange tells no last nonce', async () => {
    const { send, names } = scene({ protocol: { ...refusing(1), nonce: null } });
    await expect(send(read, {})).rejects.toBe(refused);
    expect(names()).toEqual(['nonce', 'sign', 'send']);
  });

  it('an answer that is no JSON is verified as undefined', async () => {
    const seen: Answer[] = [];
    const { send } = scene({
      transport: async () => ({ status: 502, body: '<html>' }),
      protocol: { verifyAnswer: (answer) => void seen.push(answer), nonce: null },
    });
    await send(read, {});
    expect(seen).toEqual([{ status: 502, json: undefined, text: '<html>' }]);
  });
});

describe('requests that cannot leave', () => {
  it.each([read, order])(
    'a request to $path without a nonce is not sent: the failure of the nonces is its cause',
    async (endpoint) => {
      const away = new Error('the table is away');
      const next = () => Promise.reject(away);
      const { send, steps } = scene({ nonces: { next, leap: next, raiseAbove: async () => undefined } });
      const error = await send(endpoint, {}).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(NotSent);
      expect(error).toMatchObject({ cause: away });
      expect(steps).toEqual([]);
    },
  );

  it('a request that cannot be signed is not sent, and the error names the remedy and hides the secret', async () => {
    const sign = () => {
      throw new Error(`cannot decode ${credential.secret}`);
    };
    const { send, names } = scene({ sign });
    const error = await send(order, {}).catch((caught: unknown) => caught);
    if (!(error instanceof NotSent)) throw new Error('another error', { cause: error });
    const cause = error.cause as Error;
    expect(cause).toMatchObject({ code: 'KEY_REFUSED' });
    expect(cause.message).toContain('PUT /delegation/exchange-account/credentials');
    expect([error.message, error.stack, cause.stack, String(cause.cause)].join()).not.toContain(credential.secret);
    expect(names()).toEqual(['nonce']);
  });

  it('a signature that lacks its nonce fails as a transport error in the phase notSent', async () => {
    const failure = new TransportError('without a nonce', 'notSent');
    const sign = () => {
      throw failure;
    };
    await expect(scene({ sign }).send(order, {})).rejects.toBe(failure);
  });
});

describe('refused nonces of a connection', () => {
  it('an order with a refused nonce is sent once', async () => {
    const { send, names } = scene({ protocol: refusing(1) });
    await expect(send(order, {})).rejects.toBe(refused);
    expect(names()).toEqual(['nonce', 'sign', 'send']);
  });

  it('a read with a refused nonce is signed and sent again with a fresh nonce and the same headers', async () => {
    const { send, steps } = scene({ protocol: refusing(1) });
    await send(read, { a: '1' }, { tag: 'x' });
    expect(steps.filter(([name]) => name === 'send')).toEqual([
      ['send', '/Read', { signature: 'of 1', tag: 'x' }, '{"a":"1"}'],
      ['send', '/Read', { signature: 'of 2', tag: 'x' }, '{"a":"1"}'],
    ]);
  });

  it('the inquiry after refused nonces carries neither parameters nor headers of the read', async () => {
    const { send, steps } = scene({ protocol: refusing(1) });
    // Two seconds before the deadline no wait fits: the repair follows the first refusal.
    await runInCall(newCall('r', 'o', Date.now() + 2000), () => send(read, { a: '1' }, { tag: 'x' }));
    expect(steps.filter(([name]) => name === 'send' || name === 'raise')).toEqual([
      ['send', '/Read', { signature: 'of 1', tag: 'x' }, '{"a":"1"}'],
      ['send', '/Inquiry', { signature: 'of 1000' }, '{}'],
      ['raise', '77'],
      ['send', '/Read', { signature: 'of 2', tag: 'x' }, '{"a":"1"}'],
    ]);
  });
});

describe('parseExact', () => {
  it.each(['0.1', '0.10000000000000000555', '12345678901234567890.123456789', '9007199254740993', '-1e-7', '1E400'])(
    'the JSON number %s keeps every digit that the exchange sent',
    (text) => {
      expect(parseExact(`{"a":[${text}]}`)).toEqual({ a: [text] });
    },
  );

  it('parsing keeps everything but numbers as JSON has them, and invalid JSON is undefined', () => {
    expect(parseExact('{"a":true,"b":null,"c":"1.0","d":{}}')).toEqual({ a: true, b: null, c: '1.0', d: {} });
    for (const text of ['', 'x', '{', '{"a":1}x']) expect(parseExact(text)).toBeUndefined();
  });
});
