import * as z from 'zod';
import type { EntryId } from '../engine/entry-id.ts';
import type { HiddenEntries, LedgerFaults } from '../engine/ledger-faults.ts';
import { lateness } from '../engine/ledger-faults.ts';
import { randomNumbers } from '../engine/world.ts';
import { parseInput } from './control-input.ts';

/** An exchange under control. `ledgerOf` answers undefined for a customer that the exchange does not have. */
export interface LedgerKeeper {
  readonly faults: LedgerFaults;
  ledgerOf(customer: string): CustomerLedger | undefined;
}

/** The whole ledger, oldest entry first. */
interface CustomerLedger {
  readonly hiddenEntries: HiddenEntries;
  readonly ledger: readonly EntryPlace[];
}

interface EntryPlace {
  readonly id: EntryId;
  /** ms */
  readonly at: number;
}

const share = z.number().gt(0).max(1);
const moment = z.int().nonnegative();
const position = z.int().positive();

/**
 * Selects the entries that meet every given criterion. `ids` are printed ids. `from` and `to` count entries from 1,
 * the oldest, inclusive. `since` (inclusive) and `before` (exclusive) are ms. `share` draws a part of the rest, the same for one `seed`.
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
  .refine(({ seed: _seed, ...criteria }) => Object.keys(criteria).length > 0, 'must say which entries');

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
  trade_spread_ms: z.number().nonnegative().max(10).optional(),
});

/**
 * `POST /_control/ledger`, the same at all exchanges. Every field is optional; without any the answer only says how things stand.
 * - `hide`, `show`: a selector as above, of `customer`'s entries so far. Hidden entries are in no answer until shown;
 *   `show: true` shows all entries. `show` comes after `hide`.
 * - `late: {ms, share?, seed?}`: entries of all customers made from now on show `ms` of the exchange's time later. With a share, or once
 *   `late` is ended, late entries turn up behind entries read before. null or 0 ends `late`; late entries stay late.
 * - `retention: {days}`: older entries of all customers are no longer answered. null ends it.
 * - `page_cap: n`: no answer has more than n entries, trades or fills. null ends it.
 * - `trade_spread_ms: n`: each further entry of a spot trade bears a time n ms later; 0 is one time for all.
 * Answers `{customer, entries, hidden, late_ms, retention_days, page_cap, trade_spread_ms}`. Throws an Error that names the bad field.
 */
export function controlLedger(input: Record<string, unknown>, keeper: LedgerKeeper): Record<string, unknown> {
  const request = parseInput(body, input);
  const { customer } = request;
  const ledger = keeper.ledgerOf(customer);
  if (!ledger) throw new Error(`customer: no such customer: ${customer}`);
  hideAndShow(ledger, request);
  setFaults(keeper.faults, request);
  const { late, retentionDays, pageCap, tradeSpreadMs } = keeper.faults;
  const shown = { late_ms: late?.ms ?? 0, retention_days: retentionDays, page_cap: pageCap };
  const faults = { ...shown, trade_spread_ms: tradeSpreadMs };
  return { customer, entries: ledger.ledger.length, hidden: ledger.hiddenEntries.hidden.size, ...faults };
}

type Request = z.infer<typeof body>;

/** Both selections are made before either is applied: a request with an error in it changes nothing. */
function hideAndShow({ ledger, hiddenEntries: { hidden } }: CustomerLedger, { hide, show }: Request): void {
  const toHide = hide ? select(ledger, hide) : [];
  const toShow = show && show !== true ? select(ledger, show) : [];
  for (const id of toHide) hidden.add(id);
  for (const id of toShow) hidden.delete(id);
  if (show === true) hidden.clear();
}

function setFaults(
  faults: LedgerFaults,
  { late, retention, page_cap: pageCap, trade_spread_ms: spread }: Request,
): void {
  if (late !== undefined) faults.late = late && lateness(late.ms, late.share, late.seed);
  if (retention !== undefined) faults.retentionDays = retention?.days ?? null;
  if (pageCap !== undefined) faults.pageCap = pageCap;
  if (spread !== undefined) faults.tradeSpreadMs = spread;
}

function select(entries: readonly EntryPlace[], wanted: z.infer<typeof selector>): EntryId[] {
  const { ids, from = 1, to = entries.length, since = 0, before = Number.POSITIVE_INFINITY } = wanted;
  const known = new Set(entries.map(({ id }) => id));
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`ids: no such entry: ${unknown}`);
  const named = new Set(ids ?? known);
  const random = randomNumbers(wanted.seed ?? 1);
  return entries
    .slice(from - 1, to)
    .filter(({ id, at }) => at >= since && at < before && named.has(id))
    .filter(() => wanted.share === undefined || random() < wanted.share)
    .map(({ id }) => id);
}
