import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../infra/local/exchanges/sandbox.ts';
import { OemsError, statusByCode } from '../../../../lib/errors.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import { krakenFuturesRules } from '../../../../lib/exchanges/kraken/futures/errors.ts';
import { krakenSpotRules } from '../../../../lib/exchanges/kraken/spot/errors.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { SubmitOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import type { TransferOutcome } from '../../../../lib/exchanges/model/transfer.ts';
import { ExchangeRejection, type RefusalRule, readError, ruleFor } from '../../../../lib/exchanges/wire/refusals.ts';
import { placeOrder, transfersOf } from '../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../fixture-venues.ts';

const tables: [string, readonly RefusalRule[]][] = [
  ['spot', krakenSpotRules],
  ['swap', krakenFuturesRules],
];

describe.each(tables)('the table of %s errors', (_marketType, rules) => {
  it('has an answer to every word the exchange may say', () => {
    for (const word of ['', 'x', 'EOrder:', '__proto__', 'constructor'])
      expect(ruleFor(rules, new ExchangeRejection('X', word))).toBeDefined();
  });

  it('has no row that an earlier row hides', () => {
    for (const [index, { match }] of rules.entries())
      for (const earlier of rules.slice(0, index))
        expect(match.startsWith(earlier.match), `${match} after ${earlier.match}`).toBe(false);
  });

  it('shows the exchange its own code in every message', () => {
    for (const rule of rules) {
      const { message } = readError(rules, 'X', new ExchangeRejection('X', rule.match || 'NovelCode'));
      expect(message).toContain(rule.match || 'NovelCode');
      expect(message).not.toContain('{code}');
    }
  });

  it('calls a word nobody knows ambiguous: nothing is assumed about what was done', () => {
    expect(ruleFor(rules, new ExchangeRejection('X', 'NovelCode')).kind).toBe('ambiguous');
  });

  it('cuts a word that is no code', () => {
    const { message, details } = readError(rules, 'X', new ExchangeRejection('X', `EOrder:${'x'.repeat(100_000)}$&`));
    expect(message.length).toBeLessThan(400);
    expect(details[0]?.exchangeCode?.length).toBeLessThanOrEqual(200);
  });
});

