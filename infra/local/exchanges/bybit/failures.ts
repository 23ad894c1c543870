import type { World } from '../engine/world.ts';
import type { ExchangeAnswer } from '../server/messages.ts';

type Own = Readonly<Record<string, ExchangeAnswer>>;

/** An answer in Bybit's form. The time is that of the sending. */
function told(world: World, retCode: number, retMsg: string, status = 200): ExchangeAnswer {
  const body = {
    ...{ retCode, retMsg, result: {}, retExtInfo: {} },
    get time() {
      return world.now();
    },
  };
  return { status, body };
}

function html(status: number, title: string): ExchangeAnswer {
  const body = `<html><head><title>${title}</title></head><body>${title}</body></html>`;
  return { status, body, contentType: 'text/html' };
}

/** Bybit's own words for a failure that still reached it, and the edge's for the rest. */
export function failuresOf(world: World): Partial<Record<number, ExchangeAnswer>> {
  return {
    500: told(world, 10_016, 'Internal System Error.', 500),
    429: told(world, 429, 'The trading service is experiencing a high server load. Please retry.', 429),
    503: html(503, '503 Service Unavailable'),
    504: html(504, '504 Gateway Time-out'),
  };
}

/**
 * Ends that say nothing about the order (docs v5, error): server timeouts and busy backends with HTTP 200, a success without an id, the edge's
 * 403 of an address that asks too often, and the empty one of a barred country. `applied` decides whether the order is there.
 */
export function ownFailuresOf(world: World): Own {
  const codes = [
    [-1, 'request expired: o@0, now[0] diff[0]'],
    [10_000, 'Server Timeout'],
    [10_014, 'Invalid duplicate request.'],
    [10_016, 'Internal System Error.'],
    [10_019, 'Ongoing service restart. Please try again later.'],
    [131_001, 'openapi svc error'],
    [170_001, 'Internal error.'],
    [170_007, 'Timeout waiting for response from backend server.'],
    [170_032, 'Network error. Please try again later'],
    [170_146, 'Order creation timeout'],
    [170_149, 'Order creation failed'],
    [429, 'The trading service is experiencing a high server load. Please retry.'],
    [987_654, 'a code that no list contains'],
  ] as const;
  return {
    ...Object.fromEntries(codes.map(([code, message]) => [`http-200-${code}`, told(world, code, message)])),
    'http-200-no-id': told(world, 0, 'OK'),
    'http-403-html': html(403, 'access too frequent'),
    'http-403-empty': { status: 403, body: '', contentType: 'application/json' },
  };
}
