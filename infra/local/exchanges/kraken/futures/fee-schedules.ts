import type { Account } from '../../engine/account.ts';
import { tradedSince } from '../../engine/fees.ts';
import type { FuturesExchange } from './exchange.ts';
import { instrumentOf } from './instruments.ts';
import { inverseFees, linearFees } from './market-data.ts';
import { baseTier } from './rules.ts';

const thirtyDays = 30 * 24 * 3_600_000;

/**
 * GET feeschedules: the fees that this exchange charges, in percent, in the shape of the answer in CCXT's comments (2026-08). Kraken's
 * further tiers are left out: this exchange charges the first tier alone, and since 2026-06-22 Kraken calls the endpoint deprecated.
 */
export function feeSchedules() {
  const tiers = [{ makerFee: percent(baseTier.maker), takerFee: percent(baseTier.taker), usdVolume: 0 }];
  const schedules = [
    [linearFees, 'Linear'],
    [inverseFees, 'Inverse'],
  ];
  return { feeSchedules: schedules.map(([uid, name]) => ({ uid, name, tiers })) };
}

function percent(rate: { times(factor: number): { toNumber(): number } }): number {
  return rate.times(100).toNumber();
}

/** GET feeschedules/volumes: dollars traded in 30 days by schedule. */
export function feeVolumes(exchange: FuturesExchange, account: Account) {
  const from = exchange.world.now() - thirtyDays;
  const traded = (inverse: boolean) =>
    tradedSince(
      account.fills.filter(({ order }) => instrumentOf(order.market).contract.inverse === inverse),
      from,
    ).toNumber();
  return { volumesByFeeSchedule: { [linearFees]: traded(false), [inverseFees]: traded(true) } };
}
