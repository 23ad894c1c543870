import { readFile } from 'node:fs/promises';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { account, fixtureFile, openScene, type Scene, type ShapedTable, unified, withFills } from './shaped-table.ts';

/** A table that an earlier release has written goes on serving: see write-table.test.ts. */

const table = JSON.parse(await readFile(fixtureFile, 'utf8')) as ShapedTable;
const range = { from: table.madeAt - 4 * 3_600_000, to: table.madeAt };
let scene: Scene;

beforeAll(async () => {
  scene = await openScene(table.kms);
  for (const item of table.items) {
    const Item = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, withBytes(value)]));
    await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item }));
  }
}, 60_000);
afterAll(() => scene?.close());

function withBytes(value: unknown): AttributeValue {
  const { B, L, M } = value as { B?: string; L?: unknown[]; M?: Record<string, unknown> };
  if (B !== undefined) return { B: Buffer.from(B, 'base64') };
  if (L !== undefined) return { L: L.map(withBytes) };
  if (M === undefined) return value as AttributeValue;
  return { M: Object.fromEntries(Object.entries(M).map(([name, inner]) => [name, withBytes(inner)])) };
}

/** The class of an item, which its partition begins with, and the kind of its sort key. */
function kindOf({ pk, sk }: Readonly<Record<string, unknown>>): string {
  const [itemClass, owner] = textOf(pk).split('#');
  // Audit records sort by time.
  if (itemClass === 'AUDIT') return 'AUDIT RECORD';
  const kind = itemClass === 'RATES' && owner === 'SYMBOLS' ? owner : textOf(sk).split('#')[0];
  return `${itemClass} ${kind}`;
}
function textOf(key: unknown): string {
  return (key as { S: string }).S;
}
function kindsOf(items: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(items.map(kindOf))].toSorted();
}

/** The stored balances as of the day before: a pull on the day of the fixture stores no other reading. */
async function putBalancesOfDayBefore(): Promise<void> {
  const item = table.items.find((each) => kindOf(each) === 'LEDGER BALANCES') ?? {};
  const { at } = (item.day as { M: { at: { N: string } } }).M;
  const [on, before] = [Number(at.N), Number(at.N) - 86_400_000].map((time) =>
    new Date(time).toISOString().slice(0, 10),
  );
  const text = JSON.stringify(item)
    .replaceAll(`#${on}`, `#${before}`)
    .replace(at.N, String(Number(at.N) - 86_400_000));
  await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: JSON.parse(text) }));
}

/** Every kind of item that this release writes. A new kind joins this list and the fixture. */
const everyKind = [
  'ACCOUNT ACCOUNT',
  'ACCOUNT STOPPED',
  'AUDIT RECORD',
  'EVENT SLOT',
  'KEYCLAIM CLAIM',
  'LEDGER BALANCES',
  'LEDGER CURSOR',
  'LEDGER ENTRY',
  'LEDGER FILL',
  'LEDGER FILLS',
  'MARKETS ASSETS',
  'MARKETS BUCKET',
  'MARKETS HEAD',
  'ORDER AMEND',
  'ORDER AMENDING',
  'ORDER CANCEL_ALL',
  'ORDER FOLLOWING',
  'ORDER ORDER',
  'PRICES BOOK',
  'PRICES TICKER',
  'RATES CURSOR',
  'RATES RATE',
  'RATES SYMBOLS',
  'TENANT ACCOUNT',
  'TRANSFER MOVEMENT',
  'TRANSFER TRANSFER',
];

