import type { AwsServer } from '../../../infra/local/aws/aws-server.ts';

/** A request of the SDK, signed. */
export interface SdkRequest {
  readonly hostname?: string;
  readonly port?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface SdkResponse {
  readonly response: { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: Buffer };
}

/** The part under the SDK that sends a request. */
export interface SdkHandler {
  handle(request: SdkRequest, ...rest: unknown[]): Promise<SdkResponse>;
}

/** Asks a server of this process without a connection, which costs most of a request. A cut connection is the error that the SDK's own handler makes of it. */
export async function askDirectly(server: AwsServer, request: SdkRequest): Promise<SdkResponse> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const target = headers['x-amz-target'] ?? '';
  const operation = target.slice(target.indexOf('.') + 1);
  const response = await server.ask({ target, operation, headers, body: bytesOf(request) });
  if (response === null) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' });
  return { response: { ...response, headers: { ...response.headers } } };
}

export function bytesOf({ body }: Pick<SdkRequest, 'body'>): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/**
 * From now on every client of the SDK in this process asks the server directly, whichever module has made the client. Other addresses are
 * reached as before. Returns the way back.
 */
export function askServerDirectly(
  server: AwsServer,
  client: { readonly config: { readonly requestHandler: unknown } },
) {
  const handlers = Object.getPrototypeOf(client.config.requestHandler) as SdkHandler;
  const { handle } = handlers;
  const { port } = new URL(server.url);
  handlers.handle = async function (request, ...rest) {
    if (String(request.port) !== port) return handle.call(this, request, ...rest);
    const answered = await askDirectly(server, request);
    // As a server over HTTP says it.
    answered.response.headers.date = new Date().toUTCString();
    return answered;
  };
  return (): void => {
    handlers.handle = handle;
  };
}
