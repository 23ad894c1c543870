import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import { SettingsError } from '../stack/settings.ts';
import { type AwsAnswer, type AwsRequest, type AwsServer, awsError, type Guard, serveAws } from './aws-server.ts';
import { teachDynaliteConditionItem } from './dynalite-condition-item.ts';

export interface DynamoDbSettings {
  /** A folder that keeps the tables; without one they are in memory. One process at a time may open it. */
  readonly path?: string;
  readonly port?: number;
  readonly guard?: Guard;
}

/** The embedded DynamoDB. Any region and credentials will do. Faults and request counts: aws-faults.ts. */
export async function startDynamoDb({ path, port = 0, guard }: DynamoDbSettings = {}): Promise<AwsServer> {
  teachDynaliteConditionItem();
  if (path !== undefined) await assertOpenable(path);
  const engine = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path ? { path } : {}) });
  const [listener] = engine.listeners('request') as RequestListener[];
  if (listener === undefined) throw new Error('dynalite has no request listener: expected dynalite 4.0');
  const throttle = awsError(
    'ProvisionedThroughputExceededException',
    'The level of configured throughput was exceeded.',
  );
  const service = {
    handle: (request: AwsRequest) => exchange(listener, request),
    throttle,
    ...(guard ? { guard } : {}),
  };
  const server = await serveAws(service, port);
  return {
    ...server,
    close: async () => {
      await server.close();
      await closeEngine(engine);
    },
  };
}

/** dynalite closes its database only with its server, and its server only closes once it has listened. */
async function closeEngine(engine: ReturnType<typeof dynalite>): Promise<void> {
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve, reject) => engine.close((error) => (error ? reject(error) : resolve())));
}

/**
 * Hands dynalite a request that is already read, and collects its answer: its listener throws out of the event loop
 * when a client breaks off, which would take the whole process down.
 */
function exchange(listener: RequestListener, { target, headers, body }: AwsRequest): Promise<AwsAnswer> {
  return new Promise((resolve) => {
    const request = Object.assign(Readable.from([body]), {
      method: 'POST',
      url: '/',
      headers: { ...headers, 'x-amz-target': target },
    });
    const answerHeaders: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        answerHeaders[name.toLowerCase()] = String(value);
      },
      end: (text = '') => resolve({ statusCode: response.statusCode, headers: answerHeaders, body: Buffer.from(text) }),
    };
    listener(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
}

/** A database in use or broken would surface in dynalite as an uncaught exception at the first request. */
async function assertOpenable(path: string): Promise<void> {
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
    Level: new (path: string) => { open(): Promise<void>; close(): Promise<void> };
  };
  try {
    const level = new Level(path);
    await level.open();
    await level.close();
  } catch (error) {
    const remedy = 'end it, or set OEMS_DATA_DIR to another folder';
    throw new SettingsError(`${path} cannot be opened: is another local stack using it? ${remedy}`, { cause: error });
  }
}
