import type { AuditPage, NamedRecord } from '../../audit/read-audit.ts';
import type { Input } from '../../contract/deferred.ts';
import type { auditResponse } from '../../contract/schemas/audit.ts';
import { iso } from './iso-time.ts';

type Wire = Input<typeof auditResponse>;

export function presentAudit({ records, next }: AuditPage): Wire {
  return { records: records.map(presentRecord), count: records.length, next_cursor: next };
}

function presentRecord({ id, record }: NamedRecord): Wire['records'][number] {
  const { thing, terms } = record;
  return {
    id,
    time: iso(record.at),
    operation: record.operation,
    subject: record.subject,
    client: record.client,
    source_address: record.sourceIp,
    request_id: record.requestId,
    exchange_account_id: record.accountId,
    order_id: thing.orderId ?? null,
    client_order_id: thing.clientOrderId ?? null,
    transfer_id: thing.transferId ?? null,
    terms: Object.fromEntries(Object.entries(terms).map(([name, value]) => [wireName(name), value])),
    journal: journalOf(record.entry),
    outcome: record.outcome,
    status_code: record.statusCode,
    code: record.code,
  };
}

/** Names of the journal that differ from the names of the contract. */
const contractNames: Readonly<Record<string, string>> = { type: 'order_type', from: 'from_account', to: 'to_account' };

function wireName(name: string): string {
  return contractNames[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function journalOf(entry: string): Wire['records'][number]['journal'] {
  const [journal = ''] = entry.split(':');
  return journal === '' ? null : (journal as NonNullable<Wire['records'][number]['journal']>);
}
