import { edit, type Mutation } from './mutation.ts';

const tests = ['test/lib/exchanges/denied-orders.test.ts'];
const binance = 'lib/exchanges/binance/definition.ts';
const bybit = 'lib/exchanges/bybit/definition.ts';

/** Orders that an exchange does not have, and that would leave as orders of a different kind. */
export const deniedOrderMutations: readonly Mutation[] = [
  {
    bug: 'Binance: a trailing stop on spot leaves as a stop without a trigger',
    edits: [
      edit(
        binance,
        "      margin: null,\n      capabilities: {\n        orderTypes: ['market', ",
        "      margin: null,\n      capabilities: {\n        orderTypes: ['trailing_stop', 'market', ",
      ),
    ],
    tests,
  },
  {
    bug: 'Binance: a trailing stop of contracts leaves as an order at the market',
    edits: [
      edit(
        binance,
        "      margin: 'symbol',\n      capabilities: {\n        orderTypes: ['market', ",
        "      margin: 'symbol',\n      capabilities: {\n        orderTypes: ['trailing_stop', 'market', ",
      ),
    ],
    tests,
  },
  {
    bug: 'Binance: a reduce-only order on spot leaves as an ordinary order',
    edits: [edit(binance, 'reduceOnly: false,', 'reduceOnly: true,')],
    tests,
  },
  {
    bug: 'Binance: a stop on the mark price on spot waits for the last price',
    edits: [edit(binance, "triggerPriceTypes: ['last'],", "triggerPriceTypes: ['last', 'mark'],")],
    tests,
  },
  {
    bug: 'Binance: a stop on the index price waits for the last price',
    edits: [edit(binance, "triggerPriceTypes: ['last', 'mark'],", "triggerPriceTypes: ['last', 'mark', 'index'],")],
    tests,
  },
  {
    bug: 'a trailing stop at Bybit leaves as an order at the market',
    edits: [edit(bybit, "orderTypes: ['market', ", "orderTypes: ['trailing_stop', 'market', ")],
    tests,
  },
  {
    bug: 'a reduce-only order on Bybit Spot leaves as an ordinary order',
    edits: [edit(bybit, 'reduceOnly: false,', 'reduceOnly: true,')],
    tests,
  },
  {
    bug: 'a stop on the mark price on Bybit Spot waits for the last price',
    edits: [edit(bybit, "triggerPriceTypes: ['last'],", "triggerPriceTypes: ['last', 'mark'],")],
    tests,
  },
];
