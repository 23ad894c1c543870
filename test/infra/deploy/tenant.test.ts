import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endTenant } from '../../../infra/deploy/tenant/end-tenant.ts';
import { exportTenant } from '../../../infra/deploy/tenant/export-tenant.ts';
import type { TenantCall } from '../../../infra/deploy/tenant/tenant-calls.ts';
import { clientOf, requireTenant } from '../../../infra/deploy/tenant/tenant-token.ts';
import type { Answer } from '../../../infra/deploy/verify/calls.ts';
import { optionsOf } from '../aws/fixture-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'oems-tenant-'));
afterAll(() => rmSync(folder, { recursive: true }));

function answer(data: Answer['data'], status = 200, code: string | null = null): Answer {
  return { status, data, code, message: code ?? 'done', requestId: 'r' };
}

/** Three pages of orders, and an account that is gone and that only the audit trail names. */
const api: TenantCall = async (operation, fields = {}) => {
  const page = Number(fields.cursor ?? 0);
  const next_cursor = page < 2 ? String(page + 1) : null;
  if (operation.endsWith('/exchange-accounts')) return answer({ accounts: [{ exchange_account_id: 'desk' }] });
  if (operation.endsWith('/audit')) return answer({ records: [{ exchange_account_id: 'gone' }], next_cursor: null });
  if (operation.endsWith('/events')) return answer({ events: [], has_more: false, next_cursor: 'x' });
  if (operation.endsWith('/orders')) return answer({ orders: [{ client_order_id: `o${page}` }], next_cursor });
  return answer({}, 404, 'NOT_FOUND');
};

