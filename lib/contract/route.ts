import type { Deferred } from './deferred.ts';
import type { Tag } from './tags.ts';

/** One operation of the API. Handlers, OpenAPI, the deployment, the local gateway and the tests over all routes read this table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Null: no token needed. */
  readonly scope: Scope | null;
  /** The group of operations in OpenAPI. */
  readonly tag: Tag;
  readonly summary: string;
  /** The part of the HTTP request that holds the fields. */
  readonly source: 'query' | 'body';
  readonly request: Deferred;
  readonly response: Deferred;
  /** The envelope's message on success. */
  readonly message: string;
  /** The operation happens once or not at all: the client's Idempotency-Key names the request. */
  readonly idempotent?: true;
  /** The operation stops trading or lowers risk: a share of its own is kept free for such calls. */
  readonly safety?: true;
  /** The operation may read every account of the tenant: its share is a tenth of that of a read. */
  readonly heavy?: true;
  /** A read that leaves a record in the audit trail where the request says why (`reason`). */
  readonly explained?: true;
  /** The answer is the response itself, without envelope. */
  readonly bare?: true;
  /** The answer is text of this type, without envelope, unless the request chooses JSON in the envelope: `response` is `text` or `json`. */
  readonly contentType?: 'text/csv';
  readonly text?: Deferred;
  readonly json?: Deferred;
  /** Headers of a successful answer, with their descriptions. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** An operation that can change something leaves a record in the audit trail, whatever becomes of the call, and so does an explained read. */
export function isAudited({ method, explained }: Pick<Route, 'method' | 'explained'>): boolean {
  return method !== 'GET' || explained === true;
}

export const scopes = ['oems/read', 'oems/trade', 'oems/admin'] as const;
export type Scope = (typeof scopes)[number];
