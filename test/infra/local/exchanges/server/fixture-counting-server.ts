import { afterEach, beforeEach } from 'vitest';
import {
  type Protocol,
  type SimulatorServer,
  serveProtocol,
} from '../../../../../infra/local/exchanges/server/server.ts';

/** A server before each test whose exchange only counts: what the server does to requests and answers is then plain to see. */
export function useCountingServer(): { readonly acted: readonly string[] } & Pick<SimulatorServer, 'url' | 'control'> {
  let acted: string[];
  let server: SimulatorServer;
  beforeEach(async () => {
    acted = [];
    server = await serveProtocol(countingIn(acted), { port: 0 });
  });
  afterEach(() => server.close());
  return {
    /** Bodies of the requests that reached the exchange. */
    get acted() {
      return acted;
    },
    get url() {
      return server.url;
    },
    get control() {
      return server.control;
    },
  };
}

function countingIn(acted: string[]): Protocol {
  const protocol: Protocol = {
    keeping: { save: () => ({}), restore: () => {} },
    log: [],
    control: { echo: (body) => body, bad: () => fail('field: wrong') },
    reset: () => acted.splice(0),
    failures: { 500: { status: 500, body: { error: 'own words' } } },
    handle({ path, body, query }) {
      acted.push(body);
      const at = acted.length;
      protocol.log.push({
        at,
        path,
        apiKey: null,
        nonce: null,
        accepted: true,
        error: null,
        clientOrderId: null,
        params: {},
      });
      return { status: 200, body: { answer: at, query, padding: 'x'.repeat(200) } };
    },
  };
  return protocol;
}

function fail(message: string): never {
  throw new Error(message);
}
