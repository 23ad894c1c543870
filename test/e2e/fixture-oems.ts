import type { ExchangeRequest } from '../../infra/local/exchanges/server/messages.ts';
import type { LogEntry, Protocol } from '../../infra/local/exchanges/server/server.ts';
import type { Simulator } from '../../infra/local/exchanges/simulated-exchange.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import type { TokenShapeName } from '../../infra/local/stack/token-shapes.ts';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { startTemplateStack } from '../../infra/local/template/template-stack.ts';
import type { Route } from '../../lib/contract/route.ts';
import { routes } from '../../lib/contract/routes.ts';
import { judge } from './fixture-judge.ts';

/** The product as it is deployed: bundled functions behind the gateway, over HTTP, against both simulators. */
export interface Oems {
  readonly stack: SandboxStack;
  /** Every line any function wrote, in order. */
  readonly lines: string[];
  /** Every request that reached a simulator, public ones included. */
  readonly arrived: ExchangeRequest[];
  client(tenant: string, scope?: string): Promise<Client>;
  /** The simulator's log of private requests, from `since` on. */
  spotLog(since?: number): Promise<LogEntry[]>;
  futuresLog(since?: number): Promise<LogEntry[]>;
  mintSpot(terms?: Record<string, unknown>): Promise<KeyPair>;
  mintFutures(terms?: Record<string, unknown>): Promise<KeyPair>;
  close(): Promise<void>;
}

export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

/** The envelope, success or error. */
export interface Envelope {
  readonly isError: boolean;
  readonly statusCode: number;
  readonly message: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly details?: { readonly field?: string; readonly message: string; readonly exchange_code?: string }[];
  readonly data: Record<string, unknown>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Envelope;
}

export interface Client {
  readonly token: string;
  send(method: string, target: string, body?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Calls an operation of the table with its fields where that operation takes them. */
  call(operation: keyof typeof routes, fields?: Record<string, unknown>): Promise<Answer>;
}

export const allScopes = 'oems/read oems/trade oems/admin';

export interface OemsOptions {
  readonly workers?: number;
  readonly functionEnv?: Record<string, string>;
  /** Keeps the token issuer's key where a test can sign with it. */
  readonly dataDir?: string;
  /** The claims of the tokens; the template stack has those of the deployment. */
  readonly tokenShape?: TokenShapeName;
  /** Starts another stack than the one of the route table. Default: the template in OEMS_CDK_OUT, if that is set. */
  readonly start?: StackStart;
}

export type StackStart = NonNullable<Parameters<typeof startSandboxStack>[2]>;

/** With a synthesized template in OEMS_CDK_OUT every end-to-end test runs on it, under its IAM policies. */
function templateStart(outDir: string | undefined): StackStart | undefined {
  return outDir === undefined
    ? undefined
    : async (settings) => startTemplateStack(settings, readDeployment(await readSynthesis(outDir)));
}

/** Prices stand still: BTC is 80,000 until a test moves it. The markets are in the table, as the schedule puts them there. */
export async function startOems({
  workers = 2,
  functionEnv = {},
  dataDir,
  tokenShape = 'local',
  start = templateStart(process.env.OEMS_CDK_OUT),
}: OemsOptions = {}): Promise<Oems> {
  const lines: string[] = [];
  const distDir = process.env.OEMS_DIST_DIR ?? 'dist';
  const onLog = (line: string) => void lines.push(line);
  const stack = await startSandboxStack(
    { port: 0, workers, distDir, functionEnv, onLog, tokenShape, ...(dataDir === undefined ? {} : { dataDir }) },
    { pinned: true, tickMs: 0 },
    start,
  );
  const arrived: ExchangeRequest[] = [];
  for (const simulator of Object.values(stack.simulators.kraken)) if (simulator) watch(simulator.protocol, arrived);
  await stack.invokeJob('refreshMarkets');
  const key = async (simulator: Simulator | undefined, terms: Record<string, unknown>) => {
    const minted = (await simulator?.control('key', terms)) as { api_key: string; secret: string };
    return { apiKey: minted.api_key, secret: minted.secret };
  };
  return {
    stack,
    lines,
    arrived,
    client: async (tenant, scope = allScopes) => clientOf(stack.url, await stack.token(tenant, scope)),
    spotLog: async (since = 0) => (await stack.simulators.kraken.spot?.control('log', { since })) as LogEntry[],
    futuresLog: async (since = 0) => (await stack.simulators.kraken.futures?.control('log', { since })) as LogEntry[],
    mintSpot: (terms = {}) => key(stack.simulators.kraken.spot, terms),
    mintFutures: (terms = {}) => key(stack.simulators.kraken.futures, terms),
    close: () => stack.close(),
  };
}

function watch(protocol: Protocol, arrived: ExchangeRequest[]): void {
  const handle = protocol.handle.bind(protocol);
  protocol.handle = (request) => {
    arrived.push(request);
    return handle(request);
  };
}

/** An empty token sends no Authorization header at all. Every answer is held against the OpenAPI document. */
export function clientOf(url: string, token: string): Client {
  const send: Client['send'] = async (method, target, body, headers = {}) => {
    const response = await fetch(`${url}${target}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    judge({ method, path: target.split('?')[0] ?? '', status: response.status, headers: response.headers, text });
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const answer = isJson ? JSON.parse(text) : { isError: false, statusCode: response.status, message: '', data: {} };
    return { status: response.status, headers: response.headers, text, body: answer as Envelope };
  };
  const call: Client['call'] = (operation, fields = {}) => {
    const { method, path, source }: Route = routes[operation];
    if (source === 'body') return send(method, path, JSON.stringify(fields));
    const query = new URLSearchParams(
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    );
    return send(method, query.size === 0 ? path : `${path}?${query}`);
  };
  return { token, send, call };
}

/** `params` of a registration. */
export function paramsOf(spot?: KeyPair, futures?: KeyPair): Record<string, string> {
  return {
    ...(spot === undefined ? {} : { apiKey: spot.apiKey, secret: spot.secret }),
    ...(futures === undefined ? {} : { futuresApiKey: futures.apiKey, futuresSecret: futures.secret }),
  };
}
