import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import type { AuditOutcome, AuditRecord } from '../audit/audit-record.ts';
import { keepBegin, keepEnd } from '../audit/audit-store.ts';
import { type Author, currentCall, runAs } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { scrub } from '../aws/log.ts';
import { isAudited, type Route } from '../contract/route.ts';
import { OemsError } from '../errors.ts';
import type { Reply } from './answer.ts';
import { termsOf, thingIn } from './audit-terms.ts';
import { addressOf, callerOf } from './identity.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A call that changes something, before its work begins. */
export interface AuditedCall {
  readonly route: Route;
  readonly operation: string;
  readonly event: Event;
  readonly tenant: string;
  readonly request: unknown;
}

/**
 * Runs a call and leaves a record in the audit trail: author, action and outcome. A journaled request carries its author in the journal before the
 * first byte leaves, and the verdict carries the record. A call without a journal is recorded from the start, in parallel with the work.
 */
export async function withAudit<T extends Reply<unknown>>(call: AuditedCall, run: () => Promise<T>): Promise<T> {
  const { route, operation, event, tenant } = call;
  const request = (call.request ?? {}) as Fields;
  if (!isAudited(route) || leavesNothing(route, request)) return run();
  const author = authorOf(operation, event);
  const begun = beginOf(author, request);
  const isStored = route.idempotent === true ? Promise.resolve() : keepBegin(tenant, begun);
  const isCarried = () => route.idempotent === true && (currentCall()?.carriers.size ?? 0) > 0;
  const end = async (known: Partial<AuditRecord>) => {
    await isStored;
    if (!isCarried()) await keepEnd(tenant, scrubbed({ ...begun, ...known }));
  };
  try {
    const answer = await runAs(author, run);
    await end(endOf(begun, answer));
    return answer;
  } catch (error) {
    await end(errorOf(error));
    throw error;
  }
}

/** A dry run changes nothing, and a read without a reason is told by the access log alone. */
function leavesNothing({ method }: Route, { dry_run, reason }: Fields): boolean {
  return dry_run === true || (method === 'GET' && reason === undefined);
}

function authorOf(operation: string, event: Event): Author {
  const { requestId } = event.requestContext;
  return { at: sharedNow(), requestId, operation, ...callerOf(event), sourceIp: addressOf(event) };
}

function beginOf(author: Author, request: Fields): AuditRecord {
  const { exchange_account_id: accountId } = request;
  return {
    ...author,
    entry: '',
    accountId: typeof accountId === 'string' ? accountId : null,
    thing: thingIn(request),
    terms: termsOf(request),
    outcome: 'begun',
    statusCode: null,
    code: null,
  };
}

function endOf({ thing }: AuditRecord, { statusCode, error, data }: Reply<unknown>): Partial<AuditRecord> {
  if (error !== undefined) return errorOf(error);
  const shown = (data ?? {}) as Fields;
  const told = { ...thing, ...thingIn(shown), ...thingIn((shown.order ?? {}) as Fields) };
  return { thing: told, statusCode, outcome: statusCode === 202 ? 'pending' : 'succeeded' };
}

function errorOf(error: unknown): Partial<AuditRecord> {
  const { statusCode, code } = error instanceof OemsError ? error : { statusCode: 500, code: 'INTERNAL' };
  const outcome: AuditOutcome = statusCode >= 500 ? 'failed' : 'refused';
  return { statusCode, code, outcome };
}

/** A client may put a key in the wrong field. */
function scrubbed(record: AuditRecord): AuditRecord {
  return JSON.parse(scrub(JSON.stringify(record), currentCall()?.secrets ?? [])) as AuditRecord;
}
