import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came off the socket: nothing decoded, because signatures cover the raw bytes. */
export interface ExchangeRequest {
  readonly method: string;
  readonly path: string;
  /** Raw, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The address that the request came from; absent in a request that took no socket. */
  readonly address?: string;
}

/** What the exchange says. `body` is sent as JSON unless it is a string already. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly contentType?: string;
}
