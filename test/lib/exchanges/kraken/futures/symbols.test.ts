import { expect, it } from 'vitest';
import { symbolOf } from '../../../../../lib/exchanges/kraken/futures/symbols.ts';

it.each([
  ['PF_XBTUSD', 'BTC/USD:USD'],
  ['PF_XDGUSD', 'DOGE/USD:USD'],
  ['PF_ETHEUR', 'ETH/EUR:EUR'],
  ['PI_XBTUSD', 'BTC/USD:BTC'],
  ['FI_ETHUSD_260626', 'ETH/USD:ETH-260626'],
  ['FF_SOLUSD_260626', 'SOL/USD:USD-260626'],
  ['PF_1INCHUSD', '1INCH/USD:USD'],
])('the contract name %s without a listed market has the symbol %s', (contract, symbol) => {
  expect(symbolOf(contract, () => undefined)).toBe(symbol);
});

it.each(['PF_XBTJPY', 'XBTUSD', 'PV_XRPXBT', 'FI_XBTUSD_26', ''])(
  'the name %j follows no scheme and is its own symbol',
  (name) => {
    expect(symbolOf(name, () => undefined)).toBe(name);
  },
);
