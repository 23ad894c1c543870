import type { Protocol } from '../../infra/local/exchanges/server/server.ts';
import type { HttpRequest, Transport } from '../../lib/exchanges/wire/transport.ts';
import { TransportError } from '../../lib/exchanges/wire/transport.ts';
import type { Answer } from './bench.ts';

/**
 * The fate of the next signed request. `lost-before`: the connection ends before the exchange has acted; `lost-after`: after. `late`: the
 * request arrives after so many milliseconds. `answered`: something else answers, and the exchange does not see the request.
 */
export type Fault =
  | { readonly kind: 'lost-before' | 'lost-after' }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'answered'; readonly answer: Answer };

export interface FaultyWire {
  /** Every request that left, public requests too. */
  readonly sent: HttpRequest[];
  readonly transport: Transport;
  next: Fault | null;
  /** What becomes of the text of each answer to a public request. */
  spoil: ((text: string) => string) | null;
}

export function faultyWire(
  protocolAt: (origin: string) => Protocol,
  signedHeader: RegExp,
  advance: (ms: number) => void,
): FaultyWire {
  const wire: FaultyWire = {
    sent: [],
    next: null,
    spoil: null,
    transport: async (request) => {
      wire.sent.push(request);
      const isSigned = Object.keys(request.headers ?? {}).some((name) => signedHeader.test(name));
      const fault = isSigned ? wire.next : null;
      if (isSigned) wire.next = null;
      if (fault?.kind === 'lost-before') throw new TransportError('the connection was lost', 'sent');
      if (fault?.kind === 'late') advance(fault.ms);
      const protocol = protocolAt(new URL(request.url).origin);
      const { status, body } = fault?.kind === 'answered' ? fault.answer : protocol.handle(asReceived(request));
      if (fault?.kind === 'lost-after') throw new TransportError('the connection was lost', 'sent');
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { status, body: isSigned || wire.spoil === null ? text : wire.spoil(text) };
    },
  };
  return wire;
}

/** Whether a request is public, whatever headers the exchange signs with. */
export function signless({ headers = {} }: HttpRequest): boolean {
  return Object.keys(headers).every((name) => !/key|sign|auth/i.test(name));
}

function asReceived({ url, method, headers = {}, body = '' }: HttpRequest): Parameters<Protocol['handle']>[0] {
  const { pathname, search } = new URL(url);
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, path: pathname, query: search.slice(1), headers: Object.fromEntries(lowered), body };
}
