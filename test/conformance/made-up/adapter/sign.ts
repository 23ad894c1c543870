import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../../../lib/exchanges/model/order.ts';
import type { Sign } from '../../../../lib/exchanges/wire/signer.ts';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';

/** The signature covers timestamp, method, path with query, and body; the password travels beside it. */
export function signerAt(origin: string): Sign {
  return ({ path, method, isSigned }, parameters, credential, timestamp) => {
    const hasBody = method !== 'GET';
    const target = hasBody ? path : `${path}${queryOf(parameters)}`;
    const body = hasBody ? JSON.stringify(parameters) : '';
    const request = { url: `${origin}${target}`, method, ...(hasBody ? { body } : {}) };
    if (!isSigned) return request;
    if (timestamp === null || credential === null) throw new TransportError('no timestamp to sign with', 'notSent');
    const { apiKey = '', secret = '', password = '' } = credential;
    const signature = createHmac('sha256', secret).update(`${timestamp}${method}${target}${body}`).digest('hex');
    return {
      ...request,
      headers: { 'x-mu-key': apiKey, 'x-mu-time': timestamp, 'x-mu-pass': password, 'x-mu-sign': signature },
    };
  };
}

function queryOf(parameters: JsonObject): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
