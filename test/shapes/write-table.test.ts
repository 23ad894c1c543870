import { readFile, writeFile } from 'node:fs/promises';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { it } from 'vitest';
import { binance } from '../../infra/local/exchanges/binance/simulators.ts';
import { bybit } from '../../infra/local/exchanges/bybit/simulators.ts';
import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import { refreshMarkets } from '../../lib/session/markets.ts';
import { account, fixtureFile, openScene, type Scene, type ShapedTable, unified, withFills } from './shaped-table.ts';

/**
 * Writes test/shapes/table.json anew: `OEMS_WRITE_TABLE=1 npx vitest run test/shapes/write-table.test.ts`. Only for a shape that has never been released. A changed
 * shape of a released record gets the next number and a table of its own, and the reader learns to read both.
 */
const twoHours = 2 * 3_600_000;
const perp = 'BTC/USD:USD';

/** The answer of `/events` in between: the later changes still wait in their items. */
async function trade({ call, follow, world }: Scene): Promise<Record<string, unknown>> {
  const order = (fields: Record<string, unknown>, key: string) => call('createOrder', { ...account, ...fields }, key);
  await order({ symbol: perp, side: 'buy', order_type: 'market', quantity: 0.1 }, 'opens');
  // Two hours of funding. From here on the exchange's clock is ours, as the deadlines of spot orders need.
  world.advance(twoHours);
  await order({ symbol: perp, side: 'sell', order_type: 'market', quantity: 0.1, reduce_only: true }, 'closes');
  await order({ symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.01 }, 'buys');
  const events = await call('listEvents', {});
  await order({ symbol: 'BTC/USD', side: 'buy', order_type: 'limit', quantity: 0.01, price: 60_000 }, 'rests');
  const [resting] = (await call('getOpenOrders', { ...account, market_type: 'spot' })).orders as { order_id: string }[];
  const amendment = { order_id: resting?.order_id, symbol: 'BTC/USD', price: 59_000 };
  await call('amendOrder', { ...account, ...amendment }, 'amends');
  await call('cancelAllOrders', { ...account, market_type: 'spot' }, 'cancels');
  await order({ symbol: perp, side: 'buy', order_type: 'limit', quantity: 0.01, price: 60_000 }, 'rests-too');
  const [named] = (await call('getOpenOrders', { ...account, market_type: 'swap' })).orders as { order_id: string }[];
  await follow();
  await call('cancelAllOrders', { ...account, order_ids: named?.order_id }, 'cancels-named');
  await call('getTicker', { exchange: 'kraken', symbol: 'BTC/USD' });
  await call('getOrderBook', { exchange: 'kraken', symbol: 'BTC/USD' });
  await call('setLeverage', { ...account, symbol: perp, leverage: 5 });
  const transfer = { asset: 'USD', amount: 100, from_account: 'spot', to_account: 'swap' };
  await call('createTransfer', { ...account, ...transfer }, 'moves');
  // A transfer whose answer is lost claims the transfer that the exchange's ledger shows.
  await loseAnswer('WalletTransfer');
  await call('createTransfer', { ...account, ...transfer, amount: 90 }, 'moves-unheard');
  return events;
}

/** Fills and balances are stored of a market without a ledger. */
async function buyWithoutLedger({ call }: Scene): Promise<void> {
  const { params } = binance;
  await call('registerExchangeAccount', { ...withFills, exchange: 'binance', params, allow_withdraw: true });
  const buys = { symbol: 'BTC/USDT', side: 'buy', order_type: 'market', quantity: 0.01 };
  await call('createOrder', { ...withFills, ...buys }, 'buys-elsewhere');
}

