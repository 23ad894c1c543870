import type { SimulatedExchange } from '../simulated-exchange.ts';
import { linearAnswers, spotAnswers } from './answers.ts';
import { sandbox } from './sandbox.ts';
import { startBybit } from './simulator.ts';

export const bybit = {
  hosts: { api: { title: 'Bybit', start: startBybit } },
  params: { ...sandbox.key },
  withdrawalParams: { ...sandbox.withdrawal },
  firstSymbol: 'BTC/USDT',
  answers: { spot: spotAnswers, swap: linearAnswers },
} as const satisfies SimulatedExchange;
