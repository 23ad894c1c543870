import type { Decimal } from 'decimal.js';
import { iso, number } from './order-json.ts';
import type { Params } from './refusal.ts';
import { flag, integer, oneOf, Refusal, text } from './refusal.ts';
import type { Customer, HistoryEvent, HistoryKind, LogRow, Venue } from './venue.ts';

const logPage = 500;
const logMax = 100_000;

/** GET account-log: by time (`since` inclusive, `before` exclusive), by id (`from`, `to` inclusive), by `info`; newest first unless sort=asc. */
export function accountLog(_venue: Venue, customer: Customer, params: Params) {
  const [since, before] = [integer(params, 'since') ?? 0, integer(params, 'before') ?? Number.POSITIVE_INFINITY];
  const [from, to] = [integer(params, 'from') ?? 1, integer(params, 'to') ?? Number.POSITIVE_INFINITY];
  const kinds = params.getAll('info').flatMap((value) => value.split(','));
  const rows = customer.log
    .filter((row) => row.date >= since && row.date < before)
    .filter((row) => row.id >= from && row.id <= to)
    .filter((row) => kinds.length === 0 || kinds.includes(row.info));
  const ordered = oneOf(params, 'sort', ['asc', 'desc']) === 'asc' ? rows : rows.reverse();
  const page = ordered.slice(0, count(params, logPage, logMax));
  return { accountUid: customer.accountUid, logs: page.map(logJson) };
}

function logJson(row: LogRow) {
  const shown = Object.entries(row).map(([field, value]) => [field, isDecimal(value) ? number(value) : value]);
  return { ...Object.fromEntries(shown), date: iso(row.date), position_uid: null };
}

const isDecimal = (value: unknown): value is Decimal => typeof value === 'object' && value !== null;

function count(params: Params, standard: number, limit: number): number {
  const wanted = integer(params, 'count') ?? standard;
  if (wanted < 1) throw new Refusal('invalidArgument: count', 400);
  return Math.min(wanted, limit);
}

const eventPage = 1000;

/** GET orders, triggers, executions, positions: pages of events, continued by an opaque token that fits one direction only. */
export function events(kind: HistoryKind) {
  return (venue: Venue, customer: Customer, params: Params) => {
    const ascending = oneOf(params, 'sort', ['asc', 'desc']) === 'asc';
    const selected = select(customer.history[kind], kind, params);
    const ordered = ascending ? selected : selected.toReversed();
    const start = resume(ordered, params, ascending);
    const page = ordered.slice(start, start + count(params, eventPage, eventPage));
    const last = page.at(-1);
    const more = last !== undefined && start + page.length < ordered.length;
    return {
      accountUid: customer.accountUid,
      len: page.length,
      serverTime: iso(venue.world.now()),
      elements: page.map(({ uid, timestamp, event }) => ({ uid, timestamp, event })),
      ...(more ? { continuationToken: token(last.uid, ascending) } : {}),
    };
  };
}

const token = (uid: string, ascending: boolean) =>
  Buffer.from(`${ascending ? 'asc' : 'desc'}:${uid}`).toString('base64');

function resume(ordered: HistoryEvent[], params: Params, ascending: boolean): number {
  const given = text(params, 'continuation_token');
  if (given === null) return 0;
  const index = ordered.findIndex((event) => token(event.uid, ascending) === given);
  if (index < 0) throw new Refusal('invalidArgument: continuation_token', 400);
  return index + 1;
}

function select(all: HistoryEvent[], kind: HistoryKind, params: Params): HistoryEvent[] {
  const [since, before] = [integer(params, 'since') ?? 0, integer(params, 'before') ?? Number.POSITIVE_INFINITY];
  const tradeable = text(params, 'tradeable')?.toUpperCase() ?? null;
  const chosen = kind === 'positions' ? positionFilter(params) : stateFilter(params);
  return all
    .filter((event) => event.timestamp >= since && event.timestamp < before)
    .filter((event) => tradeable === null || event.tradeable === tradeable)
    .filter(chosen);
}

/** `opened` and `closed` name what is wanted; naming neither wants everything. */
function stateFilter(params: Params): (event: HistoryEvent) => boolean {
  const wanted = ['opened', 'closed'].filter((name) => flag(params, name));
  const unwanted = ['opened', 'closed'].filter((name) => params.get(name) === 'false');
  return ({ tags }) =>
    (wanted.length === 0 || tags.some((tag) => wanted.includes(tag))) && !tags.some((tag) => unwanted.includes(tag));
}

const changes = {
  opened: 'open',
  closed: 'close',
  increased: 'increase',
  decreased: 'decrease',
  reversed: 'reverse',
  no_change: 'noChange',
};
const reasons = { trades: 'trade', funding_realization: 'fundingRealisation', settlement: 'settlement' };

/** Any of the named changes and any of the named reasons; false has no effect (docs.kraken.com, get-position-events). */
function positionFilter(params: Params): (event: HistoryEvent) => boolean {
  const named = (table: Record<string, string>) =>
    Object.entries(table)
      .filter(([name]) => flag(params, name))
      .map(([, tag]) => tag);
  const groups = [named(changes), named(reasons)].filter((group) => group.length > 0);
  return ({ tags }) => groups.every((group) => tags.some((tag) => group.includes(tag)));
}
