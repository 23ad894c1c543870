/** THE table: each exchange is a line. The code of an exchange is a line in modules.ts. */
export { binance } from './binance/definition.ts';
export { bybit } from './bybit/definition.ts';
export { kraken } from './kraken/definition.ts';
