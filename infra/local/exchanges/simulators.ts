/** THE table of the sandbox: one line an exchange. */
export { binance } from './binance/simulators.ts';
export { bybit } from './bybit/simulators.ts';
export { kraken } from './kraken/simulators.ts';
