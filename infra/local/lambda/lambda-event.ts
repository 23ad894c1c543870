import type { IncomingMessage } from 'node:http';

/** Objects without a prototype: a query such as `?__proto__=x` is an ordinary key. */
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

interface RequestTarget {
  readonly path: string;
  readonly rawQuery: string;
  readonly query: StringMap;
}

/** Splits and decodes the target of a request line; undefined for a broken percent-encoding. */
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

export function buildEvent(parts: EventParts): HttpEvent {
  const { request, target, body } = parts;
  const headers = joinedHeaders(request);
  const cookies = headers.cookie?.split('; ');
  const forwarded = { 'x-forwarded-for': sourceIpOf(request), 'x-forwarded-proto': 'http' };
  return {
    version: '2.0',
    routeKey: routeKeyOf(parts),
    rawPath: target.path,
    rawQueryString: target.rawQuery,
    ...(cookies === undefined ? {} : { cookies }),
    headers: Object.assign(headers, forwarded),
    ...(target.rawQuery === '' ? {} : { queryStringParameters: target.query }),
    requestContext: requestContext(parts, headers),
    ...encodeBody(body, headers['content-type']),
  };
}

function requestContext(parts: EventParts, headers: StringMap): HttpEvent['requestContext'] {
  const { request, requestId, target, authorizer, now } = parts;
  return {
    accountId: '000000000000',
    apiId: 'local',
    ...(authorizer === undefined ? {} : { authorizer: { jwt: authorizer } }),
    domainName: headers.host ?? 'localhost',
    domainPrefix: 'local',
    http: {
      method: methodOf(request),
      path: target.path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIpOf(request),
      userAgent: headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: routeKeyOf(parts),
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now.getTime(),
  };
}

function methodOf({ method = 'GET' }: IncomingMessage): string {
  return method;
}

function routeKeyOf({ request, target }: EventParts): string {
  return `${methodOf(request)} ${target.path}`;
}

function sourceIpOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '127.0.0.1';
}

/** Reads the raw headers, because node drops duplicates of some headers and keeps `set-cookie` as a list. */
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

/** API Gateway passes text types unchanged, and all further types, including form posts, as base64. */
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
