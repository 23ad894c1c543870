/** THE table of the sandbox: one line an exchange. */
export { bybit } from './bybit/simulators.ts';
export { kraken } from './kraken/simulators.ts';
