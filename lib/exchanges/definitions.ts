/** THE table: one line an exchange. The code of an exchange is a line in modules.ts. */
export { kraken } from './kraken/definition.ts';
