import { edit, type Mutation } from './mutation.ts';

const futures = 'test/lib/exchanges/kraken/futures';
const unreadable = `${futures}/unreadable-fields.test.ts`;

/** Bugs of reading Kraken's answers: what an answer does not tell becomes a number, a word or a verdict. */
export const krakenAnswerMutations: readonly Mutation[] = [
  {
    bug: 'a futures stop without a size is shown with the size 0',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-sizes.ts',
        'return told === null ? null : new Decimal(told);',
        'return new Decimal(told ?? 0);',
      ),
    ],
    tests: [`${futures}/open-orders.test.ts`],
  },
  {
    bug: 'the sizes of an event of an earlier moment are taken for the final sizes',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/find-order.ts',
        'end.filledQuantity === null || !new Decimal(end.filledQuantity).eq(filledQuantity)',
        'end.filledQuantity === null',
      ),
    ],
    tests: [`${futures}/find-order.test.ts`],
    only: 'has no known size while',
  },
  {
    bug: 'the quantity of orders/status is taken for the whole order where it may be the open part',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-sizes.ts',
        'if (quantity !== null && filled !== null && (filled.isZero() || filled.gt(quantity)))\n    return sizesOfParts(filled, quantity);',
        'if (quantity !== null && filled !== null) return sizesOfParts(filled, quantity.minus(filled));',
      ),
    ],
    tests: [`${futures}/order-sizes.test.ts`, `${futures}/open-orders.test.ts`],
  },
  {
    bug: 'the price that protects a market order is shown as the price of an order of ours',
    edits: [
      edit(
        'lib/orders/order-terms.ts',
        "const hasPrice = price !== null && (request.price !== undefined || (isOpen && request.type !== 'market'));",
        'const hasPrice = price !== null;',
      ),
    ],
    tests: ['test/lib/orders/order.test.ts'],
  },
  {
    bug: 'an internal error of Kraken Futures with a number of the parser proves that nothing was executed',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/errors.ts',
        "  trouble(internal, 'Kraken Futures could not handle the request ({code})'),\n",
        '',
      ),
    ],
    tests: [`${futures}/errors.test.ts`],
  },
  {
    bug: 'a number of errors[] without a meaning of its own proves that nothing was executed',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/errors.ts',
        "definite(numbered('11'), 'INVALID_REQUEST', cannotRead),",
        "definite('error', 'INVALID_REQUEST', cannotRead),",
      ),
    ],
    tests: [`${futures}/errors.test.ts`],
  },
  {
    bug: 'a futures booking without readable balances proves that nothing was moved',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/transfer-records.ts',
        'before === null || after === null ? null :',
        'before === null || after === null ? false :',
      ),
    ],
    tests: [`${futures}/transfers.test.ts`],
    only: 'is told as unread',
  },
  {
    bug: 'a futures booking without a readable date is of 1970 and proves that nothing was moved',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/transfer-records.ts',
        'const time = isoMs(row.date);\n',
        'const time = isoMs(row.date) ?? 0;\n',
      ),
    ],
    tests: [`${futures}/transfers.test.ts`],
    only: 'proves no absence',
  },
  {
    bug: 'a futures order that something on the way refuses is rejected without a look',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/errors.ts',
        "['HTTP 401', 'HTTP 403'].map((match) => ambiguous(",
        "['HTTP 401', 'HTTP 403'].map((match) => definite(",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/order-entry-failures.test.ts'],
    only: 'swap order refused by something on the way',
  },
  {
    bug: 'the word Unauthorized of a gateway proves that nothing was moved',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/errors.ts',
        "['UNAUTHENTICATED', 'UNAUTHORIZED'].map((match) => ambiguous(",
        "['UNAUTHENTICATED', 'UNAUTHORIZED'].map((match) => definite(",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/foreign-refusals.test.ts'],
  },
  {
    bug: 'the refusal of something on the way proves that no money was moved from spot',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/errors.ts',
        "['EHTTP:401', 'EHTTP:403'].map((match) => ambiguous(",
        "['EHTTP:401', 'EHTTP:403'].map((match) => definite(",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/foreign-refusals.test.ts'],
  },
  {
    bug: 'a futures order is absent beside a fill that cannot be read',
    edits: [edit('lib/exchanges/kraken/futures/market-data.ts', ' || leftOut.length > 0', '')],
    tests: [unreadable],
    only: 'is not absent beside a fill',
  },
  {
    bug: 'a futures fill without a readable time is older than every range',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/fills-below.ts',
        'return time === undefined ? [] : [time];',
        'return time === 0 ? [time] : [];',
      ),
    ],
    tests: [unreadable],
    only: 'is not absent beside a fill',
  },
  {
    bug: 'a futures order is absent beside an event that cannot be read',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/order-events.ts',
        'if (entry === undefined) throw new MalformedResponse(title, 200);',
        'if (entry === undefined) return null;',
      ),
    ],
    tests: [unreadable],
    only: 'is not absent beside the event',
  },
  {
    bug: 'tickers that cannot be read hide every position',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/wallets.ts',
        'await read(endpoints.tickers).catch(() => null)',
        'await read(endpoints.tickers)',
      ),
    ],
    tests: [unreadable],
    only: 'without a mark price beside tickers',
  },
  {
    bug: 'one unreadable entry ends all reading of the account log',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/ledger-entry.ts',
        'if (error instanceof MalformedResponse) return null;\n',
        '',
      ),
    ],
    tests: [unreadable],
    only: 'hides no other entry',
  },
  {
    bug: 'the header that names the next page of futures events is not read',
    edits: [
      edit('lib/exchanges/kraken/futures/endpoints.ts', "{ 'next-continuation-token': 'continuationToken' }", '{}'),
    ],
    tests: [`${futures}/order-events.test.ts`],
    only: 'events of a single moment',
  },
  {
    bug: 'a futures order is absent beside a fill that names no client order id',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/find-order.ts',
        'named?.orderId ?? (await orderOfUnnamedFill(wire, clientOrderId, fills, since));',
        'named?.orderId ?? null;',
      ),
    ],
    tests: [`${futures}/unnamed-fills.test.ts`],
  },
  {
    bug: 'a fill whose order no event tells proves a futures order absent',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/unnamed-fills.ts',
        'if (!unnamed.every(isTold)) throw new MalformedResponse(wire.market.title, 200);',
        'if (!unnamed.some(isTold)) throw new MalformedResponse(wire.market.title, 200);',
      ),
    ],
    tests: [`${futures}/unnamed-fills.test.ts`],
  },
  {
    bug: 'the price that protects a market order of futures is told as the price of the order',
    edits: [
      edit('lib/exchanges/kraken/futures/described-orders.ts', 'const immediateMs = 1000;', 'const immediateMs = 0;'),
    ],
    tests: [`${futures}/order-kinds.test.ts`],
    only: 'filled moments after',
  },
  {
    bug: 'fills are told as profit where the account log is denied without a word of Kraken',
    edits: [edit('lib/exchanges/kraken/denials.ts', 'return status === 401 || (', 'return status < 0 || (')],
    tests: ['test/lib/exchanges/kraken/denied-reads.test.ts'],
    only: 'fills are no profit',
  },
  {
    bug: 'a limit that a status and a header tell proves that no order was placed',
    edits: [
      edit(
        'lib/exchanges/wire/told-limits.ts',
        "{ ...ambiguous(match, 'RATE_LIMITED', message), waitSeconds: 'told' }",
        "{ ...ambiguous(match, 'RATE_LIMITED', message), kind: 'definite', waitSeconds: 'told' }",
      ),
    ],
    tests: [`${futures}/history-limits.test.ts`, 'test/lib/exchanges/binance/spot/order-entry.test.ts'],
  },
  {
    bug: 'the seconds of a limit of the futures history are not read',
    edits: [edit('lib/exchanges/kraken/futures/verify-answer.ts', "headers['rate-limit-reset']", 'undefined')],
    tests: [`${futures}/history-limits.test.ts`],
    only: 'in a header',
  },
  {
    bug: 'a futures stop with a limit price that cannot be read is told as a stop at the market',
    edits: [edit('lib/exchanges/kraken/futures/order-kinds.ts', '  if (isGarbled(limitPrice)) return null;\n', '')],
    tests: [unreadable, `${futures}/order-kinds.test.ts`],
  },
  {
    bug: 'fees of one asset in small and in capital letters are two sums',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/fills.ts',
        'feeCurrency === null ? null : assetOf(feeCurrency)',
        "feeCurrency?.replace(/^xbt$/i, 'BTC') ?? null",
      ),
    ],
    tests: [`${futures}/fills.test.ts`],
    only: 'a fee in',
  },
];
