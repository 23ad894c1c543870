import './enter.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalKms, startKms } from '../../../infra/local/aws/kms.ts';
import { type SimulatorServer, serveProtocol } from '../../../infra/local/exchanges/server/server.ts';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { storeOf } from '../../../lib/exchanges/definition.ts';
import { exchangeIds, exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { presentAccount } from '../../../lib/http/present/accounts.ts';
import { registerAccount } from '../../../lib/registration/register.ts';
import { openSession, type Session } from '../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../lib/aws/fixture-embedded-table.ts';
import { freshId } from '../desk.ts';
import { madeUpId } from './id.ts';
import { createMadeUp, key } from './simulator/simulator.ts';

const table = useEmbeddedTable();
const protocol = createMadeUp(Date.now);
const policy = { verify: true, allowWithdraw: false };
const symbols = { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' } as const;
let kms: LocalKms;
let server: SimulatorServer;

beforeAll(async () => {
  kms = await startKms();
  kms.ensureAlias('alias/vault');
  server = await serveProtocol(protocol, {});
  process.env.AWS_ENDPOINT_URL_KMS = kms.url;
  process.env.OEMS_SECRETS_KEY_ID = 'alias/vault';
  process.env.OEMS_MADEUP_URL = server.url;
});
afterAll(async () => {
  delete process.env.OEMS_MADEUP_URL;
  await server.close();
  await kms.close();
});
beforeEach(() => {
  protocol.reset();
  protocol.log.length = 0;
});

let serial = 0;
function freshRef(): AccountRef {
  serial += 1;
  return { tenant: 'acme', accountId: `made-up-${serial}` };
}

async function registered(): Promise<AccountRef> {
  const ref = freshRef();
  await registerAccount(ref, madeUpId, { ...key }, policy);
  return ref;
}

async function openBoth(): Promise<Record<MarketType, Session>> {
  const ref = await registered();
  const [spot, swap] = [await openSession(ref, 'spot'), await openSession(ref, 'swap')];
  return { spot, swap };
}

/** Places an order of 0.01 that the exchange accepts: the request as it left, and the reference. */
async function place({ orders, market, marketType }: Session, terms: Partial<OrderRequest> = {}) {
  const usual = { symbol: symbols[marketType], side: 'buy', type: 'market', quantity: '0.01' } as const;
  const order: OrderRequest = { clientOrderId: freshId(), postOnly: false, reduceOnly: false, ...usual, ...terms };
  const prepared = await orders.prepare(order, Date.now() + 8000);
  const outcome = await orders.submit(prepared, order);
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${outcome.error.message}`);
  const { clientOrderId, symbol, type } = order;
  const exchangeOrderId = outcome.exchangeOrderId ?? '';
  return { prepared, ref: { symbol, store: storeOf(market, type), clientOrderId, exchangeOrderId } };
}

const since = Date.now() - 3_600_000;

describe('an exchange that joins', () => {
  it.each(['definitions', 'modules'])(
    'is one line of lib/exchanges/%s.ts, and nothing else outside its folder',
    (name) => {
      const text = readFileSync(join(import.meta.dirname, `../../../lib/exchanges/${name}.ts`), 'utf8');
      const lines = text.split('\n').filter((line) => line !== '' && !/^\/?\s?\*/.test(line));
      const others = exchangeIds.filter((id) => id !== madeUpId);
      expect(lines).toEqual(
        others.map((id) => expect.stringMatching(new RegExp(`^export \\{ ${id} \\} from '\\./${id}/`))),
      );
      expect(exchangeIds).toContain(madeUpId);
    },
  );
});

