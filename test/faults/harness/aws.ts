import type { FaultKind } from '../../../infra/local/aws/aws-faults.ts';
import type { AwsServer } from '../../../infra/local/aws/aws-server.ts';
import { startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';
import { startKms } from '../../../infra/local/aws/kms.ts';
import { createTable } from '../../../infra/local/stack/create-table.ts';
import { dynamodb, kms } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import {
  askDirectly,
  bytesOf,
  type SdkHandler,
  type SdkRequest,
  type SdkResponse,
} from '../../lib/aws/direct-handler.ts';
import { callDependency, currentInvocation } from './time.ts';

/** One request to DynamoDB or KMS, retries of the SDK included. */
export interface AwsCall {
  readonly service: 'table' | 'kms';
  readonly operation: string;
  /** How many requests to this service have left before it. */
  readonly nth: number;
  readonly invocation: string;
  readonly body: string;
  /** The table or KMS has carried it out: neither died the worker before it left, nor was it refused. */
  isApplied: boolean;
}

export type AwsFaultKind = Exclude<FaultKind, 'delay'>;
export const awsFaultKinds: readonly AwsFaultKind[] = ['throttle', 'error', 'timeout-not-applied', 'timeout-applied'];

/** The scenario's view of AWS: what it does to a request, and what it saw. */
export interface AwsWire {
  readonly fault: (call: AwsCall) => AwsFaultKind | 'delay' | undefined;
  readonly calls: AwsCall[];
  /** Bodies of table requests and answers, for the judge: no secret, and nonces in order of allocation. */
  readonly tableRequests: string[];
  readonly tableAnswers: string[];
  readonly now: () => number;
}

let wire: AwsWire | null = null;
export function connectAws(next: AwsWire | null): void {
  wire = next;
}

/** The embedded DynamoDB and the local KMS behind the clients that the functions use, asked in this process: a connection costs most of a request. */
export async function startAws(): Promise<{ close(): Promise<void> }> {
  const [table, keys] = [await startDynamoDb(), await startKms()];
  keys.ensureAlias('alias/oems');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
    AWS_ENDPOINT_URL_KMS: keys.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    OEMS_TABLE: 'oems',
    OEMS_SECRETS_KEY_ID: 'alias/oems',
  });
  await createTable(dynamodb(), env.table);
  intercept('table', dynamodb(), table);
  intercept('kms', kms(), keys);
  return {
    close: async () => {
      await table.close();
      await keys.close();
    },
  };
}

/** The SDK allows only so many retries for a while: each scenario begins with all of them. */
export async function forgetRetries(): Promise<void> {
  for (const { config } of [dynamodb(), kms()]) {
    const { constructor: Strategy } = await config.retryStrategy();
    const fresh = new (Strategy as new (attempts: () => Promise<number>) => Strategy)(config.maxAttempts);
    config.retryStrategy = async () => fresh;
  }
}
type Strategy = Awaited<ReturnType<ReturnType<typeof dynamodb>['config']['retryStrategy']>>;

/** Under the SDK: what the SDK signs, retries and parses is the real thing. The time that a request takes is virtual. */
function intercept(service: AwsCall['service'], client: { config: unknown }, server: AwsServer): void {
  const config = client.config as { requestHandler: SdkHandler };
  const handle: SdkHandler['handle'] = (request) => {
    const send = (): Promise<SdkResponse> => askDirectly(server, request);
    return currentInvocation() === undefined || wire === null ? send() : awsHop(service, server, request, send, wire);
  };
  config.requestHandler = Object.assign(Object.create(config.requestHandler), { handle });
}

/** The SDK's own request time limit, see lib/aws/clients.ts. */
const requestTimeoutMs = 1500;

/** `delay`: the machine takes this much real time for the request, longer than that limit, and no virtual time. */
const busyMs = 1700;

function awsHop(
  service: AwsCall['service'],
  server: AwsServer,
  request: SdkRequest,
  send: () => Promise<SdkResponse>,
  to: AwsWire,
): Promise<SdkResponse> {
  const call = callOf(service, request, to.calls);
  const kind = to.fault(call);
  if (service === 'table') to.tableRequests.push(call.body);
  const subject = /"(ORDER|ACCOUNT|MARKETS|TENANT)\b/.exec(call.body)?.[1] ?? '';
  const label = `${service} ${call.operation}${subject && ` ${subject}`}${kind === undefined ? '' : ` [${kind}]`}`;
  return callDependency(label, (dependency, time) => {
    let outcome: () => SdkResponse = () => {
      throw new Error('answered before it arrived');
    };
    const upMs = 1 + Math.floor(time.random() * 4);
    dependency.later(upMs, async () => {
      server.faults.clear();
      if (kind !== undefined) server.faults.arm({ operation: '*', kind, delayMs: busyMs });
      outcome = await settle(send, service, to);
      call.isApplied = kind === undefined || kind === 'timeout-applied' || kind === 'delay';
      time.note(`${call.invocation} => ${label}`);
    });
    const slow = kind?.startsWith('timeout') === true;
    dependency.end(slow ? requestTimeoutMs : upMs + 1 + Math.floor(time.random() * 4), () => outcome());
  });
}

async function settle(send: () => Promise<SdkResponse>, service: string, to: AwsWire): Promise<() => SdkResponse> {
  try {
    const handled = await send();
    // The table's clock is the one that cannot be wrong.
    handled.response.headers.date = new Date(to.now()).toUTCString();
    if (service === 'table') to.tableAnswers.push(handled.response.body.toString('utf8'));
    return () => handled;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function callOf(service: AwsCall['service'], request: SdkRequest, before: AwsCall[]): AwsCall {
  const target = request.headers['x-amz-target'] ?? request.headers['X-Amz-Target'] ?? '';
  const call = {
    service,
    operation: target.slice(target.indexOf('.') + 1),
    nth: before.filter((other) => other.service === service).length,
    invocation: currentInvocation()?.name ?? '',
    body: bytesOf(request).toString('utf8'),
    isApplied: false,
  };
  before.push(call);
  return call;
}
