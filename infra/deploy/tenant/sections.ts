import type { Answer } from '../verify/calls.ts';
import { rowsOf, textOrNull } from './tenant-calls.ts';

/** A list of the API that belongs to a tenant. */
export interface Section {
  /** The subject of a line in the export. */
  readonly kind: string;
  readonly operation: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The account of the list; null: the list is of the whole tenant. */
  readonly accountId: string | null;
  readonly rows: (data: Answer['data']) => readonly Readonly<Record<string, unknown>>[];
  /** Null after the last page. */
  readonly next: (data: Answer['data']) => string | null;
}

function section(
  kind: string,
  operation: string,
  name: string,
  fields: Section['fields'],
  accountId: string | null = null,
) {
  const own = accountId === null ? fields : { ...fields, exchange_account_id: accountId };
  const rows = (data: Answer['data']) => rowsOf(data, name);
  return {
    kind,
    operation,
    fields: own,
    accountId,
    rows,
    next: ({ next_cursor }) => textOrNull(next_cursor),
  } as Section;
}

/** Before any record, and after any: a page of a later day asks the same question. */
const fromTheFirstDay = { from: '2000-01-01T00:00:00Z' };
const toTheLastDay = { ...fromTheFirstDay, to: '2100-01-01T00:00:00Z' };

export const accountList = section('account', 'GET /delegation/exchange-accounts', 'accounts', { limit: 100 });
/** Names accounts that are gone, too. */
export const auditList = section('audit', 'GET /delegation/audit', 'records', { limit: 500, ...fromTheFirstDay });
const eventList: Section = {
  ...section('event', 'GET /oems/execution/events', 'events', { limit: 500 }),
  // The cursor of the last page is for events to come.
  next: ({ has_more, next_cursor }) => (has_more === true ? textOrNull(next_cursor) : null),
};

/** Lists of the tenant. A call of the events lists the waiting changes, and stores the audit records that wait with the changes. */
export const tenantSections: readonly Section[] = [accountList, eventList, auditList];

const ledgerTerms = { format: 'json', include: 'positions', ...toTheLastDay };

/** Lists of one account, whether the account is there or gone. */
export function accountSections(accountId: string): readonly Section[] {
  return [
    section('order', 'GET /oems/execution/orders', 'orders', { limit: 200 }, accountId),
    section('ledger', 'GET /oems/execution/pnl-export', 'entries', ledgerTerms, accountId),
  ];
}

/** Accounts that the row names. */
export function accountIn(row: Readonly<Record<string, unknown>>): string | null {
  return textOrNull(row.exchange_account_id);
}