/** Both markets of one wallet are in one ledger. */
async function tradeUnified({ call }: Scene): Promise<void> {
  const { params } = bybit;
  await call('registerExchangeAccount', { ...unified, exchange: 'bybit', params, allow_withdraw: true });
  const order = { ...unified, side: 'buy', order_type: 'market', quantity: 0.01 };
  await call('createOrder', { ...order, symbol: 'BTC/USDT:USDT' }, 'opens-unified');
  await call('createOrder', { ...order, symbol: 'BTC/USDT:USDT', side: 'sell', reduce_only: true }, 'closes-unified');
  await call('createOrder', { ...order, symbol: 'BTC/USDT' }, 'buys-unified');
  const rests = {
    ...unified,
    symbol: 'BTC/USDT:USDT',
    side: 'buy',
    order_type: 'limit',
    quantity: 0.01,
    price: 60_000,
  };
  await call('createOrder', rests, 'rests-unified');
}

/** The stop of an account outlives the account. */
async function stopAndDelete({ call }: Scene, params: Record<string, string>): Promise<void> {
  const gone = { exchange_account_id: 'gone' };
  await call('registerExchangeAccount', { ...gone, exchange: 'kraken', params, verify: false, allow_withdraw: true });
  await call('setTradingState', { ...gone, trading_state: 'HALTED' });
  await call('deleteExchangeAccount', { ...gone, force: true });
}

async function loseAnswer(path: string): Promise<void> {
  const body = JSON.stringify({ path, kind: 'drop-after' });
  const { status } = await fetch(`${process.env.OEMS_KRAKEN_SPOT_URL}/_control/fault`, { method: 'POST', body });
  if (status !== 200) throw new Error(`the simulator refused the fault: ${status}`);
}

/** Hundreds of rates of the same shape prove no more than some. */
const enoughRates = 12;

async function everyItem(): Promise<ShapedTable['items']> {
  const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: 'oems' }));
  const rates = Items.filter(({ sk }) => sk?.S?.startsWith('RATE#'));
  // The count of a minute is no record.
  const records = Items.filter(({ pk }) => !pk?.S?.startsWith('LIMITS#'));
  const kept = records.filter((item) => !rates.includes(item) || rates.indexOf(item) < enoughRates);
  return kept.map((item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)])));
}

/** JSON has no bytes. */
function plain(value: AttributeValue): unknown {
  if (value.B !== undefined) return { B: Buffer.from(value.B).toString('base64') };
  if (value.L !== undefined) return { L: value.L.map(plain) };
  if (value.M === undefined) return value;
  return { M: Object.fromEntries(Object.entries(value.M).map(([name, inner]) => [name, plain(inner)])) };
}

it.skipIf(process.env.OEMS_WRITE_TABLE === undefined)(
  'a table of every kind of record is written',
  async () => {
    const scene = await openScene(null, twoHours);
    const { apiKey, secret } = sandbox.spot;
    const params = { apiKey, secret, futuresApiKey: sandbox.futures.apiKey, futuresSecret: sandbox.futures.secret };
    await scene.call('registerExchangeAccount', { ...account, exchange: 'kraken', params, allow_withdraw: true });
    for (const marketType of marketTypes) {
      const market = { exchange: 'kraken', marketType } as const;
      await refreshMarkets(market, await loadExchange(market));
    }
    await stopAndDelete(scene, params);
    const events = await trade(scene);
    await buyWithoutLedger(scene);
    await tradeUnified(scene);
    await scene.pull();
    const madeAt = Date.now();
    const range = { from: madeAt - 2 * twoHours, to: madeAt };
    const answers = {
      events,
      summary: await scene.call('getPnlSummary', { ...account, group_by: 'symbol', ...range }),
      orders: await scene.call('listOrders', account),
      account: await scene.call('getExchangeAccount', account),
      trades: await scene.call('getTrades', { ...withFills, market_type: 'spot' }),
      unified: {
        orders: await scene.call('listOrders', unified),
        pnl: await scene.call('getRealizedPnl', { ...unified, ...range }),
      },
    };
    const kms = JSON.parse(await readFile(scene.kmsFile(), 'utf8'));
    await writeFile(fixtureFile, `${JSON.stringify({ madeAt, kms, answers, items: await everyItem() }, null, 1)}\n`);
    await scene.close();
  },
  120_000,
);