describe('a key for both markets with a password', () => {
  it('is checked once, sealed once, and shown for both markets', async () => {
    kms.faults.resetCounts();
    const ref = await registered();
    const account = await readAccount(ref);
    expect(Object.keys(account.credentials)).toEqual(['main']);
    expect(kms.faults.counts()).toMatchObject({ Encrypt: 1 });
    expect(protocol.log.map(({ path }) => path)).toEqual(['/v1/key']);
    const { spot, swap } = presentAccount(account).credentials;
    expect(spot).toMatchObject({ configured: true, key_hint: '89ab', verification: 'verified', nonce_scale: null });
    expect(swap).toEqual(spot);
    expect(JSON.stringify(presentAccount(account))).not.toContain(key.password);
  });

  it.each([
    [
      'without its password',
      { apiKey: key.apiKey, secret: key.secret },
      'INVALID_REQUEST',
      /params\.password: is missing/,
    ],
    ['with a password of another form', { ...key, password: 'short' }, 'INVALID_REQUEST', /params\.password: is not/],
    ['with a field of another exchange', { ...key, futuresApiKey: 'x' }, 'INVALID_REQUEST', /apiKey, secret, password/],
    ['with a wrong password', { ...key, password: 'wrong-password' }, 'PERMISSION_DENIED', /password/],
  ])('%s is refused, and nothing is stored', async (_title, params, code, message) => {
    const ref = freshRef();
    const refused = { code, message: expect.stringMatching(message) };
    await expect(registerAccount(ref, madeUpId, params, policy)).rejects.toMatchObject(refused);
    await expect(readAccount(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('signs with timestamps: a warm session reads the account once and writes no counter', async () => {
    const ref = await registered();
    const session = await openSession(ref, 'spot');
    await session.wallets.balances();
    table.server().faults.resetCounts();
    const { wallets, lastNonce } = await openSession(ref, 'swap');
    await wallets.balances();
    expect(table.server().faults.counts()).toEqual({ GetItem: 1 });
    expect(lastNonce()).toBeNull();
  });
});

describe('sessions of both markets', () => {
  it('show one wallet', async () => {
    const { spot, swap } = await openBoth();
    expect(await swap.wallets.balances()).toEqual(await spot.wallets.balances());
    expect(exchanges[madeUpId].markets.spot.wallet).toBe(exchanges[madeUpId].markets.swap.wallet);
  });

  it.each(['spot', 'swap'] as const)(
    'on %s place, find and cancel an order, with the deadline in a header',
    async (marketType) => {
      const session = (await openBoth())[marketType];
      const { prepared, ref } = await place(session, { type: 'limit', price: '70000' });
      expect(prepared.headers).toEqual({ 'x-mu-deadline': String(prepared.deadline) });
      expect(prepared.body).not.toHaveProperty('deadline');
      expect(prepared.body.clientId).toMatch(/^t-[a-z2-7]{26}$/);
      const { clientOrderId } = ref;
      expect(await session.orders.find(ref, since)).toMatchObject({ order: { status: 'open', clientOrderId } });
      expect(await session.orders.cancel(ref)).toBe('canceled');
      expect(await session.orders.find(ref, since)).toMatchObject({ order: { status: 'canceled' } });
    },
  );

  it('on spot amend nothing, on swap an order of the book, on neither a stop', async () => {
    const { spot, swap } = await openBoth();
    const amend = async (session: Session, ref: Awaited<ReturnType<typeof place>>['ref']) =>
      session.orders.amend(
        await session.orders.prepareAmend(ref, ref.symbol, { quantity: '0.02' }, Date.now() + 8000),
        ref,
      );
    const resting = { type: 'limit', price: '70000' } as const;
    const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;
    const onSwap = (await place(swap, resting)).ref;
    expect(await amend(swap, onSwap)).toMatchObject({ kind: 'accepted', order: { quantity: '0.02' } });
    const denied = { code: 'NOT_SUPPORTED' };
    await expect(amend(spot, (await place(spot, resting)).ref)).rejects.toMatchObject(denied);
    for (const session of [spot, swap])
      await expect(amend(session, (await place(session, stop)).ref)).rejects.toMatchObject(denied);
  });

  it.each(['spot', 'swap'] as const)(
    'on %s fire a stop, and find the order that it became by the ids of the stop',
    async (marketType) => {
      const session = (await openBoth())[marketType];
      const { ref } = await place(session, { type: 'stop_loss', side: 'sell', stopPrice: '78000' });
      expect(ref).toMatchObject({ store: 'trigger', exchangeOrderId: expect.stringMatching(/^s/) });
      await server.control('price', { symbol: 'BTC-USDT', price: '77000' });
      const { clientOrderId } = ref;
      const child = {
        status: 'filled',
        store: 'regular',
        clientOrderId,
        exchangeOrderId: expect.not.stringMatching(/^s/),
      };
      expect(await session.orders.find(ref, since)).toMatchObject({ kind: 'found', order: child });
      expect(await session.orders.read(ref, since)).toMatchObject(child);
    },
  );

  it('on swap place base units, which leave as contracts and come back as base units', async () => {
    const { swap } = await openBoth();
    const { prepared, ref } = await place(swap, { quantity: '0.05' });
    expect(prepared.body.quantity).toBe('5');
    expect(protocol.state().orders.at(-1)?.quantity.toFixed()).toBe('5');
    expect(await swap.orders.find(ref, since)).toMatchObject({ order: { quantity: '0.05', filledQuantity: '0.05' } });
    expect(await swap.wallets.positions()).toMatchObject([{ symbol: symbols.swap, contracts: '0.05' }]);
    expect((await swap.data.fills({ limit: 5 })).items).toMatchObject([
      { quantity: '0.05', clientOrderId: ref.clientOrderId },
    ]);
  });

  it('on swap refuse a part of a contract before a byte leaves', async () => {
    const { swap } = await openBoth();
    protocol.log.length = 0;
    await expect(place(swap, { quantity: '0.015' })).rejects.toMatchObject({
      code: 'INVALID_ORDER',
      message: expect.stringMatching(/step 0\.01 /),
    });
    expect(protocol.log).toEqual([]);
  });

  it('on swap close a position by reduce-only', async () => {
    const { swap } = await openBoth();
    await place(swap, { quantity: '0.05' });
    await place(swap, { quantity: '0.05', side: 'sell', reduceOnly: true });
    expect(await swap.wallets.positions()).toEqual([]);
  });

  it('cancel all of each symbol, because the exchange wants the symbol', async () => {
    const { swap } = await openBoth();
    await place(swap, { type: 'limit', price: '70000' });
    await place(swap, { type: 'limit', price: '2000', symbol: 'ETH/USDT:USDT', quantity: '0.1' });
    await place(swap, { type: 'stop_loss', side: 'sell', stopPrice: '70000' });
    protocol.log.length = 0;
    expect(await swap.orders.cancelAll()).toBe(3);
    expect(protocol.log.filter(({ path }) => path.endsWith('/cancel-all'))).toHaveLength(3);
  });
});
