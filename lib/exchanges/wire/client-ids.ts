import type { ClientIdCodec } from '../definition.ts';

/** For exchanges that take our ids as they are. */
export function plainIds(accepts: RegExp, rule: string): ClientIdCodec {
  return { encode: (id) => id, decode: (text) => text, accepts, rule };
}
