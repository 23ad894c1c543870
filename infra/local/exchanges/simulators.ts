/** THE table of the sandbox: one line an exchange. */
export { kraken } from './kraken/simulators.ts';
