import type { ExchangeAnswer } from '../../server/messages.ts';

function failure(status: number, code: number, msg: string): ExchangeAnswer {
  return { status, body: { code, msg } };
}

const wafPage =
  '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n</body>\r\n</html>\r\n';

/** The exchange's own words for statuses that every simulator can be told to answer. */
export const failures: Record<number, ExchangeAnswer> = {
  500: failure(500, -1000, 'An unknown error occurred while processing the request.'),
  503: failure(503, -1000, 'Unknown error, please check your request or try again later.'),
  504: failure(
    504,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ),
  429: {
    ...failure(429, -1003, 'Too much request weight used; current limit is 2400 request weight per 1 MINUTE.'),
    headers: { 'retry-after': '30' },
  },
};

const banned: ExchangeAnswer = {
  ...failure(418, -1003, 'Way too much request weight used; IP banned until 4102444800000.'),
  headers: { 'retry-after': '120' },
};

/** Failures of Binance alone, as kinds of faults (fapi/general-info, HTTP return codes; spot/errors). Bodies of the 503s are documented in words. */
export const ownFailures: Readonly<Record<string, ExchangeAnswer>> = {
  'http-408-unknown': failure(
    408,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ),
  'http-400-unknown': failure(
    400,
    -1006,
    'An unexpected response was received from the message bus. Execution status unknown.',
  ),
  'http-500-timeout': failure(
    500,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ),
  'http-503-unknown': failure(503, -1000, 'Unknown error, please check your request or try again later.'),
  'http-503-unavailable': failure(503, -1000, 'Service Unavailable.'),
  'http-503-internal': failure(503, -1001, 'Internal error; unable to process your request. Please try again.'),
  'http-503-throttled': failure(
    503,
    -1008,
    'Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.',
  ),
  'http-503-maintenance': failure(503, -1016, 'This service is no longer available.'),
  'http-418-banned': banned,
  'http-403-waf': { status: 403, body: wafPage, contentType: 'text/html' },
  'http-200-object': { status: 200, body: {} },
  'http-200-list': { status: 200, body: [] },
};
