import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import type { Route } from '../contract/route.ts';

interface Misplaced {
  readonly name: string;
  readonly message: string;
}

/** The text of the body, as the gateway hands it over. */
export function bodyText({ body = '', isBase64Encoded }: Pick<Event, 'body' | 'isBase64Encoded'>): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/**
 * Fields in the part of the HTTP request that the operation does not read. With `?dry_run=true` beside the body an order would be sent, and with the symbol
 * in the body of a DELETE all orders would be canceled. Nothing unknown may stand beside the body of a command. A call that stops trading is refused
 * only for a field that the call knows and was not given: an invented parameter must not stand in the way of a halt.
 */
export function misplacedFields(
  route: Pick<Route, 'source' | 'safety'>,
  event: Event,
  given: object,
  known: readonly string[],
): Misplaced[] {
  const missed = (name: string) => known.includes(name) && !Object.hasOwn(given, name);
  if (route.source === 'body') {
    const names = Object.keys(event.queryStringParameters ?? {});
    return names
      .filter((name) => !route.safety || missed(name))
      .map((name) => ({ name, message: 'belongs in the body' }));
  }
  return namesIn(event)
    .filter(missed)
    .map((name) => ({ name, message: 'belongs in the query string' }));
}

/** As long as the body of a command may be: nobody reads this body. */
const longestRead = 16 * 1024;

/** The keys of a body that nobody reads. A body that is no JSON object has none. */
function namesIn(event: Event): string[] {
  const text = bodyText(event);
  if (text === '' || text.length > longestRead) return [];
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}
