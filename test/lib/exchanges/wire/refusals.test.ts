import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sandbox } from '../../../../infra/local/exchanges/kraken/sandbox.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import { krakenFuturesRules } from '../../../../lib/exchanges/kraken/futures/errors.ts';
import { krakenSpotRules } from '../../../../lib/exchanges/kraken/spot/errors.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { SubmitOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import type { TransferOutcome } from '../../../../lib/exchanges/model/transfer.ts';
import { readError } from '../../../../lib/exchanges/wire/read-error.ts';
import { ExchangeRejection, type RefusalRule, ruleFor } from '../../../../lib/exchanges/wire/refusals.ts';
import { placeOrder, transfersOf } from '../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../fixture-venues.ts';

const tables: [string, readonly RefusalRule[]][] = [
  ['spot', krakenSpotRules],
  ['swap', krakenFuturesRules],
];

describe.each(tables)('the refusal rules of %s', (marketType, rules) => {
  it(`the rules of ${marketType} have an answer to every word that the exchange may send`, () => {
    for (const word of ['', 'x', 'EOrder:', '__proto__', 'constructor'])
      expect(ruleFor(rules, new ExchangeRejection('X', word))).toBeDefined();
  });

  it(`the rules of ${marketType} have no rule that an earlier rule hides`, () => {
    for (const [index, { match }] of rules.entries())
      for (const earlier of rules.slice(0, index))
        expect(
          ruleFor([earlier, ...rules], new ExchangeRejection('X', match)),
          `${match} after ${earlier.match}`,
        ).not.toBe(earlier);
  });

  it(`every message of the rules of ${marketType} shows the exchange’s own code`, () => {
    for (const rule of rules) {
      const { message } = readError(rules, 'X', new ExchangeRejection('X', rule.match || 'NovelCode'));
      expect(message).toContain(rule.match || 'NovelCode');
      expect(message).not.toContain('{code}');
    }
  });

  it(`an unknown word on ${marketType} is ambiguous: nothing is assumed about execution`, () => {
    expect(ruleFor(rules, new ExchangeRejection('X', 'NovelCode')).kind).toBe('ambiguous');
  });

  it(`a text on ${marketType} that is too long for a code is cut in the message`, () => {
    const { message, details } = readError(rules, 'X', new ExchangeRejection('X', `EOrder:${'x'.repeat(100_000)}$&`));
    expect(message.length).toBeLessThan(400);
    expect(details[0]?.exchangeCode?.length).toBeLessThanOrEqual(200);
  });
});

describe('the wait that a limit of Kraken Spot asks for', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_779_273_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['EGeneral:Temporary lockout', 900],
    ['EAPI:Rate limit exceeded', 5],
    ['EService: Throttled: 1779273042', 42],
    ['EService: Throttled: [1779273042]', 42],
    ['EService:Throttled: 1779273042', 42],
    ['EService: Throttled: 1779272000', 5],
    ['EService: Throttled: 99999999999', 5],
    ['EService: Throttled', 5],
  ])('%s: %i seconds', (code, seconds) => {
    expect(readError(krakenSpotRules, 'X', new ExchangeRejection('X', code))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: seconds,
    });
  });
});

describe('failing calls', () => {
  let simulators: Venues;
  beforeAll(() => {
    simulators = openVenues();
  });
  afterAll(() => simulators.world.close());
  const other = Buffer.from('another secret entirely').toString('base64');
  const keys = {
    'with the wrong secret': (marketType: MarketType) => ({ apiKey: keyOf(marketType).apiKey, secret: other }),
    'with an unknown key': () => ({ apiKey: 'CANARYkey', secret: other }),
    "with the other market's key": (marketType: MarketType) => keyOf(marketType === 'spot' ? 'swap' : 'spot'),
  };
  const keyOf = (marketType: MarketType): { apiKey: string; secret: string } =>
    marketType === 'spot' ? sandbox.spot : sandbox.futures;
  /** Throws the error of an outcome that is no acceptance. */
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
    'the error of $name on $marketType $how shows no key, secret, signature or query',
    async ({ marketType, how, call }) => {
      const key = keys[how as keyof typeof keys](marketType);
      const wire = simulators[marketType];
      wire.sent.length = 0;
      const exchange = await openOver(marketType, wire, { key });
      const error = await call(exchange, marketType).catch((caught: unknown) => caught);
      if (!(error instanceof OemsError)) throw new Error('not an OemsError', { cause: error });
      expect(error.code).toBe('KEY_REFUSED');
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

describe('codes with several meanings', () => {
  const rules: RefusalRule[] = [
    { match: '-2010', text: /insufficient balance/i, kind: 'definite', code: 'INSUFFICIENT_FUNDS', message: '{code}' },
    { match: '-2010', text: /duplicate/i, kind: 'idTaken', code: 'ORDER_REJECTED', message: '{code}' },
    { match: '', kind: 'ambiguous', code: 'EXCHANGE_UNAVAILABLE', message: '{code}' },
  ];

  it.each([
    ['Account has insufficient balance', 'definite'],
    ['Duplicate order sent', 'idTaken'],
    ['an undocumented text', 'ambiguous'],
  ] as const)('a code with several meanings and the text "%s" is of the kind %s', (text, kind) => {
    expect(ruleFor(rules, new ExchangeRejection('X', '-2010', text)).kind).toBe(kind);
  });
});
