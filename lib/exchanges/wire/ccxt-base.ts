/** CCXT's base class, which the code of every exchange stands on: nine tenths of the code that a first call loads. */
export { Exchange } from 'ccxt/js/src/base/Exchange.js';
