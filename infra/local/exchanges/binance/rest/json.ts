/** Binance prints ids of up to 19 digits as numbers, beyond what a double can hold: a bigint is printed as it is. */
export function exactJson(value: unknown): string {
  const marked = JSON.stringify(value, (_name, held: unknown) => (typeof held === 'bigint' ? `\u0001${held}` : held));
  return marked.replace(/"\\u0001(-?\d+)"/g, '$1');
}
