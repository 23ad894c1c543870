/** The code of each exchange, one line an exchange. A function that only reads the definitions has no exchange's code in its bundle. */
export { binance } from './binance/modules.ts';
export { bybit } from './bybit/modules.ts';
export { kraken } from './kraken/modules.ts';
