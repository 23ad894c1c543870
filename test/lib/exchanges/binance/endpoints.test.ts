import { expect, it } from 'vitest';
import { binance } from '../../../../lib/exchanges/binance/definition.ts';
import { usdmEndpoints } from '../../../../lib/exchanges/binance/endpoints.ts';

/** Of the window, see lib/session/shared-limits.ts. */
const shareOfReads = 0.8;

it('reads of funding rates end before the 500 in five minutes that Binance takes from an address', () => {
  const { weight, windowMs } = binance.hosts.usdm.sharedLimit;
  const inWindow = Math.floor((weight * shareOfReads) / (usdmEndpoints.fundingRates.weight ?? 0));
  expect((inWindow * 300_000) / windowMs).toBeLessThanOrEqual(500);
  // A call reads five pages at the most.
  expect(inWindow).toBeGreaterThan(50);
});
