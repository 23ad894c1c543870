import type { CallContext } from './call-context.ts';
import { embedded } from './embedded.ts';
import type { Measured } from './metrics.ts';
import { formsOf } from './secret-forms.ts';

/** The only fields of a log record. Exchange objects, requests and raw errors have no field, and cannot leak. */
export interface LogRecord {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  /** The journal of a journal entry. */
  readonly journal?: string;
  readonly tenant?: string;
  readonly account?: string;
  readonly outcome?: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly exchangeCode?: string;
  readonly attempts?: number;
  /** Since an order or transfer was sent. */
  readonly ageMs?: number;
  /** Class and stack of an unexpected error, scrubbed. */
  readonly error?: string;
  /** The exchange's id, not the title. */
  readonly exchange?: string;
  /** The step of a halt. */
  readonly step?: string;
  /** Of the caller: the person or program of the token, the client that got the token, and the address. */
  readonly subject?: string;
  readonly client?: string;
  readonly sourceIp?: string;
  /** The order or transfer of an audit record. */
  readonly orderId?: string;
  readonly clientOrderId?: string;
  readonly transferId?: string;
  /** The counts and measures of the line. */
  readonly metrics?: Measured;
}

const fields = [
  'level',
  'message',
  'journal',
  'tenant',
  'account',
  'outcome',
  'statusCode',
  'code',
  'exchangeCode',
  'attempts',
  'ageMs',
  'error',
  'exchange',
  'step',
  'subject',
  'client',
  'sourceIp',
  'orderId',
  'clientOrderId',
  'transferId',
] as const satisfies readonly (keyof LogRecord)[];

/** Writes one JSON line: the record's allowed fields, the call's identity and the latency of each hop. */
export function log(record: LogRecord, call?: CallContext): void {
  const now = Date.now();
  const line: Record<string, unknown> = { timestamp: new Date(now).toISOString() };
  const secrets = call?.secrets ?? [];
  for (const field of fields) {
    const value = record[field];
    // Before the record becomes JSON: a quoted secret would be escaped a second time and pass the scrub below.
    if (value !== undefined) line[field] = typeof value === 'string' ? scrub(value, secrets) : value;
  }
  if (call !== undefined) Object.assign(line, identityOf(call));
  Object.assign(line, embedded(record.metrics ?? {}, now));
  // Not console.log: Lambda's JSON log format would nest the record as escaped text, in which CloudWatch finds no metric.
  process.stdout.write(`${scrub(JSON.stringify(line), secrets)}\n`);
}

function identityOf(call: CallContext) {
  return {
    requestId: call.requestId,
    operation: call.operation,
    elapsedMs: Date.now() - call.startedAt,
    hops: hopsOf(call),
  };
}

function hopsOf(call: CallContext): Record<string, { ms: number; count: number }> {
  return Object.fromEntries([...call.hops].map(([hop, { ms, count }]) => [hop, { ms: Math.round(ms), count }]));
}

/** Replaces every secret in a text that is about to leave, in each encoding of the secret. */
export function scrub(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) for (const form of formsOf(secret)) clean = clean.replaceAll(form, '[redacted]');
  return clean;
}
