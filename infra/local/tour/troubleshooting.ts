import { matching, present } from './check.ts';
import { get, post, refusal, type TourSection, type TourStep } from './step.ts';

/** The troubles of the guide. Each step breaks a separate key, so that the keys of the tour stay usable. */

const BALANCE = '/oems/execution/balance?exchange_account_id=';
const HOUR_AHEAD = '{hourAhead}';

function register(title: string, id: string, params: Record<string, string>, control?: TourStep['control']): TourStep {
  const body = { exchange_account_id: `{account}-${id}`, exchange: 'kraken', params };
  const verify = params.futuresApiKey === undefined ? {} : { verify: false };
  return post(
    title,
    '/delegation/register-exchange-account',
    { ...body, ...verify },
    {
      expect: { isError: false },
      ...(control === undefined ? {} : { control }),
    },
  );
}

const mintedParams = { apiKey: '{mintedKey}', secret: '{mintedSecret}' };
const remember = { mintedKey: 'api_key', mintedSecret: 'secret' };
const customer = '{account}';
const exchangeCode = 'details[0].exchange_code';

const nonce: TourStep[] = [
  register('A key that another program uses too', 'nonce', mintedParams, [
    { simulator: 'spot', name: 'key', body: { customer, nonce_window: 10_000 }, remember },
  ]),
  get('EAPI:Invalid nonce', `${BALANCE}{account}-nonce&market_type=spot`, {
    control: [{ simulator: 'spot', name: 'key', body: { api_key: '{mintedKey}', nonce: HOUR_AHEAD } }],
    status: 503,
    expect: {
      ...refusal(503, 'NONCE_REJECTED'),
      message: matching(/another program.*PUT \/delegation/),
      [exchangeCode]: 'EAPI:Invalid nonce',
    },
  }),
];

const permission: TourStep[] = [
  register('A spot key without Query Funds', 'blind', mintedParams, [
    {
      simulator: 'spot',
      name: 'key',
      body: { customer, permissions: ['query-open-trades', 'modify-trades'] },
      remember,
    },
  ]),
  get('EGeneral:Permission denied', `${BALANCE}{account}-blind&market_type=spot`, {
    control: [],
    status: 403,
    expect: {
      ...refusal(403, 'PERMISSION_DENIED'),
      message: matching(/lacks a permission.*Query Funds/),
      [exchangeCode]: 'EGeneral:Permission denied',
    },
  }),
];

const wrongKey: TourStep[] = [
  register('A spot key given as futures key (unchecked)', 'mixed', {
    futuresApiKey: '{spotKey}',
    futuresSecret: '{spotSecret}',
  }),
  get('authenticationError from krakenfutures', `${BALANCE}{account}-mixed&market_type=swap`, {
    status: 403,
    expect: {
      ...refusal(403, 'KEY_REFUSED'),
      message: matching(/spot key cannot sign futures requests.*PUT \/delegation\/exchange-account\/credentials/),
      [exchangeCode]: 'authenticationError',
    },
  }),
];

const reduceOnly = {
  exchange_account_id: '{account}',
  symbol: 'BTC/USD:USD',
  side: 'buy',
  order_type: 'market',
  quantity: 0.0004,
  reduce_only: true,
  market_type: 'swap',
};

const others: TourStep[] = [
  post(
    'Order rejected with wouldNotReducePosition: the position is closed already',
    '/oems/execution/order',
    reduceOnly,
    {
      status: 422,
      expect: {
        ...refusal(422, 'ORDER_REJECTED'),
        message: matching(/wouldNotReducePosition.*\/positions/),
        [exchangeCode]: 'wouldNotReducePosition',
      },
    },
  ),
  get('Flex Earn holdings are a separate asset', `${BALANCE}{account}&market_type=spot`, {
    control: [],
    expect: { 'data.balances[asset=BTC.F].total': present },
  }),
];

export const troubleshooting: TourSection = {
  title: '9. Troubleshooting',
  steps: [...nonce, ...permission, ...wrongKey, ...others],
};
