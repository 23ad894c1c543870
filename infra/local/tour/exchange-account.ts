import { type ExchangeId, exchanges, marketOf } from '../../../lib/exchanges/exchanges.ts';
import { absent, matching, movedBy, present } from './check.ts';
import { get, post, put, refusal, type TourSection, type TourStep, unlessLacking } from './step.ts';

/** Keys, symbols, funds and margin at an exchange, as the definition of the exchange tells. */

const registration = '/delegation/register-exchange-account';
const account = { exchange_account_id: '{account}' };
const later = { exchange_account_id: '{account}-later' };

export function balance(marketType: string): string {
  return `/oems/execution/balance?exchange_account_id={account}&market_type=${marketType}`;
}

export function registerSection(exchange: ExchangeId): TourSection {
  const { keys, markets } = exchanges[exchange];
  const slot = markets.spot.key;
  const params = Object.fromEntries((keys[slot]?.fields ?? []).map(({ name }) => [name, `{${name}}`]));
  const credential = 'data.credentials.spot';
  return {
    title: '1. Register the account',
    steps: [
      post(
        'The key at registration',
        registration,
        { ...account, exchange, params },
        {
          expect: {
            isError: false,
            'data.exchange': exchange,
            [`${credential}.configured`]: true,
            [`${credential}.verification`]: 'verified',
            [`${credential}.secret`]: absent,
            'data.params': absent,
          },
        },
      ),
      post(
        'A second account',
        registration,
        { ...later, exchange, params },
        {
          expect: { [`${credential}.configured`]: true },
        },
      ),
      put(
        'Clear the key with ""',
        '/delegation/exchange-account/credentials',
        { ...later, params: emptied(params) },
        {
          expect: { [`${credential}.configured`]: false },
        },
      ),
      get('Without a key nothing is asked', balance('spot').replace('{account}', '{account}-later'), {
        status: 403,
        expect: refusal(403, 'PERMISSION_DENIED'),
      }),
      put(
        'Set the key again',
        '/delegation/exchange-account/credentials',
        { ...later, params },
        {
          expect: { isError: false, [`${credential}.configured`]: true },
        },
      ),
      get('The very next call uses the key', balance('spot').replace('{account}', '{account}-later'), {
        expect: { 'data.exchange': marketOf({ exchange, marketType: 'spot' }).ccxtId, 'data.balances': present },
      }),
    ],
  };
}

function emptied(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(params).map((name) => [name, '']));
}

export function symbolsSection(exchange: ExchangeId): TourSection {
  const dryRun = (symbol: string, market_type: 'spot' | 'swap'): TourStep => {
    const order = {
      ...account,
      symbol,
      side: 'buy',
      order_type: 'market',
      quantity: 0.002,
      market_type,
      dry_run: true,
    };
    return post(`${market_type}: ${symbol} (dry run)`, '/oems/execution/order', order, {
      expect: {
        'data.order.exchange': marketOf({ exchange, marketType: market_type }).ccxtId,
        'data.order.symbol': symbol,
        'data.order.status': 'not_placed',
      },
    });
  };
  const unlisted = { ...account, symbol: 'BTC/XYZ', side: 'buy', order_type: 'market', quantity: 0.002, dry_run: true };
  return {
    title: '2. Symbol conventions',
    steps: [
      dryRun('{spotSymbol}', 'spot'),
      dryRun('{swapSymbol}', 'swap'),
      post('BTC/XYZ, which the exchange does not list (dry run)', '/oems/execution/order', unlisted, {
        status: 422,
        expect: { ...refusal(422, 'INVALID_SYMBOL'), message: matching(/BTC\/XYZ/) },
      }),
    ],
  };
}

export function fundsSection(exchange: ExchangeId): TourSection {
  const { title, transfers, markets } = exchanges[exchange];
  const { spot, swap } = markets;
  const hasRoute = transfers.some(({ from, to }) => from === spot.wallet && to === swap.wallet);
  const lacking =
    spot.wallet === swap.wallet ? `${title} has one wallet for both markets` : `${title} has no such transfer`;
  const money = 'data.balances[asset={money}].total';
  const moved = { ...account, asset: '{money}', amount: 100, from_account: 'spot', to_account: 'swap' };
  const also = (step: TourStep) => unlessLacking(hasRoute, lacking, step);
  return {
    title: '3. Funds',
    steps: [
      get('Spot wallet', balance('spot'), { expect: { [money]: present }, remember: { spotMoney: money } }),
      get('Futures wallet', balance('swap'), { expect: { [money]: present }, remember: { swapMoney: money } }),
      also(
        post('Transfer spot to futures', '/oems/execution/transfer', moved, {
          expect: { isError: false, 'data.asset': '{money}', 'data.amount': 100 },
        }),
      ),
      also(get('100 left the spot wallet', balance('spot'), { expect: { [money]: movedBy('-100', 'spotMoney') } })),
      also(
        get('100 arrived in the futures wallet', balance('swap'), { expect: { [money]: movedBy('100', 'swapMoney') } }),
      ),
    ],
  };
}

export function marginSection(exchange: ExchangeId): TourSection {
  const { title, margin, capabilities } = marketOf({ exchange, marketType: 'swap' });
  const pair = { ...account, symbol: '{swapSymbol}', market_type: 'swap' };
  const setsLeverage = (step: TourStep) => unlessLacking(capabilities.leverage, `${title} has no leverage`, step);
  const mode = (margin_mode: 'isolated' | 'cross'): TourStep => {
    const isOwn = margin !== 'account' && capabilities.marginModes.includes(margin_mode);
    const lacking = `at ${title} the margin mode is a setting of the account, which a call about a symbol does not change`;
    const step = post(
      `Margin mode ${margin_mode}`,
      '/oems/execution/margin-mode',
      { ...pair, margin_mode },
      {
        expect: { 'data.margin_mode': margin_mode },
      },
    );
    return unlessLacking(isOwn, lacking, step);
  };
  return {
    title: '4. Leverage and margin mode',
    steps: [
      setsLeverage(
        post(
          'Set leverage',
          '/oems/execution/leverage',
          { ...pair, leverage: 5 },
          {
            expect: { 'data.symbol': '{swapSymbol}', 'data.leverage': 5 },
          },
        ),
      ),
      setsLeverage(
        get(
          'The leverage is set',
          '/oems/execution/leverage?exchange_account_id={account}&symbol={swapSymbol}&market_type=swap',
          { expect: { 'data.leverage': 5 } },
        ),
      ),
      mode('isolated'),
      mode('cross'),
    ],
  };
}
