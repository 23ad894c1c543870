import type { Account, LedgerEntry } from '../../engine/account.ts';
import { pageOf, visibility } from '../../engine/ledger-faults.ts';
import type { AnswerShapes } from './answer-shapes.ts';
import type { FuturesExchange } from './exchange.ts';
import type { HistoryEvent, HistoryKind } from './history-events.ts';
import type { Params } from './refusal.ts';
import { flag, integer, oneOf, Refusal, text } from './refusal.ts';
import { entryJson, infoOf } from './render-ledger.ts';
import { iso } from './render-order.ts';

const logPage = 500;
const logMax = 100_000;

/**
 * Kinds of entry that `info` may name (docs.kraken.com, get-account-log, and below those that later versions of the page added).
 * What Kraken makes of another word is not documented; refused, a misspelling cannot be read as an empty history.
 */
const logKinds = [
  'futures trade',
  'futures liquidation',
  'futures assignor',
  'futures assignee',
  'futures unwind counterparty',
  'futures unwind bankrupt',
  'covered liquidation',
  'funding rate change',
  'conversion',
  'interest payment',
  'transfer',
  'cross-exchange transfer',
  'kfee applied',
  'subaccount transfer',
  'settlement',
  'admin transfer',
  'tax withheld',
  'tax refund',
  'futures partial liquidation',
  'futures_unwind',
  'conversion credit',
  'position transfer',
  'futures tax withheld',
  'futures tax refund',
  'portfolio auctioning',
  'rfq',
  'options trade',
  'hedging trade',
];

/**
 * GET account-log: by time (`since`, `before`), by id (`from`, `to` inclusive), by `info`, in any combination; newest first unless sort=asc.
 * The documentation leaves open whether a time range includes its ends: `range_starts` and `range_ends` choose.
 */
export function accountLog(exchange: FuturesExchange, account: Account, params: Params) {
  const kinds = params.getAll('info');
  const unknown = kinds.find((kind) => !logKinds.includes(kind));
  if (unknown !== undefined) throw new Refusal(`invalidArgument: info ${unknown}`, 400);
  const ascending = oneOf(params, 'sort', ['asc', 'desc']) === 'asc';
  const most = pageOf(exchange.ledgerFaults, count(params, logPage, logMax));
  const visible = visibility(exchange.ledgerFaults, account.hiddenEntries, exchange.world.now());
  const { answers } = exchange.settings;
  const rows = selectRows(account.ledger, params, answers)
    .filter((row) => visible?.(row.id, row.at) ?? true)
    .filter((row) => kinds.length === 0 || kinds.includes(infoOf(row)));
  const page = ascending ? rows.slice(0, most) : rows.slice(-most).reverse();
  return { accountUid: account.uid, logs: page.map((entry) => entryJson(entry, answers.loggedWallets)) };
}

/** Ids and dates both rise with the position in the ledger. */
function selectRows(ledger: readonly LedgerEntry[], params: Params, answers: AnswerShapes): LedgerEntry[] {
  const { since, before } = rangeOf(params, answers);
  const [from, to] = [integer(params, 'from') ?? 1, integer(params, 'to') ?? ledger.length];
  const start = Math.max(from - 1, firstFrom(ledger, since));
  return ledger.slice(Math.max(start, 0), Math.min(to, firstFrom(ledger, before)));
}

/** The first moment of the range in whole milliseconds, and the first moment after the range. */
function rangeOf(params: Params, { rangeStarts, rangeEnds }: AnswerShapes): { since: number; before: number } {
  const [start, end] = [integer(params, 'since'), integer(params, 'before') ?? Number.POSITIVE_INFINITY];
  const since = start === null ? 0 : start + (rangeStarts === 'exclusive' ? 1 : 0);
  return { since, before: rangeEnds === 'inclusive' ? end + 1 : end };
}

/** Position of the first row at or after a time. */
function firstFrom(ledger: readonly LedgerEntry[], time: number): number {
  let [low, high] = [0, ledger.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ledger[middle]?.at ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function count(params: Params, standard: number, limit: number): number {
  const wanted = integer(params, 'count') ?? standard;
  if (wanted < 1) throw new Refusal('invalidArgument: count', 400);
  return Math.min(wanted, limit);
}

const eventPage = 1000;

/** GET orders, triggers, executions, positions: pages of events, continued by an opaque token that fits one direction only. */
export function events(kind: HistoryKind) {
  return (exchange: FuturesExchange, account: Account, params: Params) => {
    const serverTime = iso(exchange.world.now());
    const { len, ...page } = pageOfEvents(exchange, exchange.histories.of(account)[kind], kind, params);
    return { accountUid: account.uid, len, serverTime, ...page };
  };
}

/** One page of events, oldest first given, as the parameters ask. */
export function pageOfEvents(
  exchange: FuturesExchange,
  all: readonly HistoryEvent[],
  kind: HistoryKind,
  params: Params,
): { len: number; elements: readonly object[]; continuationToken?: string } {
  const ascending = oneOf(params, 'sort', ['asc', 'desc']) === 'asc';
  const shownUntil = exchange.world.now() - exchange.historyLateMs;
  const selected = select(
    all.filter(({ timestamp }) => timestamp <= shownUntil),
    kind,
    params,
    exchange.settings.answers,
  );
  const ordered = ascending ? selected : selected.toReversed();
  const start = resume(ordered, params, ascending);
  const page = ordered.slice(start, start + count(params, eventPage, eventPage));
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < ordered.length;
  return {
    len: page.length,
    elements: page.map(({ uid, timestamp, event }) => ({ uid, timestamp, event })),
    ...(more ? { continuationToken: token(last.uid, ascending) } : {}),
  };
}

function token(uid: string, ascending: boolean) {
  return Buffer.from(`${ascending ? 'asc' : 'desc'}:${uid}`).toString('base64');
}

function resume(ordered: HistoryEvent[], params: Params, ascending: boolean): number {
  const given = text(params, 'continuation_token');
  if (given === null) return 0;
  const index = ordered.findIndex((event) => token(event.uid, ascending) === given);
  if (index < 0) throw new Refusal('invalidArgument: continuation_token', 400);
  return index + 1;
}

function select(all: HistoryEvent[], kind: HistoryKind, params: Params, answers: AnswerShapes): HistoryEvent[] {
  const { since, before } = rangeOf(params, answers);
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
