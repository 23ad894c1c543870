import { Decimal } from 'decimal.js';

/** The unit a key's nonces count in. Kraken cannot lower a key's nonce, so a key keeps its unit for life. */
export const nonceScales = ['ms', 'us', 'ns'] as const;
export type NonceScale = (typeof nonceScales)[number];

const unitsPerMs: Record<NonceScale, bigint> = { ms: 1n, us: 1000n, ns: 1_000_000n };

export function inScale(ms: number, scale: NonceScale): bigint {
  return BigInt(Math.floor(ms)) * unitsPerMs[scale];
}

/** Today's clock is 1.8e12 in ms, 1.8e15 in us, 1.8e18 in ns: the magnitude of a key's nonce tells its unit. */
export function scaleOf(nonce: string): NonceScale {
  const magnitude = new Decimal(nonce);
  if (magnitude.gte('1e17')) return 'ns';
  return magnitude.gte('1e14') ? 'us' : 'ms';
}

/** Kraken counts its nonce window in nonce units, so ten seconds are 10000 only for a millisecond key. */
export function windowFor(scale: NonceScale, ms: number): string {
  return inScale(ms, scale).toString();
}
