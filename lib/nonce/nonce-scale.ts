import { Decimal } from 'decimal.js';

/** The unit of a key's nonces. An exchange with rising nonces accepts no lower nonce, so a key keeps its unit for life. */
export const nonceScales = ['ms', 'us', 'ns'] as const;
export type NonceScale = (typeof nonceScales)[number];

const unitsPerMs: Record<NonceScale, bigint> = { ms: 1n, us: 1000n, ns: 1_000_000n };

export function inScale(ms: number, scale: NonceScale): bigint {
  return BigInt(Math.floor(ms)) * unitsPerMs[scale];
}

/** The present time is 1.8e12 in ms, 1.8e15 in us and 1.8e18 in ns, so the magnitude of a nonce shows its unit. */
export function scaleOf(nonce: string): NonceScale {
  const magnitude = new Decimal(nonce);
  if (magnitude.gte('1e17')) return 'ns';
  return magnitude.gte('1e14') ? 'us' : 'ms';
}

/** A nonce window counts nonce units, so ten seconds are 10000 only for a millisecond key. */
export function windowFor(scale: NonceScale, ms: number): string {
  return inScale(ms, scale).toString();
}
