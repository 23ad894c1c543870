import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../verify/calls.ts';
import { CheckFailure } from '../verify/deployment.ts';
import { accountIn, accountList, auditList, type Section } from './sections.ts';
import { dataOf, rowsOf, type TenantCall, textOrNull } from './tenant-calls.ts';

interface EndTerms {
  /** End although orders or positions are open, or cannot be read: a halt cancels the orders first. */
  readonly force: boolean;
  readonly say: (line: string) => void;
  /** Between two deletions of an account whose deletion has not ended. */
  readonly pauseMs?: number;
}

/** The numbers of deleted accounts and records at the end of a tenant. */
export interface Ended {
  readonly accounts: number;
  readonly records: number;
}

/**
 * Deletes each account of a tenant with its history, and the history of each account that is gone. Nothing is deleted while an account has open orders or
 * positions, unless `force`. Each call is audited by the deployment. A repeated end does the rest.
 */
export async function endTenant(call: TenantCall, { force, say, pauseMs = 5000 }: EndTerms): Promise<Ended> {
  const present = await accountsIn(call, accountList);
  const open = (await Promise.all(present.map((id) => openIn(call, id)))).flat();
  for (const line of open) say(line);
  if (open.length > 0 && !force)
    throw new CheckFailure(
      'nothing was deleted',
      'close what is open, or give --force: a halt cancels the orders first',
    );
  if (open.length > 0) await haltEach(call, present, say);
  let records = 0;
  const every = new Set([...present, ...(await accountsIn(call, auditList))]);
  for (const id of every) records += await deleteAll(call, id, { force, say, pauseMs });
  return { accounts: present.length, records };
}

async function accountsIn(call: TenantCall, section: Section): Promise<string[]> {
  const found = new Set<string>();
  for (let cursor: string | null = null, more = true; more; ) {
    const fields: Section['fields'] = { ...section.fields, ...(cursor === null ? {} : { cursor }) };
    const data: Answer['data'] = dataOf(await call(section.operation, fields), section.operation);
    for (const row of section.rows(data)) found.add(accountIn(row) ?? '');
    cursor = section.next(data);
    more = cursor !== null;
  }
  found.delete('');
  return [...found];
}

const looks = [
  ['GET /oems/execution/open-orders', 'orders', 'open orders'],
  ['GET /oems/execution/positions', 'positions', 'positions'],
] as const;

/** The open orders and positions of an account, in words. An unreadable list may hold open orders or positions. */
async function openIn(call: TenantCall, accountId: string): Promise<string[]> {
  const lines: string[] = [];
  for (const [operation, name, what] of looks) {
    const answer = await call(operation, { exchange_account_id: accountId });
    if (hasNoKey(answer)) continue;
    const count = answer.status === 200 && answer.data.complete !== false ? rowsOf(answer.data, name).length : null;
    if (count === null)
      lines.push(`${accountId}: ${what} cannot be read (${answer.code ?? answer.status}: ${answer.message})`);
    else if (count > 0) lines.push(`${accountId}: ${count} ${what}`);
  }
  return lines;
}

/** An account without keys can place nothing, and a look is impossible. */
function hasNoKey({ status, message }: { readonly status: number; readonly message: string }): boolean {
  return status === 403 && message.includes('not configured');
}

async function haltEach(call: TenantCall, ids: readonly string[], say: EndTerms['say']): Promise<void> {
  for (const id of ids) {
    const answer = await call('POST /oems/execution/halt', { exchange_account_id: id });
    const isComplete = answer.status === 200 && answer.data.complete === true;
    say(
      `${id}: ${isComplete ? 'halted, no order is open' : `the halt is not complete (${answer.code ?? answer.message})`}`,
    );
  }
}

/** Answers that a repeated call may change. */
const passing = ['IN_PROGRESS', 'EXCHANGE_TIMEOUT', 'RATE_LIMITED', 'INTERNAL'];
/** An account with an entry whose fate is open is waited for this often. */
const mostCalls = 200;

/** 404 says that nothing is left under the id. */
async function deleteAll(call: TenantCall, id: string, { force, say, pauseMs }: Required<EndTerms>): Promise<number> {
  let records = 0;
  for (let attempt = 0; attempt < mostCalls; attempt += 1) {
    const answer = await call('DELETE /delegation/exchange-account', { exchange_account_id: id, purge: true, force });
    if (answer.status === 404) return records;
    if (answer.status === 200) {
      records += Number(answer.data.purged_records ?? 0);
      say(`${id}: deleted, with ${answer.data.purged_records} records`);
    } else if (!passing.includes(answer.code ?? '')) {
      dataOf(answer, id);
    } else {
      say(`${id}: ${textOrNull(answer.code)}: ${answer.message}`);
      await sleep(pauseMs);
    }
  }
  throw new CheckFailure(`${id} is not at its end after ${mostCalls} calls`, 'run the command again later');
}
