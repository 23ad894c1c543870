import * as z from 'zod';
import type { EntryId, HiddenEntries, LedgerFaults } from '../engine/ledger-faults.ts';
import { lateness } from '../engine/ledger-faults.ts';
import { randomNumbers } from '../engine/world.ts';

/** An exchange as this control sees it. `ledgerOf` answers undefined for a customer it does not have; rows are all of them, oldest first. */
export interface LedgerKeeper {
  rules: LedgerFaults;
  ledgerOf(customer: string): CustomerLedger | undefined;
}

export interface CustomerLedger {
  hiddenEntries: HiddenEntries;
  rows: readonly EntryPlace[];
}

interface EntryPlace {
  id: EntryId;
  /** ms */
  at: number;
}

const share = z.number().gt(0).max(1);
const moment = z.int().nonnegative();
const position = z.int().positive();

/**
 * Which rows: those that meet everything given. `ids` as the exchange prints them; `from` and `to` count rows from 1, the oldest,
 * inclusive; `since` (inclusive) and `before` (exclusive) are ms; `share` draws that part of the rest, the same for one `seed`.
 */
const selector = z
  .strictObject({
    ids: z.array(z.union([z.string(), z.int()])).optional(),
    from: position.optional(),
    to: position.optional(),
    since: moment.optional(),
    before: moment.optional(),
    share: share.optional(),
    seed: z.int().optional(),
  })
  .refine(({ seed: _seed, ...criteria }) => Object.keys(criteria).length > 0, 'must say which rows');

const body = z.strictObject({
  customer: z.string().default('sandbox'),
  hide: selector.optional(),
  show: z.union([z.literal(true), selector]).optional(),
  late: z
    .strictObject({ ms: z.int().nonnegative(), share: share.default(1), seed: z.int().default(1) })
    .nullable()
    .optional(),
  retention: z.strictObject({ days: z.number().nonnegative() }).nullable().optional(),
  page_cap: position.nullable().optional(),
});

/**
 * `POST /_control/books`, the same at both exchanges; every field is optional, none only asks how things stand.
 * - `hide`, `show`: a selector as above, of `customer`'s rows as booked so far. Hidden rows are in no answer until shown;
 *   `show: true` shows all of them. `show` comes after `hide` in one call.
 * - `late: {ms, share?, seed?}`: rows of all customers booked from now on show `ms` of exchange time after their booking, so that
 *   with a share, or once it is ended, they turn up behind rows read before. null or 0 ends it; rows late already stay late.
 * - `retention: {days}`: rows of all customers older than that are no longer answered. null ends it.
 * - `page_cap: n`: no answer has more than n rows. null ends it.
 * Answers `{customer, rows, hidden, late_ms, retention_days, page_cap}`. Throws an Error that names the bad field.
 */
export function controlLedger(input: Record<string, unknown>, keeper: LedgerKeeper): Record<string, unknown> {
  const request = parse(input);
  const { customer } = request;
  const books = keeper.ledgerOf(customer);
  if (!books) throw new Error(`customer: no such customer: ${customer}`);
  withhold(books, request);
  setRules(keeper.rules, request);
  const { late, retentionDays, pageCap } = keeper.rules;
  const rules = { late_ms: late?.ms ?? 0, retention_days: retentionDays, page_cap: pageCap };
  return { customer, rows: books.rows.length, hidden: books.hiddenEntries.hidden.size, ...rules };
}

type Request = z.infer<typeof body>;

/** Both selections are made before either is applied: a request with an error in it changes nothing. */
function withhold({ rows, hiddenEntries: { hidden } }: CustomerLedger, { hide, show }: Request): void {
  const toHide = hide ? select(rows, hide) : [];
  const toShow = show && show !== true ? select(rows, show) : [];
  for (const id of toHide) hidden.add(id);
  for (const id of toShow) hidden.delete(id);
  if (show === true) hidden.clear();
}

function setRules(rules: LedgerFaults, { late, retention, page_cap: pageCap }: Request): void {
  if (late !== undefined) rules.late = late && lateness(late.ms, late.share, late.seed);
  if (retention !== undefined) rules.retentionDays = retention?.days ?? null;
  if (pageCap !== undefined) rules.pageCap = pageCap;
}

function parse(input: Record<string, unknown>): Request {
  const { data, error } = body.safeParse(input);
  if (data) return data;
  const issues = error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new Error(issues.join('; '));
}

function select(rows: readonly EntryPlace[], wanted: z.infer<typeof selector>): EntryId[] {
  const { ids, from = 1, to = rows.length, since = 0, before = Number.POSITIVE_INFINITY } = wanted;
  const known = new Set(rows.map(({ id }) => id));
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`ids: no such row: ${unknown}`);
  const named = new Set(ids ?? known);
  const random = randomNumbers(wanted.seed ?? 1);
  return rows
    .slice(from - 1, to)
    .filter(({ id, at }) => at >= since && at < before && named.has(id))
    .filter(() => wanted.share === undefined || random() < wanted.share)
    .map(({ id }) => id);
}
