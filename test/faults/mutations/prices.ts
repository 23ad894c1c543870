import { edit, type Mutation } from './mutation.ts';

const shared = 'test/lib/markets/shared-price.test.ts';
const books = 'test/lib/exchanges/wire/prices.test.ts';

/** Prices that many callers share, and order books. */
export const priceMutations: readonly Mutation[] = [
  {
    bug: 'each container asks the exchange for a price by itself',
    edits: [
      edit(
        'lib/markets/turns.ts',
        "        ConditionExpression: 'attribute_not_exists(nextTurnAt) OR nextTurnAt <= :now OR nextTurnAt > :farthest',\n",
        '',
      ),
      edit('lib/markets/turns.ts', "':now': now, ':farthest': now + longestTurnMs, ", ''),
    ],
    tests: [shared],
    only: 'at one moment ask the exchange once',
  },
  {
    bug: 'a price of a minute ago is served while the exchange is away',
    edits: [edit('lib/markets/shared-price.ts', 'const oldestServedMs = 5000;', 'const oldestServedMs = 60_000;')],
    tests: [shared],
    only: 'leaves the last price for five seconds',
  },
  {
    bug: 'the age of a price begins with the answer of the exchange',
    edits: [
      edit('lib/markets/shared-price.ts', '{ value: await ask(), asOf }', '{ value: await ask(), asOf: sharedNow() }'),
    ],
    tests: [shared],
    only: 'begins before the exchange is asked',
  },
  {
    bug: 'a late answer replaces a newer price',
    edits: [
      edit(
        'lib/markets/turns.ts',
        "'attribute_not_exists(asOf) OR asOf < :asOf'",
        "'attribute_not_exists(sk) OR :asOf = :asOf'",
      ),
    ],
    tests: [shared],
    only: 'a late answer does not replace',
  },
  {
    bug: 'an exchange that limits requests for prices is asked every second',
    edits: [edit('lib/markets/shared-price.ts', "code === 'RATE_LIMITED' ?", "code === 'INTERNAL' ?")],
    tests: [shared],
    only: 'is left alone',
  },
  {
    bug: 'a clock that was far ahead silences the prices of a symbol',
    edits: [
      edit(
        'lib/markets/turns.ts',
        ' OR nextTurnAt > :farthest',
        ' OR (nextTurnAt > :farthest AND attribute_not_exists(pk))',
      ),
    ],
    tests: [shared],
    only: 'far ahead',
  },
  {
    bug: 'a book leaves out a level that cannot be read',
    edits: [
      edit(
        'lib/exchanges/wire/prices.ts',
        'return side.map((level: unknown) => {',
        'return side.flatMap((level: unknown) => {',
      ),
      edit(
        'lib/exchanges/wire/prices.ts',
        'if (!isAboveZero(price) || !isAboveZero(quantity)) throw new MalformedResponse(exchangeName, 200);\n    return',
        'if (!isAboveZero(price) || !isAboveZero(quantity)) return [];\n    return',
      ),
    ],
    tests: [books],
    only: 'an unreadable price',
  },
  {
    bug: 'a book that crosses is told as a market',
    edits: [edit('lib/exchanges/wire/prices.ts', 'new Decimal(bid).gte(ask)', 'new Decimal(bid).lt(0)')],
    tests: [books],
    only: 'a bid above the best ask',
  },
  {
    bug: 'a price that cannot be read is told as no price',
    edits: [
      edit(
        'lib/exchanges/wire/prices.ts',
        'if (found === null || new Decimal(found).isNegative()) throw',
        'if (found === null) return null;\n  if (new Decimal(found).isNegative()) throw',
      ),
    ],
    tests: [books],
    only: 'is garbled',
  },
  {
    bug: 'the ticker of another pair is told as that of the pair',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/prices.ts',
        "if (![id, ...aliases].includes(name.replace('/', '')))",
        "if (id === '')",
      ),
      edit('lib/exchanges/kraken/spot/prices.ts', '{ id, aliases }: Market', '{ id }: Market'),
    ],
    tests: ['test/lib/exchanges/kraken/spot/prices.test.ts'],
    only: 'of another pair',
  },
  {
    bug: 'contracts of an order book are told as coins',
    edits: [
      edit('lib/exchanges/rules/restricted-prices.ts', 'quantity: fromExchange(quantity, market, listed)', 'quantity'),
    ],
    tests: ['test/conformance/cases/TC-B-books.test.ts'],
    only: 'TC-B04',
  },
  {
    bug: 'an unknown symbol takes a place among the shared prices',
    edits: [edit('lib/markets/prices.ts', '  await data.requireKnown(symbol);\n', '')],
    tests: ['test/lib/markets/prices.test.ts'],
    only: 'an unknown symbol is refused',
  },
];
