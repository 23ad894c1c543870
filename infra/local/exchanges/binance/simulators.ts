import type { SimulatedExchange } from '../simulated-exchange.ts';
import { spotAnswers } from './answers/spot.ts';
import { usdmAnswers } from './answers/usdm.ts';
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
  firstSymbol: 'BTC/USDT',
  withdrawalParams: { apiKey: sandbox.withdrawal.apiKey, secret: sandbox.withdrawal.secret },
  answers: { spot: spotAnswers, swap: usdmAnswers },
} as const satisfies SimulatedExchange;
