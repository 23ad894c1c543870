import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const by = (file: string) => [`test/lib/exchanges/bybit/${file}.test.ts`];

/** Bugs of the orders that leave for Bybit, and of what the acknowledgements and codes say. */
export const bybitOrderMutations: readonly Mutation[] = [
  {
    bug: 'a reduce-only order at Bybit opens a position',
    edits: [edit(at('order-parameters'), '    ...(order.reduceOnly ? { reduceOnly: true } : {}),\n', '')],
    tests: by('order-parameters'),
  },
  {
    bug: 'an order at Bybit names no side of a position, and hedge mode takes it',
    edits: [edit(at('order-parameters'), '    positionIdx: 0,\n', '')],
    tests: by('order-parameters'),
  },
  {
    bug: 'a post-only order at Bybit may take',
    edits: [edit(at('order-parameters'), "postOnly ? 'PostOnly' : timeInForce", 'timeInForce')],
    tests: by('order-parameters'),
  },
  {
    bug: 'a stop on the mark price at Bybit waits for the last price',
    edits: [edit(at('order-parameters'), "triggerNames[order.triggerPriceType ?? 'last']", 'triggerNames.last')],
    tests: by('order-parameters'),
  },
  {
    bug: 'the coins of a stop on Bybit Spot may be gone when the stop fires',
    edits: [
      edit(
        at('order-parameters'),
        "{ orderFilter: 'tpslOrder', triggerPrice: stopPrice }",
        "{ orderFilter: 'StopOrder', triggerPrice: stopPrice }",
      ),
    ],
    tests: by('order-parameters'),
  },
  {
    bug: 'an amendment at Bybit has no deadline',
    edits: [
      edit(
        at('order-entry'),
        'const window = deadline === null ? {}',
        "const window = deadline === null || endpoint === 'amendOrder' ? {}",
      ),
    ],
    tests: by('order-parameters'),
  },
  {
    bug: 'the acknowledgement of a different order of Bybit is believed',
    edits: [edit(at('order-entry'), 'if (isOther || (known', 'if ((known')],
    tests: by('outcomes'),
  },
  {
    bug: 'the answer to the amendment of a different order of Bybit is believed',
    edits: [
      edit(at('order-entry'), 'if (isOther || (known !== undefined && known !== exchangeOrderId))', 'if (isOther)'),
    ],
    tests: by('order-parameters'),
  },
  {
    bug: 'a stop on Bybit Spot leaves although the last price is not known',
    edits: [
      edit(
        at('order-entry'),
        '  if (last === null) throw new MalformedResponse(wire.market.title, 200);\n',
        '  if (last === null) return;\n',
      ),
    ],
    tests: by('order-parameters'),
  },
  {
    bug: 'a stop on Bybit Spot at the last price itself leaves',
    edits: [
      edit(at('order-entry'), 'rises ? new Decimal(stopPrice).gt(last)', 'rises ? new Decimal(stopPrice).gte(last)'),
    ],
    tests: by('order-parameters'),
  },
  {
    bug: 'a code of Bybit that leaves the execution open is a refusal',
    edits: [
      edit(
        at('errors'),
        "as(ambiguous, 'EXCHANGE_UNAVAILABLE', noWord)",
        "as(definite, 'EXCHANGE_UNAVAILABLE', noWord)",
      ),
    ],
    tests: by('outcomes'),
  },
  {
    bug: 'a code of Bybit that nobody knows is a refusal',
    edits: [edit(at('errors'), "  ambiguous('', ", "  definite('', ")],
    tests: by('outcomes'),
  },
  {
    bug: 'HTTP 403 of Bybit says that an order was not placed',
    edits: [edit(at('errors'), "...ambiguous('HTTP 403', ", "...definite('HTTP 403', ")],
    tests: by('outcomes'),
  },
  {
    bug: 'HTTP 429 of Bybit says that an order was not placed',
    edits: [edit(at('errors'), "...ambiguous('HTTP 429', ", "...definite('HTTP 429', ")],
    tests: by('outcomes'),
  },
  {
    bug: 'an id that is taken at Bybit is a refusal of this order',
    edits: [
      edit(at('errors'), "each('110072 170141 10014', as(idTaken, ", "each('110072 170141 10014', as(definite, "),
    ],
    tests: by('outcomes'),
  },
  {
    bug: 'an id that is taken, in words alone, is a refusal of this order at Bybit',
    edits: [edit(at('errors'), "  { ...idTaken('10001', 'ORDER_REJECTED', taken), text: /duplicat/i },\n", '')],
    tests: by('outcomes'),
  },
  {
    bug: 'a position in hedge mode is closed by an order without a side',
    edits: [edit('lib/orders/close/closing-order.ts', 'position.isHedged !== true && ', '')],
    tests: ['test/lib/orders/close/close-position.test.ts'],
  },
  {
    bug: 'a position of Bybit in hedge mode passes for a position of one-way mode',
    edits: [edit('lib/exchanges/bybit/positions.ts', '    ...(isHedged(row) ? { isHedged: true } : {}),\n', '')],
    tests: ['test/lib/exchanges/bybit/wallets-and-data.test.ts'],
  },
  {
    bug: 'a symbol of Bybit in hedge mode is a wrong parameter without a remedy',
    edits: [
      edit(
        at('errors'),
        "  { ...definite('10001', 'ORDER_REJECTED', hedged), text: /position mode|position idx/i },\n",
        '',
      ),
    ],
    tests: by('outcomes'),
  },
  {
    bug: 'a code 0 of Bybit under HTTP 5xx is a success',
    edits: [
      edit(
        at('verify-answer'),
        'code === null || status !== 200 || !isRecord(result)',
        'code === null || !isRecord(result)',
      ),
    ],
    tests: by('outcomes'),
  },
  {
    bug: 'an answer of Bybit without a code is a success',
    edits: [edit(at('verify-answer'), 'code === null || status !== 200', 'status !== 200')],
    tests: by('outcomes'),
  },
  {
    bug: 'a leverage that is so already is an error of Bybit',
    edits: [edit(at('errors'), "as(kindOf('alreadySo'), ", 'as(definite, ')],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'Bybit sets the leverage of one side alone',
    edits: [edit(at('margin'), '{ buyLeverage: leverage, sellLeverage: leverage }', '{ buyLeverage: leverage }')],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'a market that Bybit has not opened yet takes orders',
    edits: [edit(at('instruments'), "if (status === 'PreLaunch')", "if (status === 'never')")],
    tests: by('order-parameters'),
  },
  {
    bug: 'a contract of Bybit whose end cannot be read is a perpetual',
    edits: [
      edit(
        at('instruments'),
        "contractType === 'LinearFutures' && positive(deliveryTime) !== null",
        "contractType === 'LinearFutures'",
      ),
    ],
    tests: by('order-parameters'),
  },
];