describe('a stored table', () => {
  it('holds every kind of record', () => {
    expect(kindsOf(table.items)).toEqual(everyKind);
  });

  it.each(everyKind)('names the shape of each record of %s', (kind) => {
    const own = table.items.filter((item) => kindOf(item) === kind);
    expect(own.length).toBeGreaterThan(0);
    // The catalogue is a copy that is loaded anew: the copies of earlier shapes count as not stored.
    const shape = kind.startsWith('MARKETS') ? '3' : '1';
    for (const item of own) expect(item.shape).toEqual({ N: shape });
  });

  it('answers as before', async () => {
    // Later releases add fields, and keep every field that was there.
    expect(await scene.call('listOrders', account)).toMatchObject(table.answers.orders as object);
    expect(await scene.call('getPnlSummary', { ...account, group_by: 'symbol', ...range })).toMatchObject(
      table.answers.summary as object,
    );
    const { credentials, trading_state } = await scene.call('getExchangeAccount', account);
    expect({ credentials, trading_state }).toMatchObject({
      credentials: (table.answers.account as { credentials: unknown }).credentials,
      trading_state: 'ACTIVE',
    });
  });

  it('tells the listed events as before, and lists the changes that wait behind them', async () => {
    const { events, next_cursor } = table.answers.events as { events: { id: string }[]; next_cursor: string };
    expect(events.length).toBeGreaterThan(0);
    const now = (await scene.call('listEvents', { limit: 500 })) as { events: { id: string; type: string }[] };
    expect(now.events.slice(0, events.length)).toMatchObject(events);
    const later = await scene.call('listEvents', { cursor: next_cursor, limit: 500 });
    expect(later.events).toEqual(now.events.slice(events.length));
    expect(now.events.slice(events.length).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['order_accepted', 'order_amended', 'position_closed', 'transfer_completed']),
    );
  });

  it('tells the stored records of the audit trail', async () => {
    const stored = table.items.filter((item) => kindOf(item) === 'AUDIT RECORD');
    const { records } = await scene.call('listAudit', { from: table.madeAt - 86_400_000, limit: 500 });
    const told = records as { request_id: string; operation: string; outcome: string; journal: string | null }[];
    for (const { operation, outcome, requestId, entry } of stored)
      expect(told).toContainEqual(
        expect.objectContaining({
          ...{ operation: textOf(operation), outcome: textOf(outcome), request_id: textOf(requestId) },
          journal: textOf(entry) === '' ? null : textOf(entry).split(':')[0],
        }),
      );
  });

  it('repeats the outcome of a request with an old key, and sends nothing', async () => {
    const body = { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.01 };
    const { order } = await scene.call('createOrder', body, 'buys');
    const { orders } = table.answers.orders as { orders: { order_id: string; symbol: string; order_type: string }[] };
    const stored = orders.find(({ symbol, order_type }) => symbol === 'BTC/USD' && order_type === 'market');
    expect(order).toMatchObject({ order_id: stored?.order_id });
  });

  it('repeats the outcome of a cancellation by ids with an old key', async () => {
    const { orders } = table.answers.orders as { orders: { order_id: string; symbol: string; status: string }[] };
    const [canceled] = orders.filter(({ symbol, status }) => symbol === 'BTC/USD:USD' && status === 'canceled');
    const named = { ...account, order_ids: canceled?.order_id };
    expect(await scene.call('cancelAllOrders', named, 'cancels-named')).toMatchObject({
      orders: [{ order_id: canceled?.order_id, outcome: 'canceled' }],
      ...{ complete: true, replayed: true },
    });
  });

  it.each(['BTC/USD', 'BTC/USD:USD'])('opens its sealed key and places an order of %s', async (symbol) => {
    const body = { ...account, symbol, side: 'buy', order_type: 'market', quantity: 0.01 };
    expect(await scene.call('createOrder', body, `new-${symbol.length}`)).toMatchObject({
      order: { status: 'filled' },
    });
  });

  it('keeps the stop of an account that was deleted while HALTED', async () => {
    const { apiKey, secret } = sandbox.spot;
    const params = { apiKey, secret };
    const registration = {
      exchange_account_id: 'gone',
      exchange: 'kraken',
      params,
      verify: false,
      allow_withdraw: true,
    };
    expect(await scene.call('registerExchangeAccount', registration)).toMatchObject({ trading_state: 'HALTED' });
  });

  it('keeps its sums through a pull', async () => {
    await scene.pull();
    const { pulls } = (await scene.call('getExchangeAccount', account)) as { pulls: Record<string, unknown> };
    for (const pull of Object.values(pulls)) expect(pull).toMatchObject({ last_error: null });
    const summary = await scene.call('getPnlSummary', { ...account, group_by: 'symbol', ...range });
    const { rows, totals } = table.answers.summary as { rows: unknown; totals: unknown };
    expect(summary).toMatchObject({ rows, totals });
  });

  it('trades on, pulls on and keeps its sums where two markets share a wallet and a ledger', async () => {
    const before = table.answers.unified as { orders: object; pnl: { events: unknown[] } };
    expect(await scene.call('listOrders', unified)).toMatchObject(before.orders);
    const sells = { ...unified, symbol: 'BTC/USDT', side: 'sell', order_type: 'market', quantity: 0.004 };
    expect(await scene.call('createOrder', sells, 'sells-unified')).toMatchObject({ order: { status: 'filled' } });
    await scene.pull();
    const { pulls } = (await scene.call('getExchangeAccount', unified)) as { pulls: Record<string, unknown> };
    expect(Object.values(pulls)).not.toEqual([]);
    for (const pull of Object.values(pulls)) expect(pull).toMatchObject({ last_error: null });
    expect(before.pnl.events).not.toEqual([]);
    expect(await scene.call('getRealizedPnl', { ...unified, ...range })).toMatchObject({ events: before.pnl.events });
  });

  it('goes on storing fills where they ended, and holds balances of a later day against those of before', async () => {
    const listed = () => scene.call('getTrades', { ...withFills, market_type: 'spot' });
    const { trades } = table.answers.trades as { trades: readonly unknown[] };
    const sells = { ...withFills, symbol: 'BTC/USDT', side: 'sell', order_type: 'market', quantity: 0.004 };
    await scene.call('createOrder', sells, 'sells');
    await scene.pull();
    const now = (await listed()).trades as readonly unknown[];
    expect(now.slice(1)).toMatchObject(trades);
    expect(now[0]).toMatchObject({ side: 'sell', quantity: 0.004 });
    await putBalancesOfDayBefore();
    const asked = { ...withFills, market_type: 'spot', from: table.madeAt - 2 * 86_400_000, to: table.madeAt };
    const { balance_changes } = await scene.call('getPnlSummary', asked);
    expect(balance_changes).toContainEqual(expect.objectContaining({ asset: 'BTC', fills: 0.00999 }));
  });

  it('refuses a record of a newer release', async () => {
    const isOwn = ({ pk }: Readonly<Record<string, unknown>>) => textOf(pk).endsWith(`#${account.exchange_account_id}`);
    const item = table.items.find((each) => kindOf(each) === 'LEDGER CURSOR' && isOwn(each)) ?? {};
    const Item = { ...Object.fromEntries(Object.entries(item).map(([name, value]) => [name, withBytes(value)])) };
    await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: { ...Item, shape: { N: '2' } } }));
    await expect(scene.call('getExchangeAccount', account)).rejects.toThrow('500');
  });
});
