import type { SimulatedExchange } from '../simulated-exchange.ts';
import { futuresAnswers } from './answers/futures.ts';
import { spotAnswers } from './answers/spot.ts';
import { startKrakenFutures } from './futures/simulator.ts';
import { sandbox } from './sandbox.ts';
import { startKrakenSpot } from './spot/simulator.ts';

export const kraken = {
  hosts: {
    spot: { title: 'Kraken Spot', start: startKrakenSpot },
    futures: { title: 'Kraken Futures', start: startKrakenFutures },
  },
  params: {
    apiKey: sandbox.spot.apiKey,
    secret: sandbox.spot.secret,
    futuresApiKey: sandbox.futures.apiKey,
    futuresSecret: sandbox.futures.secret,
  },
  withdrawalParams: {
    apiKey: sandbox.spot.apiKey,
    secret: sandbox.spot.secret,
    futuresApiKey: sandbox.withdrawal.apiKey,
    futuresSecret: sandbox.withdrawal.secret,
  },
  firstSymbol: 'BTC/USD',
  answers: { spot: spotAnswers, swap: futuresAnswers },
} as const satisfies SimulatedExchange;
