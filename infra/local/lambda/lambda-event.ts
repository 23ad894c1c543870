import type { IncomingMessage } from 'node:http';

/** Null-prototype: a query such as `?__proto__=x` is a key like any other. */
export type StringMap = Record<string, string>;

export interface JwtAuthorizer {
  readonly claims: StringMap;
  readonly scopes: readonly string[];
}

/** An API Gateway HTTP API request, payload format 2.0. */
export interface HttpEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: StringMap;
  readonly queryStringParameters?: StringMap;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authorizer?: { readonly jwt: JwtAuthorizer };
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: '$default';
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface EventParts {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly target: RequestTarget;
  readonly body: Buffer;
  readonly authorizer: JwtAuthorizer | undefined;
  readonly now: Date;
}

export interface RequestTarget {
  readonly path: string;
  readonly rawQuery: string;
  readonly query: StringMap;
}

/** Splits and decodes a request line's target; undefined when its percent-encoding is broken. */
export function parseTarget(url: string): RequestTarget | undefined {
  const mark = url.indexOf('?');
  const rawQuery = mark === -1 ? '' : url.slice(mark + 1);
  try {
    const path = decodeURIComponent(mark === -1 ? url : url.slice(0, mark));
    return { path, rawQuery, query: parseQuery(rawQuery) };
  } catch {
    return undefined;
  }
}

function parseQuery(rawQuery: string): StringMap {
  const query: StringMap = Object.create(null);
  for (const pair of rawQuery.split('&').filter((part) => part !== '')) {
    const equals = pair.indexOf('=');
    const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    addJoined(query, decodeQueryPart(name), decodeQueryPart(value));
  }
  return query;
}

function decodeQueryPart(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '));
}

/** Format 2.0 has no multi-value maps: duplicates are joined with commas. */
function addJoined(map: StringMap, key: string, value: string): void {
  const earlier = map[key];
  map[key] = earlier === undefined ? value : `${earlier},${value}`;
}

export function buildEvent({ request, requestId, target, body, authorizer, now }: EventParts): HttpEvent {
  const method = request.method ?? 'GET';
  const routeKey = `${method} ${target.path}`;
  const headers = joinedHeaders(request);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const cookies = headers.cookie?.split('; ');
  return {
    version: '2.0',
    routeKey,
    rawPath: target.path,
    rawQueryString: target.rawQuery,
    ...(cookies === undefined ? {} : { cookies }),
    headers: Object.assign(headers, { 'x-forwarded-for': sourceIp, 'x-forwarded-proto': 'http' }),
    ...(target.rawQuery === '' ? {} : { queryStringParameters: target.query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(authorizer === undefined ? {} : { authorizer: { jwt: authorizer } }),
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...encodeBody(body, headers['content-type']),
  };
}

/** Raw headers, because node's own merging drops duplicates of some and keeps `set-cookie` as a list. */
function joinedHeaders(request: IncomingMessage): StringMap {
  const headers: StringMap = Object.create(null);
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (key === 'cookie' && headers[key] !== undefined) headers[key] = `${headers[key]}; ${value}`;
    else addJoined(headers, key, value);
  }
  return headers;
}

/** API Gateway hands text types over as they are and everything else, form posts included, as base64. */
function encodeBody(body: Buffer, contentType = ''): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = type.startsWith('text/') || /^application\/(json|xml|javascript|[\w.-]+\+(json|xml))$/.test(type);
  return isText
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
