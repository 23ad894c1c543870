import { exchangeIds, exchanges, type MarketName, marketOf } from '../../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import type { Catalogue } from '../../../lib/exchanges/model/market.ts';
import { parseExact } from '../../../lib/exchanges/wire/exact-json.ts';
import { isRecord, type Json } from '../../../lib/exchanges/wire/readers.ts';
import type { HttpReply, Transport } from '../../../lib/exchanges/wire/transport.ts';
import type { AnswerTable } from '../exchanges/answer-table.ts';
import { createWorld } from '../exchanges/engine/world.ts';
import type { Protocol } from '../exchanges/server/server.ts';
import type { Simulator } from '../exchanges/simulated-exchange.ts';
import { answersOf, openHosts } from '../stack/simulated-hosts.ts';

/** The catalogues of all markets without a network: from a list that a sample brings, else from the simulator. */
export interface Catalogues {
  /** `list` is an answer of `path`, one of the public lists. Null: the simulator's lists alone. */
  load(name: MarketName, list: GivenList | null): Promise<Catalogue>;
  close(): Promise<void>;
}

export interface GivenList {
  readonly path: string;
  readonly reply: HttpReply;
}

export async function openCatalogues(): Promise<Catalogues> {
  const world = createWorld({ pinned: true, tickMs: 0 });
  const running: Simulator[] = [];
  const hosts = await openHosts(world, {}, (simulator) => {
    running.push(simulator);
    return simulator;
  });
  const known = new Map<string, Promise<Catalogue>>();
  const protocolOf = ({ exchange, marketType }: MarketName): Protocol => {
    const { host } = marketOf({ exchange, marketType });
    const found = hosts.find((each) => each.exchange === exchange && each.host === host)?.simulator?.protocol;
    if (found === undefined) throw new Error(`${exchange} has no simulator of ${host}`);
    return found;
  };
  return {
    load: (name, list) => {
      if (list !== null) return read(name, protocolOf(name), list);
      const key = `${exchangeIds.indexOf(name.exchange)} ${name.marketType}`;
      const loading = known.get(key) ?? read(name, protocolOf(name), null);
      known.set(key, loading);
      return loading;
    },
    close: async () => {
      await Promise.all(running.map((simulator) => simulator.close()));
      world.close();
    },
  };
}

async function read(name: MarketName, protocol: Protocol, list: GivenList | null): Promise<Catalogue> {
  const module = await loadExchange(name);
  const origin = exchanges[name.exchange].hosts[marketOf(name).host]?.origin ?? '';
  return module.loadCatalogue(origin, listsOver(answersOf(name), protocol, list), module.protocol.verifyAnswer);
}

/** The given list where that list is asked for, and around the list what follows from it and the simulator's own lists. */
function listsOver({ lists }: AnswerTable, protocol: Protocol, given: GivenList | null): Transport {
  return async ({ url, method, headers = {} }) => {
    const { pathname, search } = new URL(url);
    const path = Object.keys(lists).find((each) => pathname.endsWith(`/${each}`));
    if (given !== null && path === given.path) return given.reply;
    const answer = protocol.handle({ method, path: pathname, query: search.slice(1), headers, body: '' });
    const simulated = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    const beside = path === undefined ? undefined : lists[path]?.beside;
    const told = given === null ? undefined : parseExact(given.reply.body);
    if (beside === undefined || !isRecord(told)) return { status: answer.status, body: simulated };
    return { status: 200, body: JSON.stringify(beside(told, parseExact(simulated) as Json)) };
  };
}
