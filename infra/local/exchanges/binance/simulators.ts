import { sandbox } from './sandbox.ts';
import { startBinanceSpot } from './spot/simulator.ts';
import { startBinanceUsdm } from './usdm/simulator.ts';

/** The hosts of Binance and the sandbox keys, as registration takes them. */
export const binance = {
  hosts: {
    spot: { title: 'Binance Spot', start: startBinanceSpot },
    usdm: { title: 'Binance USD-M futures', start: startBinanceUsdm },
  },
  params: { apiKey: sandbox.apiKey, secret: sandbox.secret },
  withdrawalParams: { apiKey: sandbox.withdrawal.apiKey, secret: sandbox.withdrawal.secret },
} as const;