// docs.kraken.com/exchange/guides/general/errors; the guide's troubleshooting.
describe('an error of Kraken Spot', () => {
  it.each([
    [
      'EGeneral:Permission denied',
      'PERMISSION_DENIED',
      /lacks a permission.*Query Funds.*Create & Modify Orders.*Settings > API/,
    ],
    [
      'EAPI:Invalid nonce',
      'NONCE_REJECTED',
      /EAPI:Invalid nonce.*another program uses this spot key.*Nonce Window = 10000.*nothing was executed/,
    ],
    [
      'EAPI:Invalid key',
      'PERMISSION_DENIED',
      /futures key was given as the spot key.*PUT \/delegation\/exchange-account\/credentials/,
    ],
    ['EAPI:Invalid signature', 'PERMISSION_DENIED', /secret does not belong.*Set key and secret again/],
    ['EAPI:Feature disabled', 'PERMISSION_DENIED', /lacks a permission/],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED', /wait and repeat/],
    ['EOrder:Rate limit exceeded', 'RATE_LIMITED', /order rate of this pair/],
    ['EGeneral:Temporary lockout', 'RATE_LIMITED', /locked this key out for some minutes/],
    ['EGeneral:Too many requests', 'RATE_LIMITED', /wait and repeat/],
    ['EGeneral:Internal error', 'EXCHANGE_UNAVAILABLE', /internal problem/],
    ['EGeneral:Invalid arguments', 'INVALID_ORDER', /EGeneral:Invalid arguments/],
    ['EGeneral:Unknown method', 'ORDER_REJECTED', /EGeneral:Unknown method/],
    ['EService:Unavailable', 'EXCHANGE_UNAVAILABLE', /unavailable/],
    ['EService:Busy', 'EXCHANGE_UNAVAILABLE', /unavailable/],
    ['EService:Timeout', 'EXCHANGE_UNAVAILABLE', /unavailable/],
    ['EService:Deadline elapsed', 'EXCHANGE_UNAVAILABLE', /may have been carried out all the same/],
    ['EService:Market in limit_only mode', 'ORDER_REJECTED', /restricts this market/],
    ['EDatabase:Internal error', 'EXCHANGE_UNAVAILABLE', /internal problem/],
    ['EQuery:Unknown asset pair', 'INVALID_SYMBOL', /does not trade this pair/],
    ['EQuery:Unknown asset', 'INVALID_REQUEST', /does not know this asset/],
    ['EFunding:Unknown asset', 'INVALID_REQUEST', /does not know this asset/],
    ['EFunding:Insufficient funds', 'INSUFFICIENT_FUNDS', /does not hold that amount/],
    ['EFunding:Invalid amount', 'INVALID_REQUEST', /amount/],
    ['EOrder:Insufficient funds', 'INSUFFICIENT_FUNDS', /does not hold enough/],
    ['EOrder:Unknown order', 'NOT_FOUND', /does not know this order/],
    ['EOrder:Order minimum not met', 'INVALID_ORDER', /below the pair's minimum/],
    ['EOrder:Cost minimum not met', 'INVALID_ORDER', /below the pair's minimum/],
    ['EOrder:Tick size check failed', 'INVALID_ORDER', /tick/],
    ['EOrder:Orders limit exceeded', 'ORDER_REJECTED', /Orders limit exceeded/],
    ['EOrder:Positions limit exceeded', 'ORDER_REJECTED', /Positions limit exceeded/],
    ['EOrder:Margin allowance exceeded', 'ORDER_REJECTED', /Margin allowance exceeded/],
    ['EAccount:Invalid permissions', 'PERMISSION_DENIED', /does not let this account trade/],
    ['ETrade:User Locked', 'PERMISSION_DENIED', /contact Kraken support/],
    ['ESession:Invalid session', 'PERMISSION_DENIED', /session/],
  ] as const)('%s comes back as %s, with cause and remedy', (exchangeCode, code, message) => {
    const error = readError(krakenSpotRules, 'Kraken Spot', new ExchangeRejection('Kraken Spot', exchangeCode));
    expect(error).toMatchObject({ code, statusCode: statusByCode[code], details: [{ exchangeCode }] });
    expect(error.message).toMatch(message);
  });
});

describe('an error of Kraken Futures', () => {
  it.each([
    [
      'authenticationError',
      'PERMISSION_DENIED',
      /spot key cannot sign futures requests.*futuresApiKey and futuresSecret/,
    ],
    ['insufficientPrivileges', 'PERMISSION_DENIED', /lacks a permission.*full access.*withdrawal access/],
    [
      'wouldNotReducePosition',
      'ORDER_REJECTED',
      /wouldNotReducePosition.*there is none on this symbol.*GET \/oems\/execution\/positions/,
    ],
    ['nonceBelowThreshold', 'NONCE_REJECTED', /Another program/],
    ['nonceDuplicate', 'NONCE_REJECTED', /Another program/],
    ['accountInactive', 'PERMISSION_DENIED', /not active/],
    ['apiLimitExceeded', 'RATE_LIMITED', /wait and repeat/],
    ['insufficientFunds', 'INSUFFICIENT_FUNDS', /does not hold enough/],
    ['insufficientAvailableFunds', 'INSUFFICIENT_FUNDS', /Transfer funds from spot or reduce the quantity/],
    ['contractNotFound', 'INVALID_SYMBOL', /does not know this contract/],
    ['CONTRACT_DOES_NOT_EXIST', 'INVALID_SYMBOL', /does not know this contract/],
    ['CONTRACT_NOT_FLEXIBLE_FUTURES', 'NOT_SUPPORTED', /BTC\/USD:USD/],
    ['FIXED_LEVERAGE_TOO_HIGH', 'INVALID_REQUEST', /leverage/],
    ['WOULD_CAUSE_LIQUIDATION', 'ORDER_REJECTED', /liquidate/],
    ['INSUFFICIENT_MARGIN', 'INSUFFICIENT_FUNDS', /margin/],
    ['invalidArgument: symbol', 'INVALID_ORDER', /invalidArgument: symbol/],
    ['invalidUnit', 'INVALID_ORDER', /invalidUnit/],
    ['notFound', 'NOT_FOUND', /does not know/],
    ['Server Error', 'EXCHANGE_UNAVAILABLE', /could not handle/],
    ['Unavailable', 'EXCHANGE_UNAVAILABLE', /unavailable/],
  ] as const)('%s comes back as %s, with cause and remedy', (exchangeCode, code, message) => {
    const error = readError(
      krakenFuturesRules,
      'Kraken Futures',
      new ExchangeRejection('Kraken Futures', exchangeCode),
    );
    expect(error).toMatchObject({ code, statusCode: statusByCode[code], details: [{ exchangeCode }] });
    expect(error.message).toMatch(message);
  });
});

describe('a failing call', () => {
  let venues: Venues;
  beforeAll(() => {
    venues = openVenues();
  });
  afterAll(() => venues.world.close());
  const other = Buffer.from('another secret entirely').toString('base64');
  const keys = {
    'with the wrong secret': (marketType: MarketType) => ({ apiKey: keyOf(marketType).apiKey, secret: other }),
    'with an unknown key': () => ({ apiKey: 'CANARYkey', secret: other }),
    "with the other product's key": (marketType: MarketType) => keyOf(marketType === 'spot' ? 'swap' : 'spot'),
  };
  const keyOf = (marketType: MarketType): { apiKey: string; secret: string } =>
    marketType === 'spot' ? sandbox.spot : sandbox.futures;
  /** An outcome that is no acceptance counts as the error it carries. */
  const failing = async (attempt: Promise<SubmitOutcome | TransferOutcome>): Promise<never> => {
    const outcome = await attempt;
    throw outcome.kind === 'accepted' ? new Error('accepted') : outcome.error;
  };
  const calls: [string, (exchange: MarketAdapter, marketType: MarketType) => Promise<unknown>][] = [
    ['balances', (exchange) => exchange.wallets.balances()],
    [
      'order',
      (exchange, marketType) =>
        failing(
          placeOrder(exchange, orderOf(marketType, { quantity: '0.0123', clientOrderId: 'canary-id' }), notAfter),
        ),
    ],
    ['fills', (exchange) => exchange.data.fills({ limit: 3 })],
    [
      'transfer',
      (exchange) => failing(transfersOf(exchange).submit({ asset: 'USD', amount: '1', from: 'spot', to: 'swap' })),
    ],
  ];
  const cases = (['spot', 'swap'] as const).flatMap((marketType) =>
    Object.keys(keys).flatMap((how) => calls.map(([name, call]) => ({ marketType, how, name, call }))),
  );

  it.each(cases)(
    '$name on $product $how shows no key, secret, signature or query',
    async ({ marketType, how, call }) => {
      const key = keys[how as keyof typeof keys](marketType);
      const wire = venues[marketType];
      wire.sent.length = 0;
      const exchange = await openOver(marketType, wire, { key });
      const error = await call(exchange, marketType).catch((caught: unknown) => caught);
      if (!(error instanceof OemsError)) throw new Error('not an OemsError', { cause: error });
      expect(error.code).toBe('PERMISSION_DENIED');
      const [request] = wire.sent;
      const text = [error.message, error.stack, JSON.stringify(error), String(error.cause ?? '')].join('\n');
      const signature = request?.headers['API-Sign'] ?? request?.headers.Authent ?? 'no signature';
      for (const secret of [
        key.apiKey,
        key.secret,
        signature,
        request?.query || 'none',
        'canary-id',
        'nonce=',
        'https://',
      ])
        expect(text).not.toContain(secret);
    },
  );
});

describe('a code that means several things', () => {
  const rules: RefusalRule[] = [
    { match: '-2010', text: /insufficient balance/i, kind: 'definite', code: 'INSUFFICIENT_FUNDS', message: '{code}' },
    { match: '-2010', text: /duplicate/i, kind: 'idTaken', code: 'ORDER_REJECTED', message: '{code}' },
    { match: '', kind: 'ambiguous', code: 'EXCHANGE_UNAVAILABLE', message: '{code}' },
  ];

  it.each([
    ['Account has insufficient balance', 'definite'],
    ['Duplicate order sent', 'idTaken'],
    ['words nobody knows', 'ambiguous'],
  ] as const)('is told apart by the text beside it: %s', (text, kind) => {
    expect(ruleFor(rules, new ExchangeRejection('X', '-2010', text)).kind).toBe(kind);
  });
});
