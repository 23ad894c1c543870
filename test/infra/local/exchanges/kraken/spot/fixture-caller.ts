import type { Protocol } from '../../../../../../infra/local/exchanges/server/server.ts';
import { sign } from './fixture-client.ts';

export interface SpotKey {
  apiKey: string;
  secret: string;
}

/** Signed private requests to a spot exchange without sockets: thousands a second. Nonces count up from `firstNonce`. */
export function spotCaller(protocol: Protocol, { apiKey, secret }: SpotKey, firstNonce = 1) {
  let nonce = firstNonce - 1;
  return function call<T>(name: string, params: Record<string, string> = {}): { error: string[]; result: T } {
    nonce += 1;
    const path = `/0/private/${name}`;
    const body = String(new URLSearchParams({ nonce: String(nonce), ...params }));
    const headers = { 'api-key': apiKey, 'api-sign': sign(path, String(nonce), body, secret) };
    return protocol.handle({ method: 'POST', path, query: '', headers, body }).body as { error: string[]; result: T };
  };
}
