import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import { type Answer, type Client, type KeyPair, type Oems, paramsOf } from './fixture-oems.ts';

/** The guide's calls as they are printed, in the guide's order; only the host and the keys are filled in. */

export interface Walk {
  readonly answers: Record<string, Answer>;
  /** The futures simulator's book and positions after a step. */
  readonly books: Record<string, Book>;
}

/** Keys of the customer who walks; the sandbox's own by default. */
export interface Keys {
  readonly spot: KeyPair;
  readonly futures: KeyPair;
}

export interface Book {
  readonly orders: Record<string, unknown>[];
  readonly positions: unknown[];
}

export const account = 'exchange_my_kraken';
const order = '/oems/execution/order';

export async function walkGuide(oems: Oems, keys: Keys = sandbox): Promise<Walk> {
  const client = await oems.client('acme');
  const answers: Walk['answers'] = {};
  const books: Walk['books'] = {};
  await register(client, answers, keys);
  await moveFunds(client, answers);
  await setMargin(client, answers);
  await placeOrders(client, answers);
  books.afterOrders = await futuresBook(oems);
  await readAndClose(client, answers);
  books.afterClose = await futuresBook(oems);
  await readHistory(client, answers);
  return { answers, books };
}

type Answers = Walk['answers'];

async function register(client: Client, answers: Answers, { spot, futures }: Keys): Promise<void> {
  answers.optionA = await client.send(
    'POST',
    '/delegation/register-exchange-account',
    `{
    "exchange_account_id": "exchange_my_kraken",
    "exchange": "kraken",
    "params": {
      "apiKey": "${spot.apiKey}",
      "secret": "${spot.secret}",
      "futuresApiKey": "${futures.apiKey}",
      "futuresSecret": "${futures.secret}"
    }
  }`,
  );
  const spotOnly = { exchange_account_id: 'later', exchange: 'kraken', params: paramsOf(spot) };
  answers.spotOnly = await client.call('registerExchangeAccount', spotOnly);
  answers.beforeOptionB = await client.send(
    'GET',
    '/oems/execution/balance?exchange_account_id=later&market_type=swap',
  );
  answers.optionB = await client.send(
    'PUT',
    '/delegation/exchange-account/credentials',
    `{
    "exchange_account_id": "later",
    "params": {
      "futuresApiKey": "${futures.apiKey}",
      "futuresSecret": "${futures.secret}"
    }
  }`,
  );
  answers.afterOptionB = await client.send('GET', '/oems/execution/balance?exchange_account_id=later&market_type=swap');
  const futuresOnly = { exchange_account_id: 'fut', exchange: 'kraken', params: paramsOf(undefined, futures) };
  await client.call('registerExchangeAccount', futuresOnly);
  answers.futuresOnly = await client.send('GET', '/oems/execution/balance?exchange_account_id=fut&market_type=spot');
}

async function moveFunds(client: Client, answers: Answers): Promise<void> {
  const read = async (type: string) =>
    client.send('GET', `/oems/execution/balance?exchange_account_id=exchange_my_kraken&market_type=${type}`);
  answers.spotBalance = await read('spot');
  answers.futuresBalance = await read('swap');
  answers.transfer = await client.send(
    'POST',
    '/oems/execution/transfer',
    `{
    "exchange_account_id": "exchange_my_kraken",
    "asset": "USD",
    "amount": 100,
    "from_account": "spot",
    "to_account": "swap"
  }`,
  );
  answers.spotBalanceAfter = await read('spot');
  answers.futuresBalanceAfter = await read('future');
}

async function setMargin(client: Client, answers: Answers): Promise<void> {
  answers.leverage = await client.send(
    'POST',
    '/oems/execution/leverage',
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "leverage": 5,
    "market_type": "swap"
  }`,
  );
  for (const mode of ['isolated', 'cross']) {
    answers[mode] = await client.send(
      'POST',
      '/oems/execution/margin-mode',
      `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "margin_mode": "${mode}",
    "market_type": "swap"
  }`,
    );
  }
}

async function placeOrders(client: Client, answers: Answers): Promise<void> {
  answers.spotMarket = await client.send(
    'POST',
    order,
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD",
    "side": "buy",
    "order_type": "market",
    "quantity": 0.001,
    "market_type": "spot"
  }`,
  );
  answers.perpLimit = await client.send(
    'POST',
    order,
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "side": "buy",
    "order_type": "limit",
    "quantity": 0.0001,
    "price": 70000,
    "post_only": true,
    "market_type": "swap"
  }`,
  );
  answers.stopLoss = await client.send(
    'POST',
    order,
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "side": "sell",
    "order_type": "stop_loss",
    "quantity": 0.0004,
    "stop_price": 70000,
    "reduce_only": true,
    "market_type": "swap"
  }`,
  );
  answers.takeProfit = await client.send(
    'POST',
    order,
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "side": "sell",
    "order_type": "take_profit",
    "quantity": 0.0004,
    "stop_price": 95000,
    "reduce_only": true,
    "market_type": "swap"
  }`,
  );
  answers.stopLimit = await client.send(
    'POST',
    order,
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "side": "sell",
    "order_type": "stop_loss_limit",
    "quantity": 0.0004,
    "price": 69000,
    "stop_price": 70000,
    "reduce_only": true,
    "market_type": "swap"
  }`,
  );
}

async function readAndClose(client: Client, answers: Answers): Promise<void> {
  const positions = '/oems/execution/positions?exchange_account_id=exchange_my_kraken&market_type=swap';
  const swap = { exchange_account_id: account, symbol: 'BTC/USD:USD', market_type: 'swap' };
  const sale = { ...swap, market_type: 'future', side: 'sell', order_type: 'market', quantity: '0.0004' };
  answers.sale = await client.call('createOrder', sale);
  answers.positionInCross = await client.send('GET', positions);
  await client.call('setLeverage', { ...swap, leverage: 5 });
  answers.position = await client.send('GET', positions);
  answers.close = await client.send(
    'POST',
    order,
    `{
    "exchange_account_id": "exchange_my_kraken",
    "symbol": "BTC/USD:USD",
    "side": "buy",
    "order_type": "market",
    "quantity": 0.0004,
    "reduce_only": true,
    "market_type": "swap"
  }`,
  );
  answers.positionsAfterClose = await client.send('GET', positions);
}

async function readHistory(client: Client, answers: Answers): Promise<void> {
  const account = 'exchange_account_id=exchange_my_kraken';
  answers.funding = await client.send(
    'GET',
    `/oems/execution/funding-history?${account}&symbol=BTC/USD:USD&limit=10&market_type=swap`,
  );
  answers.pnl = await client.send('GET', `/oems/execution/realized-pnl?${account}&limit=10&market_type=swap`);
}

async function futuresBook(oems: Oems): Promise<Book> {
  const state = (await oems.stack.simulators.kraken.futures?.control('state')) as {
    customers: { open_orders: Record<string, unknown>[]; positions: unknown[] }[];
  };
  const [customer] = state.customers;
  return { orders: customer?.open_orders ?? [], positions: customer?.positions ?? [] };
}
