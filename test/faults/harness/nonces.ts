import type { Sent } from './exchange.ts';
import type { AnyScenario } from './scenario.ts';

/** Another program has just used a nonce of the desk's key that is above the nonce of this request. */
export function overtake({ exchange }: AnyScenario, { nonce }: Sent): void {
  exchange.useNonce?.(String(BigInt(nonce ?? '0') + 1n));
}
