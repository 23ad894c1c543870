import { OemsError } from '../../../lib/errors.ts';
import { marketOf } from '../../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { Catalogue } from '../../../lib/exchanges/model/market.ts';
import { parseExact } from '../../../lib/exchanges/wire/exact-json.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';
import { isRecord } from '../../../lib/exchanges/wire/readers.ts';
import type { AnswerTable, Operation } from '../exchanges/answer-table.ts';
import { answersOf } from '../stack/simulated-hosts.ts';
import { accountReaders } from './account-readers.ts';
import type { Catalogues, GivenList } from './catalogues.ts';
import type { Reader, Reading } from './desk.ts';
import { judged, type Outcome } from './judge.ts';
import { marketReaders } from './market-readers.ts';
import { marketsIn } from './markets-in.ts';
import { orderReaders } from './order-readers.ts';
import { replayWire } from './replay-wire.ts';
import { endpointOf, type RowOf, rowOf } from './row-of.ts';
import type { Sample } from './samples.ts';
import { plainValue } from './wire-value.ts';

/** The adapter's result for a sample: a line of the command's output. */
export interface Line {
  readonly id: string;
  readonly outcome: Outcome;
  readonly value?: unknown;
  readonly code?: string;
  readonly message?: string;
}

const readers: Readonly<Record<Operation, Reader>> = {
  ...orderReaders,
  ...accountReaders,
  ...marketReaders,
};

/** Opens the adapter over the sample, asks the sample's question, and tells the outcome. */
export async function replaySample(sample: Sample, catalogues: Catalogues): Promise<Line> {
  const table = answersOf(sample.name);
  const found = rowOf(table, sample);
  if ('why' in found) return { id: sample.id, outcome: 'noReader', message: found.why };
  const module = await loadExchange(sample.name);
  if ('list' in found) return replayList(sample, found.list, table, module, catalogues);
  const catalogue = await catalogueOf(sample, table, catalogues);
  if (catalogue === null) return { id: sample.id, outcome: 'noReader', message: noMarkets };
  return replayAnswer(sample, found, table, module, catalogue);
}

const noMarkets =
  "markets: is no list of markets of this exchange; give the body of the exchange's own answer, or leave it out";

/** Null where the list that the sample brings cannot be read. */
async function catalogueOf(sample: Sample, table: AnswerTable, catalogues: Catalogues): Promise<Catalogue | null> {
  const given = givenMarkets(sample, table);
  if (given === null) return catalogues.load(sample.name, null);
  const catalogue = await catalogues.load(sample.name, given).catch(() => null);
  return catalogue?.markets.length === 0 ? null : catalogue;
}

function givenMarkets({ markets }: Sample, { lists }: AnswerTable): GivenList | null {
  const [path] = Object.entries(lists).find(([, { operation }]) => operation === 'markets') ?? [];
  return markets === null || path === undefined ? null : { path, reply: { status: 200, body: markets } };
}

/** A list of the catalogue is read by the catalogue's own reader. */
async function replayList(
  { id, name, body, http }: Sample,
  path: string,
  { lists }: AnswerTable,
  module: MarketModule,
  catalogues: Catalogues,
): Promise<Line> {
  try {
    const { markets, assets, refused } = await catalogues.load(name, { path, reply: { status: http, body } });
    const value = plainValue(lists[path]?.operation === 'assets' ? assets : markets);
    const told = refused.map(({ symbol, ids, reason }) => `${symbol} (${reason ?? ids.join(' and ')})`).join(', ');
    return { id, outcome: 'read', value, ...(told === '' ? {} : { message: `refused symbols: ${told}` }) };
  } catch (error) {
    return {
      id,
      ...(await judged(error, {
        isChange: false,
        failure: error,
        endpoint: endpointOf(answersOf(name), null),
        name,
        module,
      })),
    };
  }
}

async function replayAnswer(
  sample: Sample,
  { row, operation }: Extract<RowOf, { readonly operation: unknown }>,
  table: AnswerTable,
  module: MarketModule,
  catalogue: Catalogue,
): Promise<Line> {
  const { id, name } = sample;
  const markets = marketsIn(catalogue, module, marketOf(name).title);
  const reply = { status: sample.http, body: sample.body };
  const { adapter, call, wasSampleRead, ...wire } = replayWire({ name, module, table, markets, row, sample: reply });
  const told = parseExact(sample.body);
  const answer = Array.isArray(told) ? { list: told } : told;
  const named = (row !== null && isRecord(answer) ? table.rows[row]?.named?.(answer) : undefined) ?? {};
  const isAny = row === null && sample.operation === null;
  try {
    const result = await readers[operation]({ name, adapter, markets, catalogue, named, call, wasSampleRead });
    if (isAny) return { id, outcome: 'noReader', message: noError };
    if (!wasSampleRead()) return { id, outcome: 'noReader', message: notAsked(sample, wire.asked) };
    return lineOf(id, result);
  } catch (error) {
    if (isAny && wire.failure() === null && wasSampleRead()) return { id, outcome: 'noReader', message: noError };
    if (!wasSampleRead() || wire.unanswered.size > 0)
      return { id, outcome: 'noReader', ...textOf(error), message: notRead(error, wire.unanswered) };
    const isChange = changes.includes(operation);
    const endpoint = endpointOf(table, row);
    return { id, ...(await judged(error, { isChange, failure: wire.failure(), endpoint, name, module })) };
  }
}

const noError = 'the answer is no error: name its endpoint in place of "any"';

/** Operations that an unreadable answer, or a refusal of an unknown meaning, leaves without a known outcome. */
const changes: readonly Operation[] = [
  ...(['submitOrder', 'amendOrder', 'cancelOrder', 'cancelOrders', 'cancelAll'] as const),
  ...(['setLeverage', 'setMarginMode', 'transfer'] as const),
];

function lineOf(id: string, result: Reading): Line {
  if (!('error' in result)) return { id, ...result };
  const { outcome, error, value } = result;
  const shown = outcome === 'notSent' ? 'noReader' : outcome;
  return { id, outcome: shown, ...(value === undefined ? {} : { value }), ...textOf(error) };
}

function textOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof OemsError) return { code: error.code, message: error.message };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

function notAsked({ endpoint }: Sample, asked: ReadonlySet<string>): string {
  return `the operation reads no answer of ${endpoint}: asked were ${[...asked].join(', ') || 'no endpoints'}`;
}

function notRead(error: unknown, unanswered: ReadonlySet<string>): string {
  const { message } = textOf(error);
  if (unanswered.size > 0)
    return `the operation also asks ${[...unanswered].join(', ')}, and no answer to that is given`;
  return `the sample was not read: ${message}. A market that the simulators do not list needs "markets" in the sample`;
}
