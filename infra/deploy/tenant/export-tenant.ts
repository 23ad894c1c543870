import { appendFile, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { CheckFailure } from '../verify/deployment.ts';
import { accountIn, accountSections, auditList, type Section, tenantSections } from './sections.ts';
import { dataOf, type TenantCall } from './tenant-calls.ts';

/** How far an export has come. Everything up to `bytes` of the file is whole. */
interface Progress {
  readonly tenant: string;
  readonly done: number;
  readonly cursor: string | null;
  readonly bytes: number;
  readonly lines: number;
  /** Accounts that the lists have named so far. */
  readonly accounts: readonly string[];
}

const start: Omit<Progress, 'tenant'> = { done: 0, cursor: null, bytes: 0, lines: 0, accounts: [] };

/**
 * Writes everything that the API tells of a tenant into a file, a JSON line for each record: `kind`, `exchange_account_id`, `value`. A page is written,
 * then the progress: an export that stopped goes on with the page that was not noted, and no line stands twice. Each run leaves a record in the audit
 * trail of the tenant before any line is written. Returns the number of lines.
 */
export async function exportTenant(call: TenantCall, tenant: string, file: string): Promise<number> {
  let progress = await begin(tenant, file);
  const told = { ...auditList.fields, limit: 1, reason: 'export of the tenant' };
  dataOf(await call(auditList.operation, told), auditList.operation);
  for (;;) {
    const section = sectionsOf(progress)[progress.done];
    if (section === undefined) break;
    progress = await exportPage(call, section, progress, file);
    await keep(file, progress);
  }
  await rm(progressFile(file), { force: true });
  return progress.lines;
}

function sectionsOf({ accounts }: Progress): readonly Section[] {
  return [...tenantSections, ...accounts.flatMap(accountSections)];
}

async function exportPage(call: TenantCall, section: Section, progress: Progress, file: string): Promise<Progress> {
  const { cursor, done } = progress;
  const answer = await call(section.operation, { ...section.fields, ...(cursor === null ? {} : { cursor }) });
  // A gone account has no ledger that the API shows.
  const isGone = section.accountId !== null && answer.status === 404;
  const data = isGone ? null : dataOf(answer, `${section.operation} ${section.accountId ?? ''}`);
  const rows = data === null ? [] : section.rows(data);
  const next = data === null ? null : section.next(data);
  const text = rows.map((value) => lineOf(section, value)).join('');
  await appendFile(file, text);
  const named = rows.flatMap((row) => accountIn(row) ?? []);
  return {
    tenant: progress.tenant,
    done: next === null ? done + 1 : done,
    cursor: next,
    bytes: progress.bytes + Buffer.byteLength(text),
    lines: progress.lines + rows.length,
    // Lists of accounts follow those of the tenant: no account joins late.
    accounts: section.accountId === null ? [...new Set([...progress.accounts, ...named])] : progress.accounts,
  };
}

function lineOf({ kind, accountId }: Section, value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ kind, exchange_account_id: accountId ?? accountIn(value), value })}\n`;
}

/** The progress of an export that stopped, with the file cut to the last page that was noted. */
async function begin(tenant: string, file: string): Promise<Progress> {
  const progress = await progressIn(file);
  if (progress === null) {
    if (await exists(file)) throw new CheckFailure(`${file} is there already`, 'name a new file');
    await writeFile(file, '', { mode: 0o600 });
    return { tenant, ...start };
  }
  if (progress.tenant !== tenant)
    throw new CheckFailure(`${file} is an export of ${progress.tenant} that is not at its end`, 'name a new file');
  await truncate(file, progress.bytes);
  return progress;
}

function progressFile(file: string): string {
  return `${file}.progress`;
}

async function progressIn(file: string): Promise<Progress | null> {
  if (!(await exists(progressFile(file)))) return null;
  return JSON.parse(await readFile(progressFile(file), 'utf8')) as Progress;
}

/** A rename is whole or not at all. */
async function keep(file: string, progress: Progress): Promise<void> {
  await writeFile(`${progressFile(file)}.next`, JSON.stringify(progress), { mode: 0o600 });
  await rename(`${progressFile(file)}.next`, progressFile(file));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
