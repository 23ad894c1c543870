import { CheckFailure } from './deployment.ts';

/** An answer of the API in its envelope. */
export interface Answer {
  readonly status: number;
  /** `data` of the envelope; an empty object without one. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Null: no error. */
  readonly code: string | null;
  readonly message: string;
  /** Of API Gateway; the function logs the same id. */
  readonly requestId: string;
}

export interface Caller {
  readonly url: string;
  /** Null calls without the header. */
  readonly token: string | null;
}

/** `GET /path?query` or `POST /path`, with fields in the query or in the body. Any status is an answer; an unreachable host is a CheckFailure. */
export async function callApi(
  { url, token }: Caller,
  operation: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = operation.split(' ');
  const inQuery = method === 'GET' || method === 'DELETE';
  const target = new URL(path, `${url}/`);
  if (inQuery) for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, String(value));
  const response = await fetch(target, {
    method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
    ...(inQuery ? {} : { body: JSON.stringify(fields) }),
    signal: AbortSignal.timeout(35_000),
  }).catch((cause) => unreachable(target, cause));
  return readAnswer(response);
}

function unreachable(target: URL, cause: unknown): never {
  const reason = cause instanceof Error ? (cause.cause ?? cause) : cause;
  throw new CheckFailure(
    `${target.origin} gives no answer (${reason instanceof Error ? reason.message : String(reason)})`,
    'compare the address with the output ApiUrl; a custom domain must be a CNAME of the output DomainTarget',
  );
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = parse(text);
  return {
    status: response.status,
    data: recordOf(body.data),
    code: typeof body.code === 'string' ? body.code : null,
    message: typeof body.message === 'string' ? body.message : text.slice(0, 200),
    requestId: response.headers.get('apigw-requestid') ?? '',
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The answer, or a CheckFailure with the words of the API. */
export function expectStatus(answer: Answer, wanted: number, what: string, remedy: string): Answer {
  if (answer.status === wanted) return answer;
  const { status, code, message, requestId } = answer;
  throw new CheckFailure(
    `${what}: status ${status} in place of ${wanted} (${code ?? 'no code'}: ${message}; request ${requestId})`,
    remedy,
  );
}