function textOf(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** Fails each call whose number `isLost` names, after the page was written and before its note, or before both. */
function failing(after: number): TenantCall {
  let left = after;
  return (...args) => {
    left -= 1;
    return left < 0 ? Promise.reject(new Error('lost')) : api(...args);
  };
}

describe('an export', () => {
  it('has every page of every account, gone ones too', async () => {
    await exportTenant(api, 'acme', join(folder, 'whole'));
    const orders = textOf('whole')
      .split('\n')
      .filter((line) => line.includes('"order"'));
    expect(
      orders
        .map((line) => JSON.parse(line))
        .map(({ exchange_account_id: id, value }) => `${id} ${value.client_order_id}`),
    ).toEqual(['desk o0', 'desk o1', 'desk o2', 'gone o0', 'gone o1', 'gone o2']);
  });

  it('leaves a record with the reason in each run, before a line is written', async () => {
    const asked: unknown[] = [];
    const call: TenantCall = (operation, fields = {}) => {
      asked.push([operation, fields.reason]);
      return api(operation, fields);
    };
    await exportTenant(call, 'acme', join(folder, 'noted'));
    expect(asked[0]).toEqual(['GET /delegation/audit', 'export of the tenant']);
    const refusing: TenantCall = async () => answer({}, 403, 'FORBIDDEN');
    await expect(exportTenant(refusing, 'acme', join(folder, 'unnoted'))).rejects.toThrow();
    expect(textOf('unnoted')).toBe('');
  });

  it('that dies after a page that was not noted goes on without a line twice', async () => {
    const file = join(folder, 'died');
    await expect(exportTenant(failing(5), 'acme', file)).rejects.toThrow('lost');
    appendFileSync(file, '{"kind":"order","half":');
    await exportTenant(api, 'acme', file);
    expect(textOf('died')).toBe(textOf('whole'));
  });

  it('does not go on with the file of another tenant, nor over a file that is there', async () => {
    const file = join(folder, 'mixed');
    await expect(exportTenant(failing(2), 'acme', file)).rejects.toThrow('lost');
    await expect(exportTenant(api, 'other', file)).rejects.toThrow('is an export of acme');
    await expect(exportTenant(api, 'acme', join(folder, 'whole'))).rejects.toThrow('is there already');
  });
});

interface Asked {
  readonly operation: string;
  readonly id: unknown;
}

/** A tenant with one account; `open`: what the exchange shows. Deletions are counted. */
function tenant(open: Answer) {
  const asked: Asked[] = [];
  const call: TenantCall = async (operation, fields = {}) => {
    asked.push({ operation, id: fields.exchange_account_id });
    if (operation.endsWith('/open-orders')) return open;
    if (operation.endsWith('/positions')) return answer({ positions: [] });
    if (operation.endsWith('/halt')) return answer({ complete: true });
    if (!operation.startsWith('DELETE')) return api(operation, fields);
    const times = asked.filter((one) => one.operation.startsWith('DELETE') && one.id === fields.exchange_account_id);
    if (times.length === 1) return answer({}, 409, 'IN_PROGRESS');
    return times.length === 2 ? answer({ purged_records: 7 }) : answer({}, 404, 'NOT_FOUND');
  };
  return { call, asked, deleted: () => asked.filter(({ operation }) => operation.startsWith('DELETE')) };
}

const terms = { say: () => undefined, pauseMs: 0 };
const nothingOpen = answer({ orders: [] });
const anOrder = answer({ orders: [{}] });
const away = answer({}, 503, 'EXCHANGE_UNAVAILABLE');

describe('the end of a tenant', () => {
  it('deletes each account, gone ones too, and repeats the call until nothing is left', async () => {
    const { call, deleted } = tenant(nothingOpen);
    expect(await endTenant(call, { ...terms, force: false })).toEqual({ accounts: 1, records: 14 });
    expect(deleted().map(({ id }) => id)).toEqual(['desk', 'desk', 'desk', 'gone', 'gone', 'gone']);
  });

  it.each([
    ['an open order', anOrder],
    ['orders that cannot be read', away],
    ['a part of the orders', answer({ orders: [], complete: false })],
  ])('deletes nothing beside %s, but with force', async (_what, open) => {
    const refused = tenant(open);
    await expect(endTenant(refused.call, { ...terms, force: false })).rejects.toThrow('nothing was deleted');
    expect(refused.deleted()).toEqual([]);
    const forced = tenant(open);
    await endTenant(forced.call, { ...terms, force: true });
    const operations = forced.asked.map(({ operation }) => operation);
    expect(operations.indexOf('POST /oems/execution/halt')).toBeGreaterThan(-1);
    expect(operations.indexOf('POST /oems/execution/halt')).toBeLessThan(
      operations.findIndex((operation) => operation.startsWith('DELETE')),
    );
  });
});

function tokenOf(claims: object): string {
  return `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;
}

describe('the token of a tenant', () => {
  const cognito = optionsOf({
    identity: {
      kind: 'cognito',
      clients: {
        bot: { tenant: 'acme', scopes: ['read', 'trade'] },
        head: { tenant: 'acme', scopes: ['read', 'trade', 'admin'] },
      },
    },
  });

  it('is of a client with every scope', () => {
    expect(clientOf(cognito, 'acme')).toBe('head');
    expect(() => clientOf(cognito, 'other')).toThrow('no client of the tenant other');
  });

  it('of another tenant, or of two, is refused', () => {
    const scopes = (...names: string[]) =>
      tokenOf({ scope: ['oems/admin', ...names.map((name) => `tenant/${name}`)].join(' ') });
    expect(() => requireTenant(scopes('acme'), cognito, 'acme')).not.toThrow();
    for (const token of [scopes('acme-2'), scopes('acme', 'other'), tokenOf({}), 'no token'])
      expect(() => requireTenant(token, cognito, 'acme')).toThrow('not of acme');
  });

  it("of somebody else's issuer has the tenant in the claim that the deployment reads, whatever its scopes are called", () => {
    const external = optionsOf({
      identity: { kind: 'external', issuer: 'https://id.example', audience: ['oems'], tenantClaim: 'org_id' },
    });
    const token = tokenOf({ scope: 'oems/admin tenant/acme', org_id: 'umbrella' });
    expect(() => requireTenant(token, external, 'umbrella')).not.toThrow();
    expect(() => requireTenant(token, external, 'acme')).toThrow('the token is of the tenant umbrella, not of acme');
  });
});
