import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import dynalite from 'dynalite';
import { SettingsError } from '../stack/settings.ts';
import { type AwsAnswer, type AwsRequest, type AwsServer, awsError, type Guard, serveAws } from './aws-server.ts';
import { teachDynaliteConditionItem } from './dynalite-condition-item.ts';
import { type KeptDatabase, mendIndexes } from './mend-indexes.ts';

interface DynamoDbSettings {
  /** Folder for the tables. Default: tables in memory. A single process at a time may open the folder. */
  readonly path?: string;
  readonly port?: number;
  readonly guard?: Guard;
}

/** The embedded DynamoDB. Every region and every credential is accepted. Faults and request counts: aws-faults.ts. */
export async function startDynamoDb({ path, port = 0, guard }: DynamoDbSettings = {}): Promise<AwsServer> {
  teachDynaliteConditionItem();
  if (path !== undefined) await prepare(path);
  const engine = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path ? { path } : {}) });
  const [listener] = engine.listeners('request') as RequestListener[];
  if (listener === undefined) throw new Error('dynalite has no request listener: expected dynalite 4.0');
  const handle = (request: AwsRequest): Promise<AwsAnswer> => askEngine(listener, request);
  const server = await serveAws({ handle, throttle, ...(guard ? { guard } : {}) }, port);
  return {
    ...server,
    close: async () => {
      // A request behind the end of the database would be an uncaught exception.
      await server.close();
      await closeEngine(engine);
    },
  };
}

const throttle = awsError('ProvisionedThroughputExceededException', 'The level of configured throughput was exceeded.');

/** dynalite closes the database only together with the server, and a server can close only after a listen. */
async function closeEngine(engine: ReturnType<typeof dynalite>): Promise<void> {
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve, reject) => engine.close((error) => (error ? reject(error) : resolve())));
}

/**
 * Gives dynalite a request that is read to the end, and collects the answer. On a real connection the listener of
 * dynalite throws from the event loop when a client disconnects, and the whole process would end.
 */
function askEngine(listener: RequestListener, { target, headers, body }: AwsRequest): Promise<AwsAnswer> {
  return new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), {
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
    request.emit('data', body);
    request.emit('end');
  });
}

interface OpenedDatabase extends KeptDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the database once. Otherwise a broken or used database is an uncaught exception at the first request. */
async function prepare(path: string): Promise<void> {
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
    Level: new (path: string, options: { readonly valueEncoding: 'json' }) => OpenedDatabase;
  };
  try {
    const level = new Level(path, { valueEncoding: 'json' });
    await level.open();
    await mendIndexes(level).finally(() => level.close());
  } catch (error) {
    const remedy = 'end that stack, or set OEMS_DATA_DIR to a different folder';
    throw new SettingsError(`${path} cannot be opened: is a local stack running on this folder? ${remedy}`, {
      cause: error,
    });
  }
}
