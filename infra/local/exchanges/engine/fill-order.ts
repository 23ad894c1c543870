import { Decimal } from 'decimal.js';
import type { Account, Execution, Fill } from './account.ts';
import { deliver } from './deliver.ts';
import { endShort, leaveMarket } from './end-order.ts';
import type { Exchange } from './exchange.ts';
import type { Order } from './order.ts';
import { isDone, lacksLastStep } from './order.ts';
import { tradeContract } from './trade-contract.ts';

/** Trades part of an order: balances or a position, the ledger, the list of fills, the market's liquidity. */
export function fillOrder(exchange: Exchange, account: Account, order: Order, execution: Execution): Fill {
  const { market } = order;
  const fill = market.terms.contract
    ? tradeContract(exchange, account, order, execution)
    : deliver(exchange, account, order, execution);
  if (market.liquidity) market.liquidity = Decimal.max(0, market.liquidity.sub(execution.quantity));
  order.cause = isDone(order) ? 'filled' : 'partlyFilled';
  if (isDone(order)) leaveMarket(exchange, account, order, 'filled');
  else if (lacksLastStep(order)) endShort(exchange, account, order);
  return fill;
}
