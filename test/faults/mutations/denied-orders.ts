import { edit, type Mutation } from './mutation.ts';

const tests = ['test/lib/exchanges/denied-orders.test.ts'];
const trailing = ['test/lib/exchanges/binance/trailing-stops.test.ts'];
const binance = 'lib/exchanges/binance/definition.ts';
const bybit = 'lib/exchanges/bybit/definition.ts';

/** Orders that an exchange does not have, and that would leave as orders of a different kind. */
export const deniedOrderMutations: readonly Mutation[] = [
  {
    bug: 'Binance: a distance in money leaves as a stop of spot without a distance',
    edits: [
      edit(
        binance,
        "triggerPriceTypes: ['last'],\n        trailingDistances: ['percent'],",
        "triggerPriceTypes: ['last'],\n        trailingDistances: ['percent', 'amount'],",
      ),
    ],
    tests,
  },
  {
    bug: 'Binance: a distance in money leaves as a trailing stop of contracts without a distance',
    edits: [
      edit(
        binance,
        "triggerPriceTypes: ['last', 'mark'],\n        trailingDistances: ['percent'],",
        "triggerPriceTypes: ['last', 'mark'],\n        trailingDistances: ['percent', 'amount'],",
      ),
    ],
    tests,
  },
  {
    bug: 'Binance: hundredths of a percent leave as percent, and a stop trails at a hundredth of its distance',
    edits: [edit('lib/exchanges/binance/spot/orders.ts', 'new Decimal(percent).times(100)', 'new Decimal(percent)')],
    tests: trailing,
  },
  {
    bug: 'Binance: a distance finer than its step leaves',
    edits: [edit('lib/exchanges/rules/steps.ts', 'stepFault(field, trailingPercent, range.step, symbol)', '[]')],
    tests: trailing,
  },
  {
    bug: 'Binance: a distance beyond its bounds leaves',
    edits: [
      edit(
        'lib/exchanges/rules/steps.ts',
        'if (bounds === null || isWithin(trailingPercent, bounds))',
        'if (range.step !== null)',
      ),
    ],
    tests: trailing,
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
