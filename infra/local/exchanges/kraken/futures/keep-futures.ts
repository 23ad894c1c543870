import type { Account } from '../../engine/account.ts';
import type { Keeping } from '../../engine/keeping.ts';
import { keepExchange, refillMap } from '../../engine/keeping.ts';
import { restartHistory } from '../../engine/price-history.ts';
import type { FuturesExchange } from './exchange.ts';
import type { History } from './history-events.ts';

/** The exchange with the history of events. Candles begin anew. */
export function keepFutures(current: () => FuturesExchange): Keeping {
  const { save, restore } = keepExchange(current, ['priceHistory', 'histories']);
  return {
    save: () => ({ ...save(), histories: current().histories.state }),
    restore({ histories, ...saved }) {
      const exchange = current();
      restore(saved);
      refillMap(exchange.histories.state, histories as Map<Account, History>);
      restartHistory(exchange, exchange.priceHistory);
    },
  };
}
