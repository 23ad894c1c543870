import { type ExchangeId, exchanges } from '../../../lib/exchanges/exchanges.ts';
import { firstSymbol } from '../stack/simulated-hosts.ts';
import { fundsSection, marginSection, registerSection, symbolsSection } from './exchange-account.ts';
import { historySection } from './exchange-history.ts';
import { ordersSection, positionsSection, tradedQuantity } from './exchange-orders.ts';
import { tour } from './sections.ts';
import type { TourSection } from './step.ts';

/** The exchange of the guide, with a walk of its own: the guide, section by section. */
export const guideExchange = 'kraken';

/** The walk through an exchange. The definition of an exchange beside the guide's tells what the exchange lacks. */
export function walkOf(exchange: ExchangeId): readonly TourSection[] {
  if (exchange === guideExchange) return tour;
  return [
    registerSection(exchange),
    symbolsSection(exchange),
    fundsSection(exchange),
    marginSection(exchange),
    ordersSection(exchange),
    positionsSection(exchange),
    historySection(exchange),
  ];
}

/** The symbols of the walk. */
export function symbolsOf(exchange: ExchangeId) {
  if (exchange === guideExchange)
    return { spotSymbol: 'BTC/USD', swapSymbol: 'BTC/USD:USD', money: 'USD', shortQuantity: 0.0004 };
  const spotSymbol = firstSymbol(exchange);
  const [, money = ''] = spotSymbol.split('/');
  return { spotSymbol, swapSymbol: `${spotSymbol}:${money}`, money, shortQuantity: tradedQuantity };
}

/** The variables that name the simulators of the exchange. */
export function simulatorVariables(exchange: ExchangeId): string[] {
  return Object.values(exchanges[exchange].hosts).map(({ originVariable }) => originVariable);
}
