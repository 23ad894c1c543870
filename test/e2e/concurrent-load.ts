import type { KrakenSpot } from '../../infra/local/exchanges/kraken/spot/simulator.ts';
import type { LogEntry } from '../../infra/local/exchanges/server/server.ts';

/** One request of the load: a private read, or an order under its own client order id. */
export interface Step {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly step: Step;
  readonly status: number;
  readonly ms: number;
  readonly answer: Answer;
}

/** As much of an answer as the load looks at. */
export interface Answer {
  readonly isError: boolean;
  readonly code?: string;
  readonly data?: { readonly order?: { readonly client_order_id: string; readonly status: string } };
}

/** `orders` orders spread evenly among `reads` reads: every second one rests far from the market, the others trade at once. */
export function mixedLoad(account: string, reads: number, orders: number): Step[] {
  const spacing = Math.floor((reads + orders) / orders);
  return Array.from({ length: reads + orders }, (_, index): Step => {
    const nth = Math.floor(index / spacing);
    if (index % spacing !== 0 || nth >= orders) return read(account, index);
    return { method: 'POST', path: '/oems/execution/order', body: order(account, nth) };
  });
}

function read(account: string, index: number): Step {
  const of = `exchange_account_id=${account}&market_type=spot`;
  const path = index % 10 === 1 ? `/oems/execution/trades?${of}&limit=5` : `/oems/execution/balance?${of}`;
  return { method: 'GET', path };
}

function order(account: string, nth: number): Record<string, unknown> {
  const terms = nth % 2 === 0 ? { order_type: 'limit', price: 40_000 } : { order_type: 'market' };
  const client_order_id = `load-${nth}`;
  return {
    exchange_account_id: account,
    symbol: 'BTC/USD',
    side: 'buy',
    quantity: '0.0001',
    client_order_id,
    ...terms,
  };
}

/** Runs the steps with so many clients, each taking the next step when its last one is answered. */
export async function runLoad(
  steps: readonly Step[],
  clients: number,
  call: (step: Step) => Promise<{ status: number; answer: Answer }>,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  const queue = steps.values();
  const client = async () => {
    for (const step of queue) {
      const started = performance.now();
      const { status, answer } = await call(step);
      answered.push({ step, status, answer, ms: performance.now() - started });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answered;
}

const REFUSED = 'EAPI:Invalid nonce';

/** What the simulator saw of one key's nonces. */
export interface NonceRecord {
  readonly requests: number;
  readonly refusals: number;
  /** Accepted nonces that an earlier request had already used. */
  readonly repeated: number;
}

export function nonceRecord(log: readonly LogEntry[], apiKey: string): NonceRecord {
  const own = log.filter((entry) => entry.apiKey === apiKey);
  const accepted = own.filter(({ error }) => error !== REFUSED).map(({ nonce }) => nonce);
  return {
    requests: own.length,
    refusals: own.length - accepted.length,
    repeated: accepted.length - new Set(accepted).size,
  };
}

/** Client order ids of every order in the customer's book, open or closed, sorted. */
export function clientIdsInBook(spot: KrakenSpot, customer: string): (string | null)[] {
  const orders = spot.protocol.exchange().accounts.get(customer)?.orders.values() ?? [];
  return [...orders].map(({ clientOrderId }) => clientOrderId).sort();
}

/** Attempts per request that needed more than one, as the functions log them: `{2: 30, 3: 7}`. */
export function attemptsIn(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const attempts = /"message":"nonce accepted after retries","attempts":(\d+)/.exec(line)?.[1];
    if (attempts !== undefined) counts[attempts] = (counts[attempts] ?? 0) + 1;
  }
  return counts;
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
