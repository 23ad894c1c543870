import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AuditRecord } from '../../../lib/audit/audit-record.ts';
import { keepBegin, keepEnd } from '../../../lib/audit/audit-store.ts';
import { type AuditQuery, readAudit } from '../../../lib/audit/read-audit.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { linesOf } from '../aws/fixture-emitted.ts';

const table = useEmbeddedTable();
afterEach(() => {
  table.server().faults.clear();
  vi.unstubAllEnvs();
});

const now = Date.now();
const dayMs = 86_400_000;

function recordOf(fields: Partial<AuditRecord> = {}): AuditRecord {
  return {
    at: now,
    requestId: randomUUID(),
    operation: 'haltTrading',
    subject: 'ann',
    client: null,
    sourceIp: '203.0.113.7',
    entry: '',
    accountId: 'desk',
    thing: {},
    terms: {},
    outcome: 'succeeded',
    statusCode: 200,
    code: null,
    ...fields,
  };
}

/** All pages, one after the other. */
async function all(tenant: string, query: Partial<AuditQuery> = {}): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for (let cursor: string | undefined; ; ) {
    const { records, next } = await readAudit(tenant, { limit: 100, ...query, cursor });
    expect(records.length).toBeLessThanOrEqual(query.limit ?? 100);
    found.push(...records.map(({ record }) => record));
    if (next === null) return found;
    cursor = next;
  }
}

describe('pages of the audit trail', () => {
  it('have every record of the range once, newest first, across months, whatever the page size', async () => {
    const at = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 });
    const property = fc.asyncProperty(at, fc.integer({ min: 1, max: 5 }), async (days, limit) => {
      const tenant = randomUUID();
      const written = days.map((day) => recordOf({ at: now - day * dayMs }));
      await Promise.all(written.map((record) => keepEnd(tenant, record)));
      const from = now - 60 * dayMs;
      const found = await all(tenant, { from, limit });
      const expected = written.filter((record) => record.at >= from);
      expect(found.map(({ requestId }) => requestId).toSorted()).toEqual(
        expected.map(({ requestId }) => requestId).toSorted(),
      );
      expect(found.map((record) => record.at)).toEqual(found.map((record) => record.at).toSorted((a, b) => b - a));
    });
    await fc.assert(property, { numRuns: 15 });
  });

  it('`from` is inclusive and `to` exclusive', async () => {
    const tenant = randomUUID();
    for (const at of [now - 2, now - 1, now]) await keepEnd(tenant, recordOf({ at }));
    expect((await all(tenant, { from: now - 2, to: now })).map(({ at }) => at)).toEqual([now - 1, now - 2]);
  });

  it('can be asked for an account, an operation and a subject', async () => {
    const tenant = randomUUID();
    const fields = [{ accountId: 'other' }, { operation: 'createOrder' }, { subject: 'bob' }, {}];
    for (const field of fields) await keepEnd(tenant, recordOf(field));
    expect(await all(tenant, { accountId: 'other', limit: 1 })).toHaveLength(1);
    expect(await all(tenant, { accountId: 'desk', operation: 'haltTrading', subject: 'ann' })).toHaveLength(1);
  });

  it('a cursor of another question, and a text that is no cursor, are refused', async () => {
    const tenant = randomUUID();
    for (const at of [now - 5, now]) await keepEnd(tenant, recordOf({ at }));
    const { next } = await readAudit(tenant, { limit: 1 });
    expect(next).not.toBeNull();
    for (const cursor of ['garbage', Buffer.from('0').toString('base64url')])
      await expect(readAudit(tenant, { limit: 1, cursor })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    const later = { limit: 1, from: now + 1, to: now + 10, cursor: next ?? '' };
    await expect(readAudit(tenant, later)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('tenants', () => {
  it("no tenant sees another tenant's records, not with the other's cursor, and not by a name that contains the other's", async () => {
    const tenant = randomUUID();
    const [mine, theirs] = [`${tenant}`, `${tenant}#2`];
    for (const at of [now - 1, now]) await keepEnd(theirs, recordOf({ at, subject: 'stranger' }));
    await keepEnd(mine, recordOf({ at: now - 3 }));
    const { next } = await readAudit(theirs, { limit: 1 });
    for (const cursor of [undefined, next ?? ''])
      expect((await readAudit(mine, { limit: 10, cursor })).records.map(({ record }) => record.subject)).toEqual([
        'ann',
      ]);
  });
});

describe('a record', () => {
  it('of a begin never takes the place of the end, however late the begin arrives', async () => {
    const tenant = randomUUID();
    const record = recordOf();
    await keepEnd(tenant, record);
    await keepBegin(tenant, { ...record, outcome: 'begun' });
    expect(await all(tenant)).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('ends after the days that the deployment names', async () => {
    vi.stubEnv('OEMS_AUDIT_RETENTION_DAYS', '400');
    const { PutItemCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const send = vi.spyOn(DynamoDBClient.prototype, 'send');
    await keepEnd(randomUUID(), recordOf());
    const command = send.mock.calls.map(([each]) => each).find((each) => each instanceof PutItemCommand);
    send.mockRestore();
    expect(Number((command as InstanceType<typeof PutItemCommand>).input.Item?.expiresAt?.N)).toBe(
      Math.ceil(now / 1000) + 400 * 86_400,
    );
  });

  it('that the table does not take stands in the log, with the caller, and fails nothing', async () => {
    table.server().faults.arm({ operation: 'PutItem', kind: 'error', times: 9 });
    const lines = await linesOf(() => keepEnd('acme', recordOf({ thing: { orderId: 'O1' } })));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        message: 'audit record not stored',
        tenant: 'acme',
        account: 'desk',
        subject: 'ann',
        sourceIp: '203.0.113.7',
        orderId: 'O1',
        outcome: 'succeeded',
        UnstoredAudits: 1,
      },
    ]);
  });
});
