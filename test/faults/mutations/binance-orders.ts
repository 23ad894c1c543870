import { edit, type Mutation } from './mutation.ts';

const folder = 'lib/exchanges/binance';
const tests = 'test/lib/exchanges/binance';
const spot = [`${tests}/spot/order-entry.test.ts`];
const usdm = [`${tests}/usdm/order-entry.test.ts`];
const traits = ['test/lib/exchanges/order-traits.test.ts'];
const foreign = '  if (clientIdIn(row) !== clientOrderId) throw new MalformedResponse(title, 200);\n';

/** Bugs of the orders that leave for Binance, and of what the acknowledgements say. */
export const binanceOrderMutations: readonly Mutation[] = [
  {
    bug: 'Binance: a purchase at the market counts the quote coin',
    edits: [
      edit(
        `${folder}/spot/orders.ts`,
        '    quantity: order.quantity,',
        "    [order.type === 'market' ? 'quoteOrderQty' : 'quantity']: order.quantity,",
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: a post-only order on spot may take',
    edits: [edit(`${folder}/spot/orders.ts`, "isPassive ? 'LIMIT_MAKER' : words[order.type]", 'words[order.type]')],
    tests: spot,
  },
  {
    bug: 'Binance: a post-only order of contracts may take',
    edits: [
      edit(
        `${folder}/usdm/orders.ts`,
        "postOnly ? 'GTX' : (timeInForce ?? 'GTC')",
        "postOnly ? 'GTC' : (timeInForce ?? 'GTC')",
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a take profit on spot leaves as a stop',
    edits: [edit(`${folder}/spot/orders.ts`, "take_profit: 'TAKE_PROFIT',", "take_profit: 'STOP_LOSS',")],
    tests: spot,
  },
  {
    bug: 'Binance: a take profit of contracts leaves as a stop',
    edits: [edit(`${folder}/usdm/orders.ts`, "'TAKE_PROFIT_MARKET'", "'STOP_MARKET'")],
    tests: usdm,
  },
  {
    bug: 'Binance: a stop on the mark price waits for the last price',
    edits: [edit(`${folder}/usdm/orders.ts`, "=== 'mark' ? 'MARK_PRICE'", "=== 'mark' ? 'CONTRACT_PRICE'")],
    tests: usdm,
  },
  {
    bug: 'Binance: a reduce-only order opens a position',
    edits: [
      edit(
        `${folder}/usdm/orders.ts`,
        "    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),\n    newClientOrderId",
        '    newClientOrderId',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a reduce-only stop opens a position',
    edits: [
      edit(
        `${folder}/usdm/orders.ts`,
        "    ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),\n    clientAlgoId",
        '    clientAlgoId',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a conditional order has no deadline',
    edits: [
      edit(
        `${folder}/usdm/orders.ts`,
        '    clientAlgoId: order.clientOrderId,\n    ...deadlineTerms(deadline),',
        '    clientAlgoId: order.clientOrderId,',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: an amendment has no deadline',
    edits: [edit(`${folder}/usdm/amend.ts`, '{ ...body, ...deadlineTerms(deadline) }', 'body')],
    tests: usdm,
  },
  {
    bug: 'Binance: an amendment to no more than the fills ends the order',
    edits: [edit(`${folder}/usdm/amend.ts`, '  refuseFilled(quantity, order);\n', '')],
    tests: usdm,
  },
  {
    bug: 'Binance: the answer to the amendment of a different order is believed',
    edits: [
      edit(
        `${folder}/usdm/amend.ts`,
        '    if (exchangeOrderId !== body.orderId) throw new MalformedResponse(title, 200);\n',
        '',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: the acknowledgement of a different order on spot is believed',
    edits: [edit(`${folder}/spot/order-entry.ts`, foreign, '')],
    tests: spot,
  },
  {
    bug: 'Binance: the acknowledgement of a different order of contracts is believed',
    edits: [edit(`${folder}/usdm/order-entry.ts`, foreign, '')],
    tests: usdm,
  },
  {
    bug: 'Binance: the acknowledgement of a different conditional order is believed',
    edits: [
      edit(
        `${folder}/usdm/order-entry.ts`,
        "  if (clientIdIn(row, 'clientAlgoId') !== clientOrderId) throw new MalformedResponse(title, 200);\n",
        '',
      ),
    ],
    tests: usdm,
  },
  {
    bug: 'Binance: a filled order is told without its price, because the acknowledgement has none',
    edits: [edit(`${folder}/usdm/order-entry.ts`, 'isWhole && isPriced ?', 'isWhole && (isPriced || isWhole) ?')],
    tests: usdm,
  },
  {
    bug: 'Binance: the ids of orders begin like those of a broker',
    edits: [
      edit(`${folder}/definition.ts`, '[A-WYZa-wyz0-9_-][A-Za-z0-9_-]{0,35}', '[A-Za-z0-9_-][A-Za-z0-9_-]{0,35}'),
    ],
    tests: traits,
  },
  {
    bug: 'Binance: an answer that leaves the execution open is a refusal',
    edits: [
      edit(
        `${folder}/errors.ts`,
        "'-1016', 'code 239999'], (match) =>\n    ambiguous(match, ",
        "'-1016', 'code 239999'], (match) =>\n    definite(match, ",
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: a code that nobody knows is a refusal',
    edits: [edit(`${folder}/errors.ts`, "  ambiguous('', ", "  definite('', ")],
    tests: spot,
  },
  {
    bug: 'Binance: an id of contracts that is taken is a refusal of this order',
    edits: [edit(`${folder}/errors.ts`, "idTaken('-4116', ", "definite('-4116', ")],
    tests: usdm,
  },
  {
    bug: 'Binance: the spot engine that is overloaded has placed nothing',
    edits: [
      edit(
        `${folder}/errors.ts`,
        "    ambiguous('-1008', 'EXCHANGE_UNAVAILABLE', inTrouble),",
        "    limit('-1008', inTrouble, 5),",
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: the page of a firewall says that nothing was executed',
    edits: [
      edit(
        `${folder}/verify-answer.ts`,
        'if (status !== 200 || !isAnswer) throw',
        "if (status === 403) throw new ExchangeRejection(title, '-2015');\n    if (status !== 200 || !isAnswer) throw",
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: an order that came after its deadline is sent again',
    edits: [
      edit(
        `${folder}/errors.ts`,
        "  { ...expired('-1021', 'NONCE_REJECTED', tooLate), text: /outside of the recvWindow/ },\n",
        '',
      ),
    ],
    tests: spot,
  },
  {
    bug: 'Binance: a request without a code under HTTP 400 has an answer',
    edits: [edit(`${folder}/verify-answer.ts`, 'if (status !== 200 || !isAnswer)', 'if (!isAnswer)')],
    tests: spot,
  },
];
