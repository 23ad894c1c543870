import { absent, matching, movedBy, present } from './check.ts';
import { orders } from './orders.ts';
import { get, post, put, refusal, type TourSection } from './step.ts';
import { troubleshooting } from './troubleshooting.ts';

/** The guide "Trading on Kraken", top to bottom. Section 1 takes place on the web pages of Kraken. */

const spotKey = { apiKey: '{spotKey}', secret: '{spotSecret}' };
const futuresKey = { futuresApiKey: '{futuresKey}', futuresSecret: '{futuresSecret}' };
const registration = '/delegation/register-exchange-account';
const account = { exchange_account_id: '{account}' };
const pair = { ...account, symbol: 'BTC/USD:USD', market_type: 'swap' };

function balance(id: string, marketType: string): string {
  return `/oems/execution/balance?exchange_account_id=${id}&market_type=${marketType}`;
}

const register: TourSection = {
  title: '2. Register the account',
  steps: [
    post(
      'Option A: both key pairs at registration',
      registration,
      { ...account, exchange: 'kraken', params: { ...spotKey, ...futuresKey } },
      {
        expect: {
          isError: false,
          'data.exchange': 'kraken',
          'data.credentials.spot.configured': true,
          'data.credentials.swap.configured': true,
          'data.credentials.spot.verification': 'verified',
          'data.credentials.swap.verification': 'verified',
          'data.credentials.spot.secret': absent,
          'data.params': absent,
        },
      },
    ),
    post(
      'Spot only',
      registration,
      { exchange_account_id: '{account}-later', exchange: 'kraken', params: spotKey },
      {
        expect: { 'data.credentials.spot.configured': true, 'data.credentials.swap.configured': false },
      },
    ),
    get('Spot only: futures are refused', balance('{account}-later', 'swap'), {
      status: 403,
      expect: { ...refusal(403, 'PERMISSION_DENIED'), message: 'PERMISSION_DENIED: futures key not configured' },
    }),
    put(
      'Option B: add the futures key later',
      '/delegation/exchange-account/credentials',
      { exchange_account_id: '{account}-later', params: futuresKey },
      {
        expect: { isError: false, 'data.credentials.swap.configured': true },
      },
    ),
    get('The very next call uses the new key', balance('{account}-later', 'swap'), {
      expect: { 'data.exchange': 'krakenfutures', 'data.balances': present },
    }),
    put(
      'Clear a key with ""',
      '/delegation/exchange-account/credentials',
      { exchange_account_id: '{account}-later', params: { futuresApiKey: '', futuresSecret: '' } },
      {
        expect: { 'data.credentials.swap.configured': false, 'data.credentials.spot.configured': true },
      },
    ),
    post(
      'Futures only',
      registration,
      { exchange_account_id: '{account}-futures', exchange: 'kraken', params: futuresKey },
      {
        expect: { 'data.credentials.spot.configured': false, 'data.credentials.swap.configured': true },
      },
    ),
    get('Futures only: spot is refused', balance('{account}-futures', 'spot'), {
      status: 403,
      expect: { ...refusal(403, 'PERMISSION_DENIED'), message: 'PERMISSION_DENIED: spot key not configured' },
    }),
  ],
};

function dryRun(symbol: string, marketType: string, exchange: string) {
  const order = { ...account, symbol, side: 'buy', order_type: 'market', quantity: '0.001', dry_run: true };
  return post(
    `${symbol} (dry run)`,
    '/oems/execution/order',
    { ...order, market_type: marketType },
    {
      expect: { 'data.order.exchange': exchange, 'data.order.symbol': symbol, 'data.order.status': 'not_placed' },
    },
  );
}

const symbols: TourSection = {
  title: '3. Symbol conventions',
  steps: [
    dryRun('BTC/USD', 'spot', 'kraken'),
    dryRun('BTC/EUR', 'spot', 'kraken'),
    dryRun('BTC/USDT', 'spot', 'kraken'),
    dryRun('BTC/USD:USD', 'swap', 'krakenfutures'),
    post(
      'BTC/USD:USDT, which Kraken does not list (dry run)',
      '/oems/execution/order',
      {
        ...account,
        symbol: 'BTC/USD:USDT',
        side: 'buy',
        order_type: 'market',
        quantity: '0.001',
        market_type: 'swap',
        dry_run: true,
      },
      {
        status: 422,
        expect: { ...refusal(422, 'INVALID_SYMBOL'), message: matching(/BTC\/USD:USD\b(?!T)/) },
      },
    ),
  ],
};

const usd = 'data.balances[asset=USD].total';

const funds: TourSection = {
  title: '4. Move funds to the right wallet',
  steps: [
    get('Spot wallet', balance('{account}', 'spot'), {
      expect: { 'data.exchange': 'kraken', [usd]: present },
      remember: { spotUsd: usd },
    }),
    get('Futures wallet', balance('{account}', 'swap'), {
      expect: { 'data.exchange': 'krakenfutures', [usd]: present },
      remember: { futuresUsd: usd },
    }),
    post(
      'Transfer spot to futures',
      '/oems/execution/transfer',
      { ...account, asset: 'USD', amount: 100, from_account: 'spot', to_account: 'swap' },
      {
        expect: {
          isError: false,
          'data.asset': 'USD',
          'data.amount': 100,
          'data.from_account': 'spot',
          'data.to_account': 'swap',
        },
      },
    ),
    get('100 USD left the spot wallet', balance('{account}', 'spot'), {
      expect: { [usd]: movedBy('-100', 'spotUsd') },
    }),
    get('100 USD arrived in the futures wallet', balance('{account}', 'swap'), {
      expect: { [usd]: movedBy('100', 'futuresUsd') },
    }),
  ],
};

const margin: TourSection = {
  title: '5. Leverage and margin mode',
  steps: [
    post(
      'Set leverage; on Kraken this isolates the pair',
      '/oems/execution/leverage',
      { ...pair, leverage: 5 },
      {
        expect: { 'data.symbol': 'BTC/USD:USD', 'data.leverage': 5, 'data.margin_mode': 'isolated' },
      },
    ),
    post(
      'Isolated 5x',
      '/oems/execution/margin-mode',
      { ...pair, margin_mode: 'isolated' },
      {
        expect: { 'data.leverage': 5, 'data.margin_mode': 'isolated' },
      },
    ),
    post(
      'Back to cross',
      '/oems/execution/margin-mode',
      { ...pair, margin_mode: 'cross' },
      {
        expect: { 'data.leverage': null, 'data.margin_mode': 'cross' },
      },
    ),
    get(
      'Cross: no leverage preference is set',
      '/oems/execution/leverage?exchange_account_id={account}&symbol=BTC/USD:USD&market_type=swap',
      {
        expect: { 'data.leverage': null, 'data.margin_mode': 'cross' },
      },
    ),
  ],
};

export const tour: readonly TourSection[] = [register, symbols, funds, margin, ...orders, troubleshooting];
