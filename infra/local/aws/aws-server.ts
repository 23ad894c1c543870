import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../http-server.ts';
import { createFaults, type FaultKind, type Faults, parseFault } from './aws-faults.ts';

/** A request of the AWS JSON protocol: `X-Amz-Target: <service>.<operation>` and a JSON body. */
export interface AwsRequest {
  readonly operation: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface AwsAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface AwsServer {
  readonly url: string;
  readonly faults: Faults;
  /** The answer to a request of this process, faults included and without a connection. null: the connection would be cut. */
  ask(request: AwsRequest): Promise<AwsAnswer | null>;
  /** Ends after the last request that the service works on. A request that a fault still delays is cut, and so is each later request. */
  close(): Promise<void>;
}

export type Guard = (request: AwsRequest) => AwsAnswer | undefined;

interface AwsService {
  handle(request: AwsRequest): Promise<AwsAnswer>;
  /** The exception of this service for throttled requests. */
  readonly throttle: AwsAnswer;
  /** Checks every request first. An answer of the guard is sent instead of the answer of the service. */
  readonly guard?: Guard;
}

/** Serves an AWS service behind request counts and faults (see aws-faults.ts). */
export async function serveAws(service: AwsService, port = 0): Promise<AwsServer> {
  const faults = createFaults();
  const handling = new Set<Promise<AwsAnswer>>();
  let isClosed = false;
  const handle = async (request: AwsRequest): Promise<AwsAnswer | null> => {
    if (isClosed) return null;
    const answer = service.handle(request).finally(() => handling.delete(answer));
    handling.add(answer);
    return answer;
  };
  const ask = (request: AwsRequest): Promise<AwsAnswer | null> => answer({ ...service, handle }, faults, request);
  const server = await serve(async (request, response) => {
    response.on('error', () => response.destroy());
    try {
      const body = await buffer(request);
      if (request.url?.startsWith('/_control/')) return send(response, control(faults, request, body));
      const answered = await ask(toAwsRequest(request, body));
      if (answered === null) response.destroy();
      else send(response, answered);
    } catch {
      // The client is gone, or the service failed without an exception of the AWS protocol.
      response.destroy();
    }
  }, port);
  const close = async (): Promise<void> => {
    await server.close();
    // A connection can be cut while the service works on its request.
    isClosed = true;
    await Promise.allSettled(handling);
  };
  return { ...server, faults, ask, close };
}

function toAwsRequest({ headers }: IncomingMessage, body: Buffer): AwsRequest {
  const target = String(headers['x-amz-target'] ?? '');
  return { target, operation: target.slice(target.indexOf('.') + 1), headers, body };
}

/** The service of a server that may be closed. null: the connection is cut. */
type Closable = Omit<AwsService, 'handle'> & { handle(request: AwsRequest): Promise<AwsAnswer | null> };

async function answer(service: Closable, faults: Faults, request: AwsRequest): Promise<AwsAnswer | null> {
  const fault = faults.take(request.operation);
  const refusal = fault && refusalFor(fault.kind, service);
  if (refusal !== undefined) return refusal;
  if (fault?.kind === 'timeout-not-applied') return null;
  if (fault?.kind === 'delay') await delay(fault.delayMs);
  const result = service.guard?.(request) ?? (await service.handle(request));
  return fault?.kind === 'timeout-applied' ? null : result;
}

function refusalFor(kind: FaultKind, service: Closable): AwsAnswer | undefined {
  if (kind === 'throttle') return service.throttle;
  return kind === 'error' ? awsError('InternalServerError', 'The request processing has failed.', 500) : undefined;
}

function control(faults: Faults, request: IncomingMessage, body: Buffer): AwsAnswer {
  const call = `${request.method} ${request.url}`;
  try {
    if (call === 'GET /_control/counts') return awsJson(faults.counts());
    if (call === 'DELETE /_control/counts') faults.resetCounts();
    else if (call === 'POST /_control/fault') faults.arm(parseFault(body.toString()));
    else if (call === 'DELETE /_control/fault') faults.clear();
    else return awsError('NotFound', `no control ${call}`, 404);
    return awsJson({});
  } catch (error) {
    return awsError('ValidationException', error instanceof Error ? error.message : String(error));
  }
}

function send(response: ServerResponse, { statusCode, headers, body }: AwsAnswer): void {
  if (!response.destroyed) response.writeHead(statusCode, { 'content-length': body.length, ...headers }).end(body);
}

/** True for a request with a Signature Version 4 header. The signature itself is not checked. */
export function isSigned({ headers }: AwsRequest): boolean {
  return /^AWS4-HMAC-SHA256 .*Credential=.*Signature=/.test(headers.authorization ?? '');
}

export function awsJson(value: unknown, statusCode = 200): AwsAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { statusCode, headers, body: Buffer.from(JSON.stringify(value)) };
}

/** An exception of the AWS JSON protocol: the SDK throws an error with the name `type`. */
export function awsError(type: string, message: string, statusCode = 400): AwsAnswer {
  return awsJson({ __type: type, message }, statusCode);
}
