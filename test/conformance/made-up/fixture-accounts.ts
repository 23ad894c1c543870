import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type LocalKms, startKms } from '../../../infra/local/aws/kms.ts';
import type { Account } from '../../../infra/local/exchanges/engine/account.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import { type SimulatorServer, serveProtocol } from '../../../infra/local/exchanges/server/server.ts';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { storeOf } from '../../../lib/exchanges/definition.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { registerAccount } from '../../../lib/registration/register.ts';
import { openSession, type Session } from '../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../lib/aws/fixture-embedded-table.ts';
import { freshId } from '../desk.ts';
import { madeUpId } from './id.ts';
import { bookOf, orderView } from './simulator/orders.ts';
import { createMadeUp, customer, key } from './simulator/simulator.ts';
import { stopsOf, stopView } from './simulator/stops.ts';

export const symbols = { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' } as const;
export const policy = { verify: true, allowWithdraw: false };

/** The exchange behind a socket, with a table and a key service, and accounts that are registered as clients register them. */
export function useMadeUp() {
  const table = useEmbeddedTable();
  const { protocol } = createMadeUp(createWorld({ pinned: true, tickMs: 0 }));
  let kms: LocalKms;
  let server: SimulatorServer;
  beforeAll(async () => {
    kms = await startKms();
    kms.ensureAlias('alias/vault');
    server = await serveProtocol(protocol, {});
    process.env.AWS_ENDPOINT_URL_KMS = kms.url;
    process.env.OEMS_SECRETS_KEY_ID = 'alias/vault';
    process.env.OEMS_MADEUP_URL = server.url;
    // Each test registers the exchange's key for a tenant of its own.
    process.env.OEMS_SHARES_KEYS = 'true';
  });
  afterAll(async () => {
    delete process.env.OEMS_MADEUP_URL;
    delete process.env.OEMS_SHARES_KEYS;
    await server.close();
    await kms.close();
  });
  beforeEach(() => {
    protocol.reset();
    protocol.log.length = 0;
  });
  /** The account of the one customer, as the exchange itself knows it. */
  const account = (): Account => {
    const found = protocol.exchange().accounts.get(customer);
    if (found === undefined) throw new Error(`${customer} has no account`);
    return found;
  };
  return {
    protocol,
    fault: (path: string, kind: string) => server.control('fault', { path, kind }),
    account,
    /** Every order of the book and every stop, oldest first, in the exchange's own words. */
    orders: () => bookOf(account()).map(orderView),
    stops: () => stopsOf(account()).map(stopView),
    tableFaults: () => table.server().faults,
    kmsFaults: () => kms.faults,
  };
}

/** A tenant of its own: sums over a tenant are sums over the account. */
export function freshRef(): AccountRef {
  return { tenant: randomUUID(), accountId: 'main' };
}

export async function registered(): Promise<AccountRef> {
  const ref = freshRef();
  await registerAccount(ref, madeUpId, { ...key }, policy);
  return ref;
}

export async function openBoth(ref: AccountRef): Promise<Record<MarketType, Session>> {
  return { spot: await openSession(ref, 'spot'), swap: await openSession(ref, 'swap') };
}

/** Places an order of 0.01 that the exchange accepts: the request as it left, and the reference. */
export async function place({ orders, market, marketType }: Session, terms: Partial<OrderRequest> = {}) {
  const usual = { symbol: symbols[marketType], side: 'buy', type: 'market', quantity: '0.01' } as const;
  const order: OrderRequest = { clientOrderId: freshId(), postOnly: false, reduceOnly: false, ...usual, ...terms };
  const prepared = await orders.prepare(order, Date.now() + 8000);
  const outcome = await orders.submit(prepared, order);
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${outcome.error.message}`);
  const { clientOrderId, symbol, type } = order;
  const exchangeOrderId = outcome.exchangeOrderId ?? '';
  return { prepared, ref: { symbol, store: storeOf(market, type), clientOrderId, exchangeOrderId } };
}
export type Placed = Awaited<ReturnType<typeof place>>;
