import { exchanges, type MarketName, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import type { Credential } from '../../../lib/exchanges/model/credential.ts';
import { restricted } from '../../../lib/exchanges/rules/restricted.ts';
import type { Endpoint } from '../../../lib/exchanges/wire/endpoint.ts';
import { parseExact } from '../../../lib/exchanges/wire/exact-json.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';
import { connect, marketWire, type Send } from '../../../lib/exchanges/wire/market-wire.ts';
import type { NonceSource } from '../../../lib/exchanges/wire/nonce-retry.ts';
import { isRecord } from '../../../lib/exchanges/wire/readers.ts';
import { type HttpReply, TransportError } from '../../../lib/exchanges/wire/transport.ts';
import type { AnswerTable } from '../exchanges/answer-table.ts';
import { sandboxParams } from '../stack/simulated-hosts.ts';

/** The adapter of a market as the product opens the adapter, over a transport that answers with a sample. */
export interface ReplayWire {
  readonly adapter: MarketAdapter;
  /** Makes one call of the adapter: the sample answers the first request of each call. */
  readonly call: <T>(run: (adapter: MarketAdapter) => Promise<T>) => Promise<T>;
  /** Every endpoint that was asked, by name. */
  readonly asked: ReadonlySet<string>;
  /** Endpoints that were asked beside the sample's and have no answer. */
  readonly unanswered: ReadonlySet<string>;
  readonly wasSampleRead: () => boolean;
  /** What the exchange's protocol made of the sample, before any reader saw the answer; null: a success. */
  readonly failure: () => unknown;
}

interface Ports {
  readonly name: MarketName;
  readonly module: MarketModule;
  readonly table: AnswerTable;
  readonly markets: Markets;
  /** The row of the sample; null: the sample answers the first endpoint that is asked, whichever. */
  readonly row: string | null;
  readonly sample: HttpReply;
}

export function replayWire({ name, module, table, markets, row, sample }: Ports): ReplayWire {
  const market = marketOf(name);
  const asked = new Set<string>();
  const unanswered = new Set<string>();
  const inThisCall = new Set<string>();
  let taken = row;
  let failure: unknown = null;
  const answerTo = (endpoint: string): HttpReply => {
    taken ??= endpoint;
    const isFirst = !inThisCall.has(endpoint);
    asked.add(endpoint);
    inThisCall.add(endpoint);
    const terms = table.rows[endpoint];
    if (endpoint === taken && (isFirst || terms?.everyPage)) return sample;
    const answer = besideAnswer(table, taken, endpoint, sample);
    if (answer !== null) return answer;
    unanswered.add(endpoint);
    throw new TransportError(`${endpoint} is asked too, and the sample holds no answer to it`, 'notSent');
  };
  const send: Send = async (endpoint, ...request) => {
    const named = nameOf(table, endpoint);
    const transport = async () => answerTo(named);
    try {
      return await connect({ ...portsOf(name, module), transport })(endpoint, ...request);
    } catch (error) {
      if (named === taken) failure ??= error;
      throw error;
    }
  };
  const adapter = restricted(module.adapterOver(marketWire(market, markets, send, module.rules)), market, markets);
  return {
    adapter,
    call: (run) => {
      inThisCall.clear();
      return run(adapter);
    },
    asked,
    unanswered,
    wasSampleRead: () => taken !== null && asked.has(taken),
    failure: () => failure,
  };
}

/** The answer that follows from the sample, else the answer to an account that has nothing. */
function besideAnswer({ rows }: AnswerTable, taken: string, endpoint: string, sample: HttpReply): HttpReply | null {
  const answer = parseExact(sample.body);
  const told = Array.isArray(answer) ? { list: answer } : answer;
  const follows = endpoint === taken ? undefined : rows[taken]?.beside?.[endpoint];
  if (follows !== undefined && isRecord(told)) {
    const { status, body } = follows(told);
    return { status, body: JSON.stringify(body) };
  }
  const empty = rows[endpoint]?.empty ?? null;
  return empty === null ? null : { status: 200, body: JSON.stringify(empty) };
}

function nameOf({ endpoints }: AnswerTable, { path, method, api }: Endpoint): string {
  const found = Object.entries(endpoints).find(
    ([, each]) => each.path === path && each.method === method && each.api === api,
  );
  if (found === undefined) throw new Error(`no row for ${method} ${path}`);
  return found[0];
}

/** Requests are signed with keys of the sandbox. A refused nonce is the answer to replay, not one to repeat. */
function portsOf({ exchange, marketType }: MarketName, module: MarketModule) {
  const { host, key } = marketOf({ exchange, marketType });
  const params = sandboxParams(exchange);
  const fields = exchanges[exchange].keys[key]?.fields ?? [];
  const credential: Credential = Object.fromEntries(fields.map(({ name, as }) => [as, params[name] ?? '']));
  const sign = module.signerAt(exchanges[exchange].hosts[host]?.origin ?? '');
  return { sign, credential, nonces: clockNonces, protocol: { ...module.protocol, nonce: null } };
}

const next = async (): Promise<string> => String(Date.now());
const clockNonces: NonceSource = { next, leap: next, raiseAbove: async () => undefined };
